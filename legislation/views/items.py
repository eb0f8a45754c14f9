from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.pages import ListPage, RecordPage
from core.tables import Table
from legislation import permissions
from legislation.expected import Expectations
from legislation.models import Consultation, Item, StageTerm
from legislation.record import history_of_item
from legislation.tables import ItemTable, line_of
from legislation.tables.items import VIEWS
from legislation.tally import Tally, tally


class ItemList(ListPage):
    """Every item one may see, those that have been longest in their stage first."""

    may = permissions.may_see_legislation
    table_class = ItemTable
    template_name = "legislation/item_list.html"

    def rows(self) -> "QuerySet[Item]":
        return Item.objects.visible_to(self.access).as_of(self.on, StageTerm.objects.on(self.on)).for_list(self.access)

    def context(self) -> dict[str, Any]:
        return {
            "views": saved_views(self.table, self.rows()),
            "may_write": permissions.may_write_legislation(self.request.user),
        }


def saved_views(table: Table[Any], rows: Any) -> list[dict[str, Any]]:
    counts = rows.counted()
    named = [("", _("All items"), counts.all)]
    return table.views([*named, *((view, label, getattr(counts, view)) for view, label in VIEWS.items())])


class OneItem(RecordPage):
    """A page of one item among those the reader may see."""

    may = permissions.may_see_legislation

    def find(self) -> Item:
        return Item.objects.visible_to(self.access).for_list(self.access).get(code=self.kwargs["code"])

    def context(self) -> dict[str, Any]:
        return {"item": self.record}


class ItemDetail(OneItem):
    template_name = "legislation/item_detail.html"

    def context(self) -> dict[str, Any]:
        item = self.record
        return {
            "item": item,
            "line": line_of(item, Expectations(self.on)),
            "touched": item.touched_acts.select_related("act"),
            "functions": item.item_functions.select_related("function"),
            "may_edit": permissions.may_edit_item(self.request.user, item),
            "rounds": self.rounds(),
            "may_prepare": permissions.may_edit_item(self.request.user, item) and item.is_running,
            "may_change_lead": permissions.may_change_item_lead(self.request.user, item),
            "history": history_of_item(item, access=self.access, before=self.request.GET.get("before", "")),
        }

    def rounds(self) -> list[tuple[Consultation, Tally]]:
        found = Consultation.objects.visible_to(self.access).of_item(self.record.pk).for_list()
        return [(each, tally(each.requests.all(), self.on)) for each in found]

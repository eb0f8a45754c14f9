from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from core.in_the_way import in_the_way
from core.pages import ListPage, RecordPage
from core.tables import Table
from legislation import permissions
from legislation.expected import Expectations, Wait, waits
from legislation.models import Block, Consultation, Item, StageTerm
from legislation.pictures import stages_in_time
from legislation.record import history_of_item
from legislation.rules.stages import Term
from legislation.tables import ItemTable, line_of
from legislation.tables.items import VIEWS
from legislation.tally import Tally, tally
from ministries.models import Country, Institution
from outbox.record import following


class ItemList(ListPage):
    """Every item one may see, those that have been longest in their stage first."""

    may = permissions.may_see_legislation
    table_class = ItemTable
    template_name = "legislation/item_list.html"

    def rows(self) -> "QuerySet[Item]":
        return Item.objects.visible_to(self.access).as_of(self.on, self.terms).for_list(self.access)

    @cached_property
    def terms(self) -> Mapping[str, Term]:
        return StageTerm.objects.on(self.on)

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
        item, expectations = self.record, Expectations(self.on)
        line, rounds = line_of(item, expectations), self.rounds()
        may_edit = permissions.may_edit_item(self.request.user, item)
        return {
            "item": item,
            "line": line,
            "in_the_way": in_the_way(
                item.ref,
                here=item.get_absolute_url(),
                access=self.access,
                on=self.on,
                office=Country.objects.current().office_name,
                names=Institution.objects.names,
            ),
            "stages": stages_in_time(line, expectations.steps(item), is_mirrored=get_language_bidi()),
            "touched": item.touched_acts.select_related("act"),
            "functions": item.item_functions.select_related("function"),
            "waits": self.waits(item),
            "may_write": permissions.may_write_legislation(self.request.user),
            "may_edit": may_edit,
            "rounds": rounds,
            "may_prepare": may_edit and item.is_running and all(round_.is_over for round_, _stands in rounds),
            "may_change_lead": permissions.may_change_item_lead(self.request.user, item),
            "history": history_of_item(item, access=self.access, before=self.request.GET.get("before", "")),
            "follow": following(self.user, item),
        }

    def rounds(self) -> list[tuple[Consultation, Tally]]:
        found = Consultation.objects.visible_to(self.access).of_item(self.record.pk).for_list()
        return [(each, tally(each.requests.all(), self.on)) for each in found]

    def waits(self, item: Item) -> list[Wait]:
        """Projects that wait for it, the worst off first."""
        blocks = Block.objects.visible_to(self.access).standing().of_item(item.pk).for_list()
        return sorted(waits(blocks, self.on), key=Wait.worst_first)

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language_bidi

from core.pages import ListPage, RecordPage
from core.tables import Table
from ministries.models import Country
from ministries.money import Changer
from projects import permissions, pictures, portfolio
from projects.models import Snapshot, SnapshotRow
from projects.tables import SnapshotRowTable, SnapshotTable
from projects.views.portfolio import saved_views


class SnapshotList(ListPage):
    may = permissions.may_see_snapshots
    table_class = SnapshotTable
    template_name = "projects/snapshot_list.html"

    def rows(self) -> QuerySet[Snapshot]:
        return Snapshot.objects.visible_to(self.access).for_list(self.access)


class SnapshotDetail(ListPage, RecordPage):
    """The portfolio as it was published. Every figure is made of frozen rows the reader could see then and may see now."""

    may = permissions.may_see_snapshots
    table_class = SnapshotRowTable
    template_name = "projects/snapshot_detail.html"

    def find(self) -> Snapshot:
        return Snapshot.objects.visible_to(self.access).for_list(self.access).get(number=self.kwargs["number"])

    def rows(self) -> QuerySet[SnapshotRow]:
        return SnapshotRow.objects.visible_to(self.access).of(self.record).for_list()

    @cached_property
    def table(self) -> Table[Any]:
        table = super().table
        table.export_name = f"snapshot-{self.record.number}"
        return table

    def context(self) -> dict[str, Any]:
        snapshot: Snapshot = self.record
        changer = Changer.at(snapshot.currency, snapshot.kept_rates)
        return {
            "snapshot": snapshot,
            "sums": portfolio.sums(self.table.rows, changer, standing=""),
            "views": saved_views(self.table, portfolio.sums(self.rows(), changer, standing="")),
            "picture": self.picture(snapshot),
        }

    def picture(self, snapshot: Snapshot) -> Any:
        published = portfolio.ratings_as_published(snapshot, self.access)
        named = [(each.round_name, counts) for each, counts in published]
        steps = Country.objects.current().rating_steps
        return pictures.ratings_over_rounds(named, steps=steps, is_mirrored=get_language_bidi())

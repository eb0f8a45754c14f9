from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language_bidi, gettext_lazy

from core.documents import OnPaper
from core.pages import ListPage, RecordFormPage, RecordPage
from core.tables import Table
from ministries.models import Country
from ministries.money import Changer
from projects import permissions, pictures, portfolio
from projects.forms import CorrectionForm
from projects.models import Snapshot, SnapshotRow
from projects.services import correct_snapshot
from projects.tables import SnapshotRowTable, SnapshotTable
from projects.views.portfolio import saved_views


class SnapshotList(ListPage):
    may = permissions.may_see_snapshots
    table_class = SnapshotTable
    template_name = "projects/snapshot_list.html"

    def rows(self) -> QuerySet[Snapshot]:
        return Snapshot.objects.visible_to(self.access).for_list(self.access)


class SnapshotDetail(OnPaper, ListPage, RecordPage):
    """The portfolio as it was published. Every figure is made of frozen rows the reader could see then and may see now."""

    may = permissions.may_see_snapshots
    table_class = SnapshotRowTable
    template_name = "projects/snapshot_detail.html"
    paper_template = "documents/snapshot.html"

    def find(self) -> Snapshot:
        return Snapshot.objects.visible_to(self.access).for_list(self.access).get(number=self.kwargs["number"])

    def rows(self) -> QuerySet[SnapshotRow]:
        return SnapshotRow.objects.visible_to(self.access).of(self.record).for_list()

    @cached_property
    def table(self) -> Table[Any]:
        table = super().table
        table.export_name = f"snapshot-{self.record.number}"
        return table

    @property
    def paper_title(self) -> str:
        return str(self.record)

    @property
    def paper_name(self) -> str:
        return f"snapshot-{self.record.number}"

    @property
    def data_on(self) -> date:
        return self.record.as_of_on  # type: ignore[no-any-return]

    def context(self) -> dict[str, Any]:
        snapshot: Snapshot = self.record
        changer = Changer.at(snapshot.currency, snapshot.kept_rates)
        return {
            "snapshot": snapshot,
            "sums": portfolio.sums(self.table.rows, changer, standing=""),
            "views": saved_views(self.table, portfolio.sums(self.rows(), changer, standing="")),
            "picture": self.picture(snapshot),
            "may_correct": permissions.may_correct_snapshot(self.request.user) and not snapshot.corrected_by,
        }

    def picture(self, snapshot: Snapshot) -> Any:
        published = portfolio.ratings_as_published(snapshot, self.access)
        named = [(each.round_name, counts) for each, counts in published]
        steps = Country.objects.current().rating_steps
        return pictures.ratings_over_rounds(named, steps=steps, is_mirrored=get_language_bidi())


class CorrectSnapshot(RecordFormPage):
    """Another value for a project in what was published; it becomes another snapshot."""

    may = permissions.may_see_snapshots
    may_on = permissions.may_correct_snapshot
    template_name = "projects/snapshot_correct.html"
    button = gettext_lazy("Publish the correction")
    done = gettext_lazy("The correction is published. What it corrects stays as it was.")

    def find(self) -> SnapshotRow:
        rows = SnapshotRow.objects.visible_to(self.access).select_related("snapshot")
        return rows.get(snapshot__number=self.kwargs["number"], code=self.kwargs["code"])

    def form(self, data: Any = None, files: Any = None) -> CorrectionForm:
        return CorrectionForm(data, self.record, steps=Country.objects.current().rating_steps)

    def perform(self, form: Any) -> Snapshot:
        reason = form.cleaned_data["reason"]
        return correct_snapshot(self.record, values=form.values(), reason=reason, by=self.user, on=self.on)

    def context(self) -> dict[str, Any]:
        return {"row": self.record, "snapshot": self.record.snapshot}

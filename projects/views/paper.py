from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import get_language_bidi

from core.documents import RecordDocumentPage
from projects import permissions
from projects.models import Round, SnapshotRow
from projects.period import Sheet, sheet
from projects.views.project import OneProject


class ProjectPaper(RecordDocumentPage, OneProject):
    """A project on one page, as a snapshot would hold it today."""

    may = permissions.may_see_portfolio
    template_name = "projects/project_paper.html"
    paper_template = "documents/project_paper.html"

    @property
    def paper_title(self) -> str:
        return str(self.record.title)

    @property
    def paper_name(self) -> str:
        return str(self.record.code).lower()

    @cached_property
    def sheet(self) -> Sheet:
        round_ = Round.objects.visible_to(self.access).open().first()
        [row] = SnapshotRow.objects.standing_now(self.access, round_, self.on, projects=[self.record.pk])
        return sheet(row, self.on, is_mirrored=get_language_bidi())

    def context(self) -> dict[str, Any]:
        return {"project": self.record, "sheet": self.sheet}

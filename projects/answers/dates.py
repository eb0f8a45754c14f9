"""Days of the portfolio that are owed by nobody: when reports are due, when a paused project resumes. One query each."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from core import questions
from core.questions import Dated, DateKind, Scope
from core.records import ref
from projects.models import Project, Round

PROJECT, ROUND = Project._meta.label_lower, Round._meta.label_lower


@questions.dates.answer
def rounds(scope: Scope, first: date, last: date) -> Iterable[Dated]:
    """Everybody's; whoever asks for one institution reads of its own reports."""
    if scope.institution_ids is not None:
        return
    rows = scope.of(Round.objects.between("due_on", first, last), ROUND)
    for round_ in rows.visible_to(scope.access) if scope.access else rows:
        yield Dated(
            kind=DateKind.ROUND,
            key=f"round:{round_.pk}",
            record=ref(round_),
            institution_id=None,
            on=round_.due_on,
            title=_("Reports of %(round)s are due") % {"round": round_.name},
            why=_("The last day of the round on which a report is in time.")
            if round_.is_open
            else _("The round is closed."),
            path=round_.get_absolute_url(),
        )


@questions.dates.answer
def resumptions(scope: Scope, first: date, last: date) -> Iterable[Dated]:
    """Of paused projects: from that day they report again."""
    rows = Project.objects.between("resumes_on", first, last)
    rows = rows.visible_to(scope.access) if scope.access else rows
    rows = scope.of(rows, PROJECT)
    if scope.institution_ids is not None:
        rows = rows.filter(lead__in=scope.institution_ids)
    for project in rows:
        assert project.resumes_on is not None
        yield Dated(
            kind=DateKind.RESUMPTION,
            key=f"resumption:{project.pk}",
            record=ref(project),
            institution_id=project.lead_id,
            on=project.resumes_on,
            title=_("%(project)s resumes") % {"project": project.title},
            why=_("It is paused until this day."),
            path=project.get_absolute_url(),
            is_planned=True,
        )

"""What the portfolio asks of institutions: reports, milestones, answers to invitations. One query each for the whole government."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from core import questions
from core.dates import add_working_days
from core.figures import day_text
from core.questions import Due, DueKind, Scope
from core.records import ref
from ministries.models import Country
from projects.models import Milestone, Participation, Project, Report
from projects.querysets.plan import MilestoneQuerySet
from projects.querysets.project import ParticipationQuerySet
from projects.querysets.risks import RiskQuerySet
from projects.querysets.rounds import ReportQuerySet

M = TypeVar("M", bound=Model)
PROJECT = Project._meta.label_lower
OF_REPORT = (
    "institution", "status", "reason", "asked_on", "returned_on", "draft_saved_at", "round__name", "round__due_on",
    "project__code", "project__title",
)  # fmt: skip
OF_MILESTONE = ("title", "owner", "project__code", "project__title")
NOTICE = timedelta(days=14)
"""A milestone is asked after from two weeks before its day."""


def narrowed(
    rows: "ReportQuerySet | MilestoneQuerySet | ParticipationQuerySet | RiskQuerySet", scope: Scope, owner: str
) -> "QuerySet[M, M]":
    """The rows this scope may see and is about. Duties of an institution only: asked for people, there is none."""
    found: QuerySet[M, M] = rows.visible_to(scope.access) if scope.access else rows  # type: ignore[assignment]
    if scope.person_ids is not None and scope.institution_ids is None:
        return found.none()
    found = scope.of(found, PROJECT, "project")
    return found if scope.institution_ids is None else found.filter(**{f"{owner}__in": scope.institution_ids})


@questions.due.answer
def reports(scope: Scope) -> Iterable[Due]:
    """Reports not yet filed in the open round. A returned one is a new duty: another answer is asked from the day of return."""
    rows: QuerySet[Report, Report] = narrowed(Report.objects.open().for_due().only(*OF_REPORT), scope, "institution")
    if scope.until:
        rows = rows.filter(round__due_on__lte=scope.until)
    for report in rows:
        yield Due(
            kind=DueKind.REPORT,
            key=report_key(report),
            record=ref(report),
            institution_id=report.institution_id,
            person_id=None,
            asked_on=report.returned_on or report.asked_on if _is_returned(report) else report.asked_on,
            due_on=report.round.due_on,
            title=partial(_title_of_report, report),
            why=partial(_why_report, report),
            path=partial(_path_of_report, report),
            is_begun=report.draft_saved_at is not None,
        )


def report_key(report: Report) -> str:
    """Of a report read by ``for_due``: a returned one is another duty than the one it answered."""
    answers = report.answers  # type: ignore[attr-defined]
    return f"report:{report.pk}:{answers}" if answers else f"report:{report.pk}"


def _is_returned(report: Report) -> bool:
    return report.status == Report.Status.RETURNED


def _title_of_report(report: Report) -> str:
    return _("%(round)s report: %(project)s") % {"round": report.round.name, "project": report.project.title}


def _path_of_report(report: Report) -> str:
    return reverse("projects:report-status", args=[report.project.code, report.round_id])


def _why_report(report: Report) -> str:
    if _is_returned(report):
        return _("Returned by the office: “%(reason)s”") % {"reason": report.reason}
    if report.draft_saved_at is not None:
        return _("Begun and saved as a draft, not filed yet.")
    if report.is_prefilled:  # type: ignore[attr-defined]
        return _("Prefilled from the last report.")
    return _("The first report on this project.")


@questions.due.answer
def milestones(scope: Scope) -> Iterable[Due]:
    """Milestones overdue or expected soon, of projects that report. A moved milestone is a new duty."""
    open_ones = Milestone.objects.open().of_reporting_projects().expected_until(scope.until or scope.on + NOTICE)
    rows: QuerySet[Milestone, Milestone] = narrowed(
        open_ones.select_related("project").only(*OF_MILESTONE), scope, "owner"
    )
    for milestone in rows:
        expected_on: date = milestone.expected_day  # type: ignore[attr-defined]
        yield Due(
            kind=DueKind.MILESTONE,
            key=f"milestone:{milestone.pk}:{expected_on:%Y%m%d}",
            record=ref(milestone),
            institution_id=milestone.owner_id,
            person_id=None,
            asked_on=expected_on - NOTICE,
            due_on=expected_on,
            title=partial(_title_of_milestone, milestone),
            why=_("Say that it is done, or when it will be."),
            path=partial(_path_of_milestone, milestone),
        )


def _title_of_milestone(milestone: Milestone) -> str:
    return _("Milestone “%(milestone)s”: %(project)s") % {
        "milestone": milestone.title, "project": milestone.project.title,
    }  # fmt: skip


def _path_of_milestone(milestone: Milestone) -> str:
    """The form where the owner moves it: the report while that is still to be written, else the project's page."""
    to_write: int | None = milestone.round_to_write  # type: ignore[attr-defined]
    if to_write:
        return reverse("projects:report-status", args=[milestone.project.code, to_write])
    return reverse("projects:move-milestone", args=[milestone.pk])


@questions.due.answer
def acceptances(scope: Scope) -> Iterable[Due]:
    """Invitations to take part that wait for an answer."""
    unanswered = Participation.objects.unanswered().of_running_projects().asked_by(scope.until or scope.on)
    rows: QuerySet[Participation, Participation] = narrowed(
        unanswered.select_related("project__lead"), scope, "institution"
    )
    country: Country | None = None
    for participation in rows:
        country = country or Country.objects.current()
        due_on = add_working_days(participation.asked_on, country.acceptance_days, country.is_holiday)
        if scope.until and due_on > scope.until:
            continue
        yield Due(
            kind=DueKind.ACCEPTANCE,
            key=f"participation:{participation.pk}:{participation.asked_on:%Y%m%d}",
            record=ref(participation),
            institution_id=participation.institution_id,
            person_id=None,
            asked_on=participation.asked_on,
            due_on=due_on,
            title=_("Accept or decline the part in %(project)s") % {"project": participation.project.title},
            why=_("%(lead)s named you as %(role)s on %(day)s.")
            % {
                "lead": participation.project.lead,
                "role": participation.get_role_display().lower(),
                "day": day_text(participation.asked_on),
            },
            path=reverse("projects:answer-invitation", args=[participation.pk]),
        )

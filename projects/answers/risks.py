"""Risks and issues: those that are for the council, and what their owners have promised by a day. One query each."""

from collections.abc import Iterable
from datetime import date
from functools import partial

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from core import questions
from core.figures import day_text
from core.questions import Concern, ConcernKind, Due, DueKind, Scope
from core.records import ref
from projects.answers.concerns import led
from projects.answers.dues import NOTICE, narrowed
from projects.models import Risk


@questions.concern.answer(ConcernKind.FOR_COUNCIL)
def escalated(scope: Scope) -> Iterable[Concern]:
    """Open risks and issues of running projects that were escalated: the office puts them before the council."""
    found = Risk.objects.open().escalated().of_running_projects().filter(project__in=led(scope).values("pk"))
    for risk in found.select_related("project__current", "owner"):
        if risk.escalated_on:
            yield _escalated(risk, risk.escalated_on)


def _escalated(risk: Risk, since_on: date) -> Concern:
    project = risk.project
    cost = project.current.baseline_cost
    return Concern(
        kind=ConcernKind.FOR_COUNCIL,
        key=f"for the council:{risk.pk}:{since_on:%Y%m%d}",
        record=ref(project),
        since_on=since_on,
        severity=1 if risk.is_serious else 2,
        institution_id=None,
        title=_("For the council: %(risk)s, %(project)s") % {"risk": risk, "project": project},
        why=risk.escalated_why,
        path=f"{project.get_absolute_url()}#risks",
        money=cost,
        currency=project.currency if cost is not None else "",
    )


@questions.due.answer
def mitigations(scope: Scope) -> Iterable[Due]:
    """Mitigations overdue or due soon, of projects that report. Another day is a new duty."""
    found = Risk.objects.open().of_reporting_projects().due_until(scope.until or scope.on + NOTICE)
    rows: QuerySet[Risk, Risk] = narrowed(
        found.select_related("project").only("title", "owner", "raised_on", "due_on", "project__title"), scope, "owner"
    )
    for risk in rows:
        yield Due(
            kind=DueKind.MITIGATION,
            key=f"mitigation:{risk.pk}:{risk.due_on:%Y%m%d}",
            record=ref(risk),
            institution_id=risk.owner_id,
            person_id=None,
            asked_on=max(risk.due_on - NOTICE, risk.raised_on),
            due_on=risk.due_on,
            title=partial(_title, risk),
            why=partial(_why, risk),
            path=partial(_path, risk),
        )


def _title(risk: Risk) -> str:
    return _("Mitigation of “%(risk)s”: %(project)s") % {"risk": risk, "project": risk.project}


def _why(risk: Risk) -> str:
    return _("Promised by %(day)s. Close it, or say what is done now and until when.") % {"day": day_text(risk.due_on)}


def _path(risk: Risk) -> str:
    return reverse("projects:edit-risk", args=[risk.pk])

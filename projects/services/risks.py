from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from core.versions import update_if_current
from history.tracking import acting
from ministries.models import Institution
from projects.models import Current, Project, Risk
from projects.rules.risks import HAPPENED


def raise_risk(
    project: Project,
    *,
    kind: str,
    title: str,
    effect: str,
    impact: int,
    mitigation: str,
    due_on: date,
    by: User | None,
    on: date,
    likelihood: int | None = None,
    owner: Institution | None = None,
) -> Risk:
    """A new risk or issue; without an owner the lead answers for it. Only adds: there is no version to name."""
    risk = Risk(
        project=project,
        kind=kind,
        title=title,
        effect=effect,
        likelihood=_likelihood(kind, likelihood),
        impact=impact,
        owner=owner or project.lead,
        mitigation=mitigation,
        due_on=due_on,
        raised_on=on,
    )
    risk.full_clean()
    with acting(by=by, verb="raised an issue" if kind == Risk.Kind.ISSUE else "raised a risk"):
        risk.save()
        Current.objects.refresh(on, [project.pk])
    return risk


def edit_risk(risk: Risk, version: int, *, by: User, on: date, **changes: Any) -> Risk:
    """Other words, owner, marks or day. A risk that has happened becomes an issue. Raises Conflict when somebody saved in
    between."""
    _refuse_closed(risk)
    kind = changes.get("kind", risk.kind)
    if {"kind", "likelihood"} & set(changes):
        was_issue = risk.kind == Risk.Kind.ISSUE
        changes["likelihood"] = _likelihood(kind, changes.get("likelihood", None if was_issue else risk.likelihood))
    for name, value in changes.items():
        setattr(risk, name, value)
    risk.full_clean()
    with acting(by=by, verb="edited an issue" if kind == Risk.Kind.ISSUE else "edited a risk"):
        written = update_if_current(risk, version, **changes)
        Current.objects.refresh(on, [risk.project_id])
    return written


def _likelihood(kind: str, likelihood: int | None) -> int:
    """That of an issue need not be said: it has happened."""
    if kind == Risk.Kind.ISSUE:
        return HAPPENED
    if likelihood is None:
        raise ValidationError({"likelihood": _("Say how likely it is.")})
    return likelihood


def escalate_risk(risk: Risk, version: int, *, why: str, by: User, on: date) -> Risk:
    """For the council, with the reason. Raises Conflict when somebody saved in between."""
    _refuse_closed(risk)
    if not why.strip():
        raise ValidationError({"why": _("Say what the council is to decide or to do.")})
    if risk.escalated_on:
        raise ValidationError(_("It has been escalated already."))
    with acting(by=by, verb="escalated a risk", reason=why):
        return update_if_current(risk, version, escalated_on=on, escalated_why=why)


def take_back_risk(risk: Risk, version: int, *, by: User) -> Risk:
    """No longer for the council. Raises Conflict when somebody saved in between."""
    _refuse_closed(risk)
    if not risk.escalated_on:
        raise ValidationError(_("It is not escalated."))
    with acting(by=by, verb="took back an escalated risk"):
        return update_if_current(risk, version, escalated_on=None, escalated_why="")


def close_risk(risk: Risk, version: int, *, why: str, by: User, on: date) -> Risk:
    """It cannot happen any more, or is solved; history keeps the reason. Raises Conflict when somebody saved in between."""
    _refuse_closed(risk)
    if not why.strip():
        raise ValidationError({"why": _("Say why it is over: the reason stands in the history.")})
    with acting(by=by, verb="closed a risk", reason=why):
        written = update_if_current(risk, version, closed_on=on)
        Current.objects.refresh(on, [risk.project_id])
    return written


def _refuse_closed(risk: Risk) -> None:
    if risk.closed_on:
        raise ValidationError(_("It is closed. Raise a new one if it has come back."))

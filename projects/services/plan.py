from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from core.versions import update_if_current
from history.tracking import acting
from ministries.models import Institution
from projects.models import Baseline, Current, Milestone, Project


def approve_baseline(
    project: Project,
    *,
    by: User | None,
    on: date,
    starts_on: date | None,
    ends_on: date | None,
    cost: Decimal | None,
    reason: str = Baseline.Reason.FIRST,
    words: str = "",
    benefits: Decimal | None = None,
) -> Baseline:
    """The next baseline. Only the first needs no reason; the earlier ones stay as they are, so there is no version to name:
    of two with the same number the database takes one.
    """
    last = Baseline.objects.filter(project=project).aggregate(Max("number"))["number__max"] or 0
    if last and reason == Baseline.Reason.FIRST:
        raise ValidationError({"reason": _("Choose why the baseline changes; the first one is kept beside it.")})
    baseline = Baseline(  # type: ignore[misc]  # the plugin does not know that both sums may be empty
        project=project,
        number=last + 1,
        approved_on=on,
        starts_on=starts_on,
        ends_on=ends_on,
        cost=cost,
        benefits=benefits,
        reason=reason,
        words=words,
        approved_by=by,
    )
    baseline.full_clean()
    with acting(by=by, verb="approved a baseline"):
        baseline.save()
        Current.objects.refresh(on, [project.pk])
    return baseline


def plan_milestone(
    project: Project, *, title: str, by: User | None, on: date, owner: Institution | None = None, **dates: date | None
) -> Milestone:
    """A new milestone with ``baseline_on`` and, if they are known, ``forecast_on`` and ``actual_on``. Only adds."""
    milestone = Milestone(project=project, title=title, owner=owner or project.lead, **dates)
    milestone.full_clean()
    with acting(by=by, verb="planned a milestone"):
        milestone.save()
        Current.objects.refresh(on, [project.pk])
    return milestone


def wrong_dates(
    *, baseline_on: date | None, forecast_on: date | None, actual_on: date | None, on: date
) -> dict[str, str]:
    """What is wrong with a milestone's dates, by field: done on a day to come, or no date at all."""
    if actual_on and actual_on > on:
        return {"actual_on": _("A milestone cannot be done on a day that has not come yet.")}
    if not (baseline_on or forecast_on or actual_on):
        return {"forecast_on": _("Give the milestone a date.")}
    return {}


def move_milestone(milestone: Milestone, version: int, *, by: User | None, on: date, **changes: Any) -> Milestone:
    """Change the forecast or say when it was done. Raises Conflict when somebody saved in between."""
    stands = {name: changes.get(name, getattr(milestone, name)) for name in ("baseline_on", "forecast_on", "actual_on")}
    wrong = wrong_dates(**stands, on=on)
    if wrong:
        raise ValidationError(wrong)
    with acting(by=by, verb="finished a milestone" if stands["actual_on"] else "moved a milestone"):
        written = update_if_current(milestone, version, **changes)
        Current.objects.refresh(on, [milestone.project_id])
    return written

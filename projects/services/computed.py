from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from core.ratings import step_of
from history.tracking import acting
from ministries.models import Country
from projects.models import Baseline, Report, Thresholds
from projects.querysets.facts import known_facts
from projects.rules.signal import findings, signal
from projects.rules.variance import Course, Plan, variance
from projects.rules.words import reasons

if TYPE_CHECKING:
    from projects.services.reports import MilestoneForecast, ReportContent


def set_thresholds(*, by: User, on: date, starts_on: date, reason: str, **limits: Any) -> Thresholds:
    """Other limits from a day to come: never backwards, so that no signal of the past changes its meaning."""
    thresholds = Thresholds(starts_on=starts_on, reason=reason, **limits)
    thresholds.full_clean()
    if starts_on <= on:
        raise ValidationError({"starts_on": _("Choose a day to come: signals of the past keep their thresholds.")})
    with acting(by=by, verb="set the thresholds"):
        thresholds.save()
    return thresholds


def better_than_the_signal(report: Report, content: "ReportContent", on: date) -> str:
    """What the rules say of a project as this report tells it, where its rating is better than that; else an empty text."""
    known = next(known_facts([report.project_id], on))
    if not known.is_rated:
        return ""
    baseline = Baseline.objects.filter(project=report.project_id).last()
    plan = baseline.plan if baseline else Plan(None, None, None)
    course = Course(content.forecast_ends_on, content.forecast_cost, content.spent)
    facts = replace(known.facts, variance=variance(plan, course, on), rounds_missed=0)
    if content.milestones:
        facts = replace(facts, overdue_days=_overdue(content.milestones, on))
    found = findings(facts, Thresholds.objects.limits(on), Country.objects.current().rating_steps)
    computed = signal(found, has_baseline=baseline is not None)
    if computed is None or content.rating <= computed:
        return ""
    because = reasons([finding._asdict() for finding in found])[0].sentence
    return _("%(signal)s: %(because)s.") % {"signal": step_of(computed).word, "because": because}


def _overdue(milestones: Sequence["MilestoneForecast"], on: date) -> int | None:
    """Days since the oldest milestone that, as it is told now, has passed and is not done."""
    passed = [said.forecast_on for said in milestones if said.actual_on is None and said.forecast_on]
    return max(((on - day).days for day in passed if day < on), default=None)

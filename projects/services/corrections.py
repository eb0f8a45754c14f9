"""A correction of what was published: another snapshot that names the first; both stay."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from history.tracking import acting
from ministries.models import Country
from projects.models import Project, Snapshot, SnapshotRow, Thresholds
from projects.querysets.facts import RATED_STAGES
from projects.rules.signal import AMBER, Facts, Finding, Rule, findings, signal
from projects.rules.variance import NONE, Course, Plan, variance

CORRECTABLE = (
    "cio_rating", "assessed_rating", "baseline_ends_on", "baseline_cost", "forecast_ends_on", "forecast_cost", "spent", "why",
)  # fmt: skip


def correct_snapshot(row: SnapshotRow, *, values: Mapping[str, Any], reason: str, by: User, on: date) -> Snapshot:
    """Publish the snapshot of this row again with these values of the row; what the rules compute of them follows.

    Everything else is copied: what happened after that day, late reports included, never enters.
    """
    published = row.snapshot
    if published.corrected_by:
        raise ValidationError(_("This snapshot was corrected already. Correct the newest one."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say what was wrong and how it is known.")})
    changed = {name: value for name, value in values.items() if name in CORRECTABLE and value != getattr(row, name)}
    if not changed:
        raise ValidationError(_("Nothing is different from what was published."))
    _refuse_withheld(row, changed)
    with acting(by=by, verb="corrected the snapshot"):
        corrected = _again(published, reason, by, on)
        SnapshotRow.objects.copy(corrected, published, [row.project_id])
        _write(row, changed, corrected)
    return corrected


def _refuse_withheld(row: SnapshotRow, changed: Mapping[str, Any]) -> None:
    names = {"cio_rating": "rating", "baseline_cost": "cost", "baseline_ends_on": "ends_on"}
    wrong = [name for name in changed if names.get(name, name) in row.withheld]
    if wrong:
        raise ValidationError(
            {name: _("This was withheld, with the reason; a correction does not uncover it.") for name in wrong}
        )


def _again(published: Snapshot, reason: str, by: User, on: date) -> Snapshot:
    kept = ("round_id", "round_name", "starts_on", "ends_on", "due_on", "as_of_on", "currency", "rates")
    return Snapshot.objects.create(
        number=Snapshot.objects.next_number(),
        published_on=on,
        published_by=by,
        publisher=by.full_name,
        corrects=published,
        reason=reason,
        **{name: getattr(published, name) for name in kept},
    )


def _write(row: SnapshotRow, changed: Mapping[str, Any], corrected: Snapshot) -> None:
    fields = [field for field in SnapshotRow._meta.concrete_fields if field.name not in ("id", "snapshot")]
    again = SnapshotRow(snapshot=corrected, **{field.attname: getattr(row, field.attname) for field in fields})
    for name, value in changed.items():
        setattr(again, name, value)
    _compute(again)
    again.save(force_insert=True)


def _compute(row: SnapshotRow) -> None:
    """What plan and money make of the row on its day, at the thresholds of that day; what other rules found stays."""
    day = row.as_of_on or row.snapshot.as_of_on
    plan = Plan(row.baseline_starts_on, row.baseline_ends_on, row.baseline_cost)
    ended_on = row.stage_since_on if row.stage == Project.Stage.CLOSED else None
    course = Course(row.forecast_ends_on, row.forecast_cost, row.spent, ended_on)
    varied = variance(plan, course, day) if row.stage != Project.Stage.CANCELLED else NONE
    row.days_late, row.schedule_variance, row.cost_variance = varied.days_late, varied.schedule, varied.cost
    steps = Country.objects.current().rating_steps
    has_baseline = row.baseline_number is not None
    if row.stage in RATED_STAGES:
        facts = Facts(variance=varied, plan_days=plan.days, has_baseline=has_baseline)
        anew = findings(facts, Thresholds.objects.limits(day), steps)
        kept = [Finding(Rule(each["rule"]), each["rating"], each["about"]) for each in row.signal_findings]
        found = [*anew, *(each for each in kept if each.rule not in (Rule.SCHEDULE, Rule.COST))]
        found.sort(key=lambda each: each.rating)
        row.signal = signal(found, has_baseline=has_baseline)
        row.signal_findings = [each._asdict() for each in found]
    _compare(row, steps)


def _compare(row: SnapshotRow, steps: int) -> None:
    """Gap and widest gap, in the country's steps; an assessment counts beside a CIO's rating of the same round."""
    is_same_round = row.cio_round == row.assessed_round
    assessed = row.assessed_rating if is_same_round else None
    given = [_in_steps(each, steps) for each in (row.cio_rating, row.signal, assessed) if each is not None]
    row.widest_gap = max(given) - min(given) if len(given) > 1 else None
    row.is_apart = row.widest_gap is not None and row.widest_gap >= (1 if steps == 3 else 2)
    both = row.cio_rating is not None and assessed is not None
    row.gap = _in_steps(row.cio_rating or 0, steps) - _in_steps(assessed or 0, steps) if both else None
    if row.trend and row.snapshot.round_name in (row.assessed_round, row.cio_round):
        row.trend = [
            *row.trend[:-1],
            row.assessed_rating if row.assessed_round == row.snapshot.round_name else row.cio_rating,
        ]


def _in_steps(rating: int, steps: int) -> int:
    return (rating > AMBER) - (rating < AMBER) if steps == 3 else rating

"""Whether an indicator is on its way to its target (docs/decisions/0014-course.md)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

USUAL_MONTHS = 12
LAST_SURE_DAY = 28


class State(TextChoices):
    """Of an indicator or an objective, the worst first; without any measure there is nothing to be worse than."""

    MISSED = "missed", _("Target missed")
    BEHIND = "behind", _("Behind")
    NO_READING = "no reading", _("Not read yet")
    NO_TARGET = "no target", _("No target set")
    ON_COURSE = "on course", _("On course")
    REACHED = "reached", _("Reached")
    NO_MEASURE = "no measure", _("No measure defined")


WORST_FIRST = tuple(State)


@dataclass(frozen=True, slots=True)
class Point:
    on: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class Aim:
    """``months`` between readings; without a word about it, 12."""

    is_higher_better: bool
    baseline: Point | None
    target: Point | None
    months: int | None = None

    def is_met_by(self, value: Decimal) -> bool:
        if self.target is None:
            return False
        return value >= self.target.value if self.is_higher_better else value <= self.target.value

    def next_reading_on(self, last: date) -> date:
        """The day on which the reading after this one is due."""
        return months_later(last, self.months or USUAL_MONTHS)


@dataclass(frozen=True, slots=True)
class Course:
    """``way``: the share of the way from baseline to target that the last reading shows; below 0 it is further away than at
    the start. ``time``: the share of the time gone when that was so. ``silent_since``: the day the next reading was due, where
    it is missing; from then on time goes on without it.
    """

    state: State
    last: Point | None = None
    way: Decimal | None = None
    time: Decimal | None = None
    silent_since: date | None = None


def course(aim: Aim, readings: Iterable[Point], on: date) -> Course:
    """As of a day: what was read later is not known yet. On course is who has gone at least as far as the time has."""
    known = sorted((point for point in readings if point.on <= on), key=lambda point: point.on)
    last = known[-1] if known else None
    if aim.target is None:
        return Course(State.NO_TARGET, last)
    if last is None:
        return Course(State.NO_READING, silent_since=_due_before(aim, aim.baseline, on))
    if aim.is_met_by(last.value):
        return Course(State.REACHED, last)
    way, silent_since = _way(aim, last.value), _due_before(aim, last, on)
    if on > aim.target.on:
        return Course(State.MISSED, last, way, Decimal(1), silent_since)
    if aim.baseline is None:
        return Course(State.NO_TARGET, last, silent_since=silent_since)
    time = _time(aim.baseline, aim.target, on if silent_since else last.on)
    state = State.ON_COURSE if way is not None and way >= time else State.BEHIND
    return Course(state, last, way, time, silent_since)


def worst(states: Sequence[State]) -> State:
    """Of the indicators of an objective; without any there is no measure."""
    return min(states, key=WORST_FIRST.index, default=State.NO_MEASURE)


def _way(aim: Aim, value: Decimal) -> Decimal | None:
    """None where there is no way to go: no baseline, or a target that is the baseline."""
    if aim.baseline is None or aim.target is None or aim.baseline.value == aim.target.value:
        return None
    return (value - aim.baseline.value) / (aim.target.value - aim.baseline.value)


def _time(baseline: Point, target: Point, until: date) -> Decimal:
    whole = Decimal((target.on - baseline.on).days)
    return min(max(Decimal((until - baseline.on).days) / whole, Decimal(0)), Decimal(1))


def _due_before(aim: Aim, last: Point | None, on: date) -> date | None:
    if last is None:
        return None
    due_on = aim.next_reading_on(last.on)
    return due_on if due_on < on else None


def months_later(on: date, months: int) -> date:
    """The same day of a later month, or its last day that every month has."""
    count = on.year * 12 + on.month - 1 + months
    return date(count // 12, count % 12 + 1, min(on.day, LAST_SURE_DAY))

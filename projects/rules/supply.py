"""When something comes that another project needs, and how far that is from the day it is needed. DOMAIN section 4, Dependency."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

DAY = timedelta(days=1)


class Source(StrEnum):
    """Whose word the expected day is: that it has come, the forecast, the baseline, or that a day has passed: today counts."""

    ACTUAL = "actual"
    FORECAST = "forecast"
    BASELINE = "baseline"
    TODAY = "today"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Supply:
    """The days of a milestone, or of the end of a project. ``is_cancelled``: what has not come will not come."""

    actual_on: date | None = None
    forecast_on: date | None = None
    baseline_on: date | None = None
    is_cancelled: bool = False


class Expected(NamedTuple):
    on: date | None
    source: Source


def expected(supply: Supply, on: date) -> Expected:
    """The day it came, else the forecast or, without one, the baseline; once that has passed, today: silence makes it later."""
    if supply.actual_on:
        return Expected(supply.actual_on, Source.ACTUAL)
    if supply.is_cancelled:
        return Expected(None, Source.CANCELLED)
    said = supply.forecast_on or supply.baseline_on
    if said is None:
        return Expected(None, Source.UNKNOWN)
    if said < on:
        return Expected(on, Source.TODAY)
    return Expected(said, Source.FORECAST if supply.forecast_on else Source.BASELINE)


class Need(NamedTuple):
    """What is needed by a day, against the day on which it is expected. ``float_days``: how many are left; negative: it comes
    too late by as many; None: nobody knows, or it will not come."""

    expected: Expected
    float_days: int | None

    @property
    def has_come(self) -> bool:
        return self.expected.source is Source.ACTUAL

    @property
    def is_clash(self) -> bool:
        """It has not come and comes too late, or not at all."""
        if self.has_come:
            return False
        return self.expected.source is Source.CANCELLED or (self.float_days is not None and self.float_days < 0)

    @property
    def clash_days(self) -> int | None:
        """Of a clash, the days it is too late; None: it will not come."""
        return None if self.float_days is None else max(-self.float_days, 0)


def need(needed_on: date, supply: Supply, on: date) -> Need:
    found = expected(supply, on)
    return Need(found, (needed_on - found.on).days if found.on else None)


class Said(NamedTuple):
    """From ``since_on`` it was known as expected on ``expected_on``; None: no day was known."""

    since_on: date
    expected_on: date | None


def clash_since(needed_on: date, stated_on: date, course: Sequence[Said]) -> date:
    """The first day of a clash that stands: when the day expected moved past the day needed or, without such a move, the day
    after that; never before the need was stated. ``course``: what was known, oldest first."""
    since = needed_on + DAY
    for said in reversed(course):
        if said.expected_on is None or said.expected_on <= needed_on:
            break
        since = min(since, said.since_on)
    return max(since, stated_on)

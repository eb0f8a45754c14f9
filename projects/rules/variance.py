"""How far a project is from a baseline. DOMAIN section 4, Variance; negative is bad."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

LEAST_DAYS = 30
WORDS_FROM_DAYS = 90
WORDS_FROM_SHARE = Decimal("0.05")
FOUR_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Plan:
    """A baseline: the days and the cost that were approved; what is not given or withheld is None."""

    starts_on: date | None
    ends_on: date | None
    cost: Decimal | None

    @property
    def days(self) -> int | None:
        return (self.ends_on - self.starts_on).days if self.starts_on and self.ends_on else None


@dataclass(frozen=True, slots=True)
class Course:
    """How it goes. ``ended_on``: the day of a complete project, with ``spent`` as its actual cost."""

    forecast_ends_on: date | None = None
    forecast_cost: Decimal | None = None
    spent: Decimal | None = None
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class Variance:
    """``schedule`` and ``cost`` as parts of one: -0.12 is twelve per cent worse than approved. ``expected_on``: the end it
    was computed with; ``passed_days``: since what was said has passed and today counts instead."""

    days_late: int | None
    schedule: Decimal | None
    cost: Decimal | None
    expected_on: date | None
    passed_days: int = 0

    @property
    def wants_schedule_words(self) -> bool:
        """Worse than -5 %, or over 90 days late."""
        return (self.days_late or 0) > WORDS_FROM_DAYS or is_worse_than_allowed(self.schedule)

    @property
    def wants_cost_words(self) -> bool:
        return is_worse_than_allowed(self.cost)


def is_worse_than_allowed(share: Decimal | None) -> bool:
    return share is not None and share < -WORDS_FROM_SHARE


NONE = Variance(None, None, None, None)


def variance(plan: Plan, course: Course, on: date) -> Variance:
    expected_on, passed_days = _expected(plan, course, on)
    days_late = (expected_on - plan.ends_on).days if expected_on and plan.ends_on else None
    return Variance(days_late, _schedule(plan, days_late), _cost(plan, course), expected_on, passed_days)


def _expected(plan: Plan, course: Course, on: date) -> tuple[date | None, int]:
    """The actual end, else the later of forecast (without one: baseline) and today: silence makes a project later."""
    if course.ended_on:
        return course.ended_on, 0
    said = course.forecast_ends_on or plan.ends_on
    if said is None:
        return None, 0
    return max(said, on), max((on - said).days, 0)


def _schedule(plan: Plan, days_late: int | None) -> Decimal | None:
    if plan.days is None or days_late is None:
        return None
    return (Decimal(-days_late) / max(plan.days, LEAST_DAYS)).quantize(FOUR_PLACES)


def _cost(plan: Plan, course: Course) -> Decimal | None:
    if plan.cost is None or plan.cost <= 0:
        return None
    known = [course.spent] if course.ended_on else [course.forecast_cost, course.spent]
    cost = max((each for each in known if each is not None), default=None)
    return None if cost is None else ((plan.cost - cost) / plan.cost).quantize(FOUR_PLACES)

"""What happens to one project, round by round: the dates and sums its plan and its course give on a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from core.dates import DAY, add_working_days
from demo.country.days import Calendar, is_holiday, working
from demo.country.reading import RATINGS, MilestonePlan, ProjectPlan

MILLION = Decimal(1_000_000)
NOTICED_BEFORE = timedelta(days=60)
ROUNDING = Decimal(10_000)
SPENT_OF_FORECAST = 0.93
FIRST_REPORT_AFTER = 2


@dataclass(frozen=True, slots=True)
class Standing:
    """How a milestone stands in a report."""

    title: str
    approved_on: date
    forecast_on: date
    actual_on: date | None

    @property
    def days_late(self) -> int:
        return ((self.actual_on or self.forecast_on) - self.approved_on).days


@dataclass(frozen=True, slots=True)
class Course:
    plan: ProjectPlan
    calendar: Calendar

    @property
    def starts_on(self) -> date:
        return self.calendar.on(self.plan.starts, self.plan.key)

    @property
    def approved_end(self) -> date:
        return self.calendar.on(self.plan.ends, self.plan.key)

    def cio_rating(self, number: int) -> int | None:
        return RATINGS.get(self.plan.cio[number])

    def office_rating(self, number: int) -> int | None:
        return RATINGS.get(self.plan.office[number])

    def end(self, number: int) -> date:
        """The end the CIO expects in that round."""
        moved = [months for since, months in self.plan.ends_moved.items() if since <= number]
        return self.calendar.on(moved[-1] if moved else self.plan.ends, self.plan.key)

    def cost(self, number: int) -> Decimal | None:
        """The cost the CIO expects in that round, in whole money."""
        if self.plan.cost is None:
            return None
        moved = [sum_ for since, sum_ in self.plan.cost_moved.items() if since <= number]
        return (moved[-1] if moved else self.plan.cost) * MILLION

    def spent(self, number: int, on: date) -> Decimal | None:
        cost = self.cost(number)
        if cost is None:
            return None
        share = (on - self.starts_on) / (self.end(number) - self.starts_on)
        spent = cost * Decimal(SPENT_OF_FORECAST * max(0.0, min(share, 1.0)) ** 1.1)
        return (spent / ROUNDING).quantize(Decimal(1)) * ROUNDING

    def filed_on(self, number: int) -> date:
        """The day the report of that round is signed: some days before it is due, and before today; later if it is late."""
        days = self.calendar.round(number)
        if number in self.plan.late and days.closed_on:
            return add_working_days(days.closed_on, 3, is_holiday)
        first = add_working_days(days.opens_on, FIRST_REPORT_AFTER, is_holiday)
        last = min(days.due_on, working(self.calendar.today - DAY, -DAY))
        if last <= first:
            return min(first, last)
        back = Random(f"{self.plan.key} filed {number}").randint(0, min((last - first).days, 12))
        return working(last - DAY * back, -DAY)

    def standings(self, number: int, on: date) -> list[Standing]:
        return [self._standing(milestone, number, on) for milestone in self.plan.milestones]

    def approved_on(self, milestone: MilestonePlan) -> date:
        return self.calendar.on(milestone.baseline, self._seed(milestone))

    def expected_on(self, milestone: MilestonePlan) -> date:
        return self.calendar.on(milestone.expected, self._seed(milestone))

    def _seed(self, milestone: MilestonePlan) -> str:
        return f"{self.plan.key} {milestone.title}"

    def _standing(self, milestone: MilestonePlan, number: int, on: date) -> Standing:
        approved, expected = self.approved_on(milestone), self.expected_on(milestone)
        if expected <= on:
            return Standing(milestone.title, approved, expected, expected)
        forecast = working(approved + (expected - approved) * self._slip_known(approved, number, on))
        if forecast <= on:
            forecast = min(expected, working(on + timedelta(days=30)))
        return Standing(milestone.title, approved, forecast, None)

    def _slip_known(self, approved: date, number: int, on: date) -> float:
        """How much of a milestone's slip is admitted: as much as of the end's, or all of it shortly before."""
        moves = self.plan.ends_moved
        if not moves:
            return 1.0 if approved - on < NOTICED_BEFORE else 0.0
        admitted = [months for since, months in moves.items() if since <= number]
        whole = max(moves.values(), key=lambda months: abs(months - self.plan.ends)) - self.plan.ends
        return (admitted[-1] - self.plan.ends) / whole if admitted and whole else 0.0

    def work(self, number: int) -> str:
        works = self.plan.works
        return works[number * len(works) // len(self.plan.cio)] if works else ""

    def risk(self, number: int) -> str:
        return _since(self.plan.risk, number)

    def ask(self, number: int) -> str:
        return _since(self.plan.ask, number)


def _since(said: Mapping[int, str], number: int) -> str:
    held = [words for since, words in said.items() if since <= number]
    return held[-1] if held else ""

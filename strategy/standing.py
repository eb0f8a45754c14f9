"""Where objectives and their indicators stand on a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from strategy.models import Indicator, Objective, Reading
from strategy.rules.course import Aim, Course, Point, State, course, worst
from strategy.rules.words import finding

SIGNS = {
    State.MISSED: "cross",
    State.BEHIND: "clock",
    State.NO_READING: "dashed",
    State.NO_TARGET: "dashed",
    State.ON_COURSE: "bar",
    State.REACHED: "tick",
    State.NO_MEASURE: "dashed",
}


@dataclass(frozen=True, slots=True)
class Measured:
    """An indicator, its own readings (oldest first) and how far it is."""

    indicator: Indicator
    readings: Sequence[Reading]
    course: Course
    finding: str

    @property
    def state(self) -> State:
        return self.course.state

    @property
    def sign(self) -> str:
        return SIGNS[self.course.state]


@dataclass(frozen=True, slots=True)
class Stand:
    """An objective and how far it is: as far as the worst of its indicators."""

    objective: Objective
    measures: Sequence[Measured]

    @property
    def state(self) -> State:
        return worst([measured.state for measured in self.measures])

    @property
    def sign(self) -> str:
        return SIGNS[self.state]

    @property
    def finding(self) -> str:
        """Of its worst indicator; empty where there is none."""
        return next((each.finding for each in self.measures if each.state is self.state), "")


def measured(indicator: Indicator, on: date) -> Measured:
    """Of an indicator read ``with_own_readings``."""
    readings, aim = indicator.own_readings, aim_of(indicator)
    found = course(aim, [Point(reading.on, reading.value) for reading in readings], on)
    return Measured(indicator, readings, found, finding(found, aim, indicator.unit))


def aim_of(indicator: Indicator) -> Aim:
    baseline = target = None
    if indicator.baseline_on is not None and indicator.baseline_value is not None:
        baseline = Point(indicator.baseline_on, indicator.baseline_value)
    if indicator.target_on is not None and indicator.target_value is not None:
        target = Point(indicator.target_on, indicator.target_value)
    return Aim(indicator.better == Indicator.Better.HIGHER, baseline, target, indicator.reading_months)


def stands(objectives: Iterable[Objective], on: date) -> list[Stand]:
    """Of objectives read ``with_measures``; no query."""
    return [
        Stand(objective, [measured(indicator, on) for indicator in objective.indicators.all()])
        for objective in objectives
    ]


def in_state(objectives: Iterable[Objective], state: str, on: date) -> list[int]:
    """The keys of those that stand so on a day."""
    return [stand.objective.pk for stand in stands(objectives, on) if stand.state == state]

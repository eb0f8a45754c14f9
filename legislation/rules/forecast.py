"""When an item can be in force: from its stage, its plan and the terms. DOMAIN section 4, Block."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from legislation.rules.stages import WAY, Term, stages_after

IN_FORCE, DROPPED = WAY[-1], "dropped"
DAY = timedelta(days=1)


class Source(StrEnum):
    """What the day rests on: that it has come, the plan, the least the terms allow, or that a planned day has passed."""

    ACTUAL = "actual"
    PLAN = "plan"
    TERMS = "terms"
    TODAY = "today"
    DROPPED = "dropped"


class Step(NamedTuple):
    """The first day on which a stage can begin; None: it will not."""

    stage: str
    on: date | None
    source: Source


@dataclass(frozen=True, slots=True)
class Course:
    """What is known of an item. ``planned``: the day planned for each stage ahead. ``slips``: days added to the beginning of a
    stage, to ask what if."""

    stage: str
    since_on: date
    planned: Mapping[str, date] = field(default_factory=dict)
    slips: Mapping[str, int] = field(default_factory=dict)


def forecast(course: Course, terms: Mapping[str, Term], on: date) -> list[Step]:
    """Every stage ahead, the last one in force; each begins on its planned day, but never before the terms of the stages
    before it have run, nor before ``on``: silence makes it later.

    Parliament is passed over only where other stages are planned and it is not: then the government decides itself.
    """
    if course.stage == DROPPED:
        return [Step(IN_FORCE, None, Source.DROPPED)]
    if course.stage == IN_FORCE:
        return [Step(IN_FORCE, course.since_on, Source.ACTUAL)]
    steps, before, began_on = [], course.stage, course.since_on
    for stage in ahead(course):
        step = _step(stage, began_on + timedelta(days=terms[before].least_days), course, on)
        steps.append(step)
        assert step.on is not None
        before, began_on = stage, step.on
    return steps


def ahead(course: Course) -> list[str]:
    stages = list(stages_after(course.stage))
    if "parliament" in stages and "adopted" in course.planned and "parliament" not in course.planned:
        stages.remove("parliament")
    return stages


def _step(stage: str, least_on: date, course: Course, on: date) -> Step:
    planned = course.planned.get(stage)
    slip = timedelta(days=course.slips.get(stage, 0))
    first = max(least_on, on)
    if planned and planned >= first:
        return Step(stage, planned + slip, Source.PLAN)
    is_passed = planned is not None and planned < on and first == on
    return Step(stage, first + slip, Source.TODAY if is_passed else Source.TERMS)


def in_force(course: Course, terms: Mapping[str, Term], on: date) -> Step:
    """The first day on which it can be in force."""
    return forecast(course, terms, on)[-1]


class Gap(NamedTuple):
    """Of a project that needs the law by a day: the day expected, and how many days it comes too late.

    ``days`` negative or 0: in time; None: it will not come. A law that is in force blocks nobody.
    """

    expected: Step
    days: int | None

    @property
    def is_gap(self) -> bool:
        if self.expected.source is Source.ACTUAL:
            return False
        return self.days is None or self.days > 0


def gap(needed_on: date, expected: Step) -> Gap:
    return Gap(expected, None if expected.on is None else (expected.on - needed_on).days)


class Known(NamedTuple):
    """From ``since_on`` what was known of an item, and the terms in force."""

    since_on: date
    course: Course
    terms: Mapping[str, Term]


def gap_since(needed_on: date, stated_on: date, known: Sequence[Known], on: date) -> date:
    """The first day of a gap that stands ``on``: when what was known first led past the day needed and did so ever since, or
    when waiting alone did; never before the need was stated. ``known``: oldest first."""
    since, until = on, on
    for each in reversed(known):
        first = max(each.since_on, stated_on)
        if first > until:
            continue
        if not _leads_past(needed_on, each, until):
            break
        since = _first_gap(needed_on, each, first, until)
        if since > first or first == stated_on:
            break
        until = first - DAY
    return since


def _leads_past(needed_on: date, known: Known, on: date) -> bool:
    return gap(needed_on, in_force(known.course, known.terms, on)).is_gap


def _first_gap(needed_on: date, known: Known, first: date, last: date) -> date:
    """Between two days, of which the last has a gap: waiting only ever makes it later, so the half can be left out."""
    while first < last:
        middle = first + (last - first) // 2
        first, last = (first, middle) if _leads_past(needed_on, known, middle) else (middle + DAY, last)
    return last

"""How far an indicator is: worked examples, and what holds for every course."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from strategy.rules.course import WORST_FIRST, Aim, Point, State, course, months_later, worst
from strategy.rules.words import finding

START, HALF, END = date(2024, 1, 1), date(2026, 1, 1), date(2028, 1, 1)
AIM = Aim(True, Point(START, Decimal(20)), Point(END, Decimal(60)), 12)
FALLING = Aim(False, Point(START, Decimal(60)), Point(END, Decimal(20)), 12)


def told(aim, *readings, on=HALF, unit="%") -> tuple[State, str]:
    found = course(aim, [Point(day, Decimal(str(value))) for day, value in readings], on)
    return found.state, finding(found, aim, unit).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("value", "state", "words"),
    [
        ("44.8", State.ON_COURSE, "On course: 62 % of the way with half the time gone"),
        ("40.1", State.ON_COURSE, "On course: 50 % of the way with half the time gone"),
        ("39.9", State.BEHIND, "Behind: 49 % of the way with half the time gone"),
        ("20", State.BEHIND, "Behind: no step nearer to the target with half the time gone"),
        ("15", State.BEHIND, "Behind: further from the target than at the start with half the time gone"),
        ("60", State.REACHED, "Reached: 60 % on 1 Jan 2026, the target is 60 %"),
        ("59.99", State.ON_COURSE, "On course: 99 % of the way with half the time gone"),
    ],
)
def test_half_way_in_time(value, state, words):
    assert told(AIM, (HALF, value)) == (state, words)


def test_lower_is_better_is_the_same_turned_round():
    assert told(FALLING, (HALF, "35.2")) == told(AIM, (HALF, "44.8"))
    assert told(FALLING, (HALF, 20))[0] is State.REACHED


def test_a_reading_counts_for_its_own_day_until_the_next_is_due():
    """25 % of the way after a quarter of the time is on course, for a year; then time goes on without a reading."""
    quarter = date(2025, 1, 1)
    assert told(AIM, (quarter, 31), on=HALF) == (
        State.ON_COURSE,
        "On course: 27 % of the way with 25 % of the time gone",
    )
    later = HALF + timedelta(days=1)
    state, words = told(AIM, (quarter, 31), on=later)
    assert state is State.BEHIND
    assert words == "Behind: 27 % of the way with half the time gone; a reading is missing since 1 Jan 2026"


def test_after_the_day_of_the_target_it_is_reached_or_missed():
    after = END + timedelta(days=1)
    assert told(AIM, (END, 50), on=after) == (State.MISSED, "Target missed: 75 % of the way when the time was over")
    assert told(AIM, (END, 61), on=after)[0] is State.REACHED


def test_without_target_reading_or_baseline_nobody_can_say():
    nothing = Aim(True, None, None)
    assert told(nothing) == (State.NO_TARGET, "No target is set, and nothing was read yet")
    assert told(nothing, (HALF, 3), unit="") == (State.NO_TARGET, "3 on 1 Jan 2026: no target is set")
    assert told(AIM)[0] is State.NO_READING
    unknown = Aim(True, None, AIM.target)
    assert told(unknown, (HALF, 3)) == (
        State.NO_TARGET, "3 % on 1 Jan 2026: without a baseline nobody can say how far it is on its way",
    )  # fmt: skip
    assert (
        told(unknown, (HALF, 3), on=END + timedelta(days=1))[1]
        == "Target missed: 3 % on 1 Jan 2026 instead of 60 %; a reading is missing since 1 Jan 2027"
    )


def test_what_is_to_be_kept_is_reached_or_worse():
    kept = Aim(True, Point(START, Decimal(99)), Point(END, Decimal(99)))
    assert told(kept, (HALF, 99))[0] is State.REACHED
    assert told(kept, (HALF, 98))[1] == "Behind: worse than what was to be kept with half the time gone"


def test_what_is_read_later_is_not_known_yet():
    assert told(AIM, (HALF + timedelta(days=1), 60))[0] is State.NO_READING


def test_an_objective_is_as_far_as_its_worst_indicator():
    assert worst([]) is State.NO_MEASURE
    assert worst([State.REACHED, State.BEHIND, State.ON_COURSE]) is State.BEHIND


def test_months_later_stays_in_the_month():
    assert months_later(date(2025, 11, 30), 3) == date(2026, 2, 28)


days = st.dates(START, END + timedelta(days=900))
values = st.decimals(-100, 200, places=2)
readings = st.lists(st.builds(Point, days, values), max_size=5, unique_by=lambda point: point.on)


@st.composite
def some_aim(draw) -> Aim:
    """A target that is no worse than the baseline."""
    is_higher_better = draw(st.booleans())
    start, target = sorted((draw(values), draw(values)), reverse=not is_higher_better)
    return Aim(is_higher_better, Point(START, start), Point(END, target), draw(st.integers(1, 36)))


aims = some_aim()
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@patient
@given(aims, readings, days)
def test_it_is_reached_exactly_when_the_last_reading_meets_the_target(aim, points, on):
    found = course(aim, points, on)
    assert (found.state is State.REACHED) == (found.last is not None and aim.is_met_by(found.last.value))


@patient
@given(aims, readings, days, st.integers(0, 900))
def test_without_a_new_reading_waiting_never_makes_it_better(aim, points, on, wait):
    known = [point for point in points if point.on <= on]
    before, after = course(aim, known, on), course(aim, known, on + timedelta(days=wait))
    assert WORST_FIRST.index(after.state) <= WORST_FIRST.index(before.state)


@patient
@given(aims, readings, days)
def test_turned_upside_down_it_stands_the_same(aim, points, on):
    def turned(point):
        return Point(point.on, -point.value)

    other = Aim(not aim.is_higher_better, turned(aim.baseline), turned(aim.target), aim.months)
    here, there = course(aim, points, on), course(other, [turned(point) for point in points], on)
    assert (here.state, here.way, here.time) == (there.state, there.way, there.time)


@patient
@given(aims, days, values, values)
def test_a_better_reading_is_never_a_worse_state(aim, on, one, two):
    low, high = sorted((one, two), reverse=not aim.is_higher_better)
    states = [course(aim, [Point(START + timedelta(days=1), value)], on).state for value in (low, high)]
    assert WORST_FIRST.index(states[0]) <= WORST_FIRST.index(states[1])

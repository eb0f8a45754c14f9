"""When an item can be in force: worked examples, and what holds for any item, plan and terms."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legislation.rules.forecast import Course, Known, Source, forecast, gap, gap_since, in_force
from legislation.rules.stages import USUAL, WAY, Term, stages_after

TODAY = date(2026, 11, 2)
DAY = timedelta(days=1)
DAYS = st.dates(date(2015, 1, 1), date(2035, 1, 1))
AHEAD = WAY[:-1]

terms = st.fixed_dictionaries({stage: st.integers(0, 200).map(lambda days: Term(days + 60, days)) for stage in AHEAD})


@st.composite
def courses(draw) -> Course:
    """Of an item that is neither in force nor dropped, planned in part and in any order."""
    planned = draw(st.dictionaries(st.sampled_from(WAY[1:]), DAYS))
    slips = draw(st.dictionaries(st.sampled_from(WAY), st.integers(0, 400)))
    return Course(draw(st.sampled_from(AHEAD)), draw(DAYS), planned, slips)


def test_without_a_plan_the_terms_of_all_stages_ahead_have_to_run():
    steps = forecast(Course("consultation", TODAY - 5 * DAY), USUAL, TODAY)
    assert [(step.stage, (step.on - TODAY).days, step.source) for step in steps] == [
        ("government", 21 - 5, Source.TERMS), ("parliament", 16 + 7, Source.TERMS), ("adopted", 23 + 30, Source.TERMS),
        ("in force", 53 + 10, Source.TERMS),
    ]  # fmt: skip


def test_a_plan_that_leaves_the_terms_their_days_is_believed():
    planned = {"government": TODAY + 30 * DAY, "adopted": TODAY + 60 * DAY, "in force": TODAY + 100 * DAY}
    steps = forecast(Course("consultation", TODAY, planned), USUAL, TODAY)
    assert [(step.stage, step.on) for step in steps] == list(planned.items())
    assert {step.source for step in steps} == {Source.PLAN}


def test_a_plan_too_short_for_the_terms_is_not():
    planned = {"parliament": TODAY + 20 * DAY, "adopted": TODAY + 21 * DAY, "in force": TODAY + 22 * DAY}
    steps = forecast(Course("government", TODAY, planned), USUAL, TODAY)
    assert [(step.on - TODAY).days for step in steps] == [20, 20 + 30, 50 + 10]
    assert [step.source for step in steps] == [Source.PLAN, Source.TERMS, Source.TERMS]


def test_a_planned_day_that_has_passed_counts_as_today():
    steps = forecast(Course("adopted", TODAY - 90 * DAY, {"in force": TODAY - DAY}), USUAL, TODAY)
    assert steps == [("in force", TODAY, Source.TODAY)]


def test_parliament_is_passed_over_only_where_the_plan_leaves_it_out():
    decides_itself = Course("government", TODAY, {"adopted": TODAY + 30 * DAY})
    assert [step.stage for step in forecast(decides_itself, USUAL, TODAY)] == ["adopted", "in force"]
    assert forecast(Course("government", TODAY), USUAL, TODAY)[0].stage == "parliament"


def test_what_is_in_force_has_its_day_and_what_is_dropped_has_none():
    assert in_force(Course("in force", TODAY - DAY), USUAL, TODAY) == ("in force", TODAY - DAY, Source.ACTUAL)
    assert in_force(Course("dropped", TODAY - DAY), USUAL, TODAY) == ("in force", None, Source.DROPPED)


@pytest.mark.parametrize(
    ("course", "days", "is_gap"),
    [
        (Course("adopted", TODAY), 10, True),
        (Course("adopted", TODAY - 10 * DAY), 0, False),
        (Course("in force", TODAY + 5 * DAY), 5, False),
        (Course("dropped", TODAY), None, True),
    ],
)
def test_a_gap_is_what_comes_too_late_or_never(course, days, is_gap):
    found = gap(TODAY, in_force(course, USUAL, TODAY))
    assert (found.days, found.is_gap) == (days, is_gap)


@given(courses(), terms, DAYS)
def test_no_stage_begins_before_today_nor_before_the_terms_before_it_have_run(course, law, on):
    before, began_on = course.stage, course.since_on
    for step in forecast(course, law, on):
        assert step.on >= max(on, began_on + timedelta(days=law[before].least_days))
        before, began_on = step.stage, step.on
    assert before == "in force"


@given(courses(), terms, DAYS, st.sampled_from(WAY), st.integers(1, 400))
def test_a_slip_never_makes_it_earlier_and_costs_at_most_its_own_days(course, law, on, stage, days):
    first = in_force(course, law, on).on
    slipped = replace(course, slips={**course.slips, stage: course.slips.get(stage, 0) + days})
    assert first <= in_force(slipped, law, on).on <= first + timedelta(days=days)


@given(courses(), terms, DAYS, st.integers(0, 400))
def test_waiting_never_makes_it_earlier(course, law, on, days):
    later = on + timedelta(days=days)
    assert in_force(course, law, on).on <= in_force(course, law, later).on


@given(courses(), terms, DAYS, st.sampled_from(AHEAD), st.integers(1, 100))
def test_a_longer_term_never_makes_it_earlier(course, law, on, stage, days):
    longer = {**law, stage: Term(law[stage].usual_days, law[stage].least_days + days)}
    assert in_force(course, law, on).on <= in_force(course, longer, on).on


@given(courses(), terms, DAYS)
def test_every_stage_ahead_stands_in_it_once(course, law, on):
    told = [step.stage for step in forecast(course, law, on)]
    expected = list(stages_after(course.stage))
    if told != expected:
        expected.remove("parliament")
    assert told == expected


@st.composite
def histories(draw) -> list[Known]:
    """What was known of an item over some weeks; days short enough to be walked one by one."""
    start, known = TODAY - 120 * DAY, []
    for at in sorted(draw(st.lists(st.integers(0, 120), min_size=1, max_size=5))):
        since_on = start + at * DAY
        planned = draw(st.dictionaries(st.sampled_from(WAY[5:]), st.integers(-60, 200).map(lambda n: TODAY + n * DAY)))
        stage = draw(st.sampled_from([*WAY[4:], "dropped"]))
        known.append(Known(since_on, Course(stage, since_on, planned), USUAL))
    return known


@given(histories(), st.integers(-60, 120), st.integers(0, 150))
def test_a_gap_stands_since_the_day_that_walking_back_day_by_day_finds(known, needed, stated):
    needed_on, stated_on = TODAY + needed * DAY, TODAY - stated * DAY

    def has_gap(day):
        told = [each for each in known if each.since_on <= day]
        return bool(told) and gap(needed_on, in_force(told[-1].course, told[-1].terms, day)).is_gap

    if not has_gap(TODAY):
        return
    day = TODAY
    while day - DAY >= stated_on and has_gap(day - DAY):
        day -= DAY
    assert gap_since(needed_on, stated_on, known, TODAY) == day


def test_a_gap_stands_since_the_plan_moved_or_since_waiting_used_up_its_days():
    early, late = (
        Course("adopted", TODAY, {"in force": TODAY + 20 * DAY}),
        Course("adopted", TODAY, {"in force": TODAY + 50 * DAY}),
    )
    moved = [Known(TODAY - 30 * DAY, early, USUAL), Known(TODAY - 3 * DAY, late, USUAL)]
    assert gap_since(TODAY + 30 * DAY, TODAY - 60 * DAY, moved, TODAY) == TODAY - 3 * DAY
    waited = [Known(TODAY - 60 * DAY, Course("adopted", TODAY - 60 * DAY), USUAL)]
    assert gap_since(TODAY - 9 * DAY, TODAY - 50 * DAY, waited, TODAY) == TODAY - 8 * DAY

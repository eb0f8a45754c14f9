from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.rules.signal import AMBER, AMBER_GREEN, AMBER_RED, GREEN, RED, Facts, Limits, Rule, findings, signal
from projects.rules.variance import Course, Plan, variance

DAY = timedelta(days=1)
START, END = date(2025, 1, 1), date(2026, 1, 1)
PLAN = Plan(START, END, Decimal("10000000"))
ON = date(2025, 7, 1)
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
MONEY = st.decimals(0, 10**12, places=2)


def rated(**facts) -> dict[Rule, int]:
    given_facts = {
        "variance": variance(PLAN, Course(forecast_ends_on=END), ON),
        "plan_days": PLAN.days,
        "has_baseline": True,
    }
    return {found.rule: found.rating for found in findings(Facts(**given_facts | facts), Limits())}


@pytest.mark.parametrize(
    ("course", "on", "days_late", "schedule", "cost"),
    [
        (Course(), ON, 0, "0.0000", None),
        (Course(forecast_ends_on=END + 73 * DAY), ON, 73, "-0.2000", None),
        (Course(forecast_ends_on=END - 73 * DAY), ON, -73, "0.2000", None),
        (Course(forecast_ends_on=END), END + 41 * DAY, 41, "-0.1123", None),
        (Course(forecast_cost=Decimal("11200000")), ON, 0, "0.0000", "-0.1200"),
        (Course(forecast_cost=Decimal("9000000"), spent=Decimal("10500000")), ON, 0, "0.0000", "-0.0500"),
        (Course(ended_on=END + 10 * DAY, spent=Decimal("8000000"), forecast_cost=Decimal("12000000")),
         END + 400 * DAY, 10, "-0.0274", "0.2000"),
    ],
    ids=["nothing said", "later", "earlier", "a passed forecast counts today", "dearer", "spent more than forecast", "complete"],
)  # fmt: skip
def test_the_variances_of_worked_examples(course, on, days_late, schedule, cost):
    found = variance(PLAN, course, on)
    assert (found.days_late, found.schedule) == (days_late, Decimal(schedule))
    assert found.cost == (None if cost is None else Decimal(cost))


def test_a_plan_of_less_than_thirty_days_counts_as_thirty():
    short = Plan(START, START + 10 * DAY, None)
    assert variance(short, Course(forecast_ends_on=START + 25 * DAY), START).schedule == Decimal("-0.5000")


def test_without_a_baseline_nothing_varies():
    found = variance(Plan(None, None, None), Course(forecast_ends_on=END, forecast_cost=Decimal(1)), ON)
    assert (found.days_late, found.schedule, found.cost, found.expected_on) == (None, None, None, END)


@given(forecast=DAYS, on=DAYS, later=st.integers(0, 3000))
def test_silence_never_makes_a_project_earlier(forecast, on, later):
    course = Course(forecast_ends_on=forecast)
    assert variance(PLAN, course, on + later * DAY).days_late >= variance(PLAN, course, on).days_late


@given(cost=MONEY, more=MONEY)
def test_spending_more_never_looks_better(cost, more):
    less, dearer = (variance(PLAN, Course(forecast_cost=each), ON).cost for each in (cost, cost + more))
    assert dearer <= less


@pytest.mark.parametrize(
    ("days", "rating"),
    [(-50, GREEN), (18, GREEN), (19, AMBER_GREEN), (36, AMBER_GREEN), (37, AMBER), (73, AMBER), (74, AMBER_RED),
     (109, AMBER_RED), (110, RED)],
)  # fmt: skip
def test_the_schedule_steps_down_with_the_worse_of_percent_and_days(days, rating):
    assert rated(variance=variance(PLAN, Course(forecast_ends_on=END + days * DAY), ON))[Rule.SCHEDULE] == rating


def test_of_a_short_plan_the_milder_counts():
    short = Plan(START, START + 60 * DAY, None)
    late = variance(short, Course(forecast_ends_on=START + 85 * DAY), START)
    assert rated(variance=late, plan_days=60)[Rule.SCHEDULE] == GREEN
    assert rated(variance=late, plan_days=90)[Rule.SCHEDULE] == RED


@pytest.mark.parametrize(
    ("facts", "rule", "rating"),
    [
        ({"overdue_days": 29}, Rule.MILESTONE, GREEN),
        ({"overdue_days": 30}, Rule.MILESTONE, AMBER_GREEN),
        ({"overdue_days": 90}, Rule.MILESTONE, AMBER),
        ({"overdue_days": 181}, Rule.MILESTONE, RED),
        ({"rounds_missed": 1}, Rule.MISSED, AMBER),
        ({"rounds_missed": 2}, Rule.MISSED, AMBER_RED),
        ({"rounds_missed": 7}, Rule.MISSED, RED),
    ],
)
def test_what_each_rule_gives(facts, rule, rating):
    assert rated(**facts)[rule] == rating


def test_a_rule_that_does_not_apply_says_nothing():
    assert set(rated()) == {Rule.SCHEDULE}


def test_the_worst_rule_wins_and_stands_first():
    found = findings(Facts(variance(PLAN, Course(), ON), PLAN.days, True, rounds_missed=2, overdue_days=61), Limits())
    assert [each.rule for each in found] == [Rule.MISSED, Rule.MILESTONE, Rule.SCHEDULE]
    assert signal(found, has_baseline=True) == AMBER_RED


def test_three_steps_know_no_halves():
    late = Facts(variance(PLAN, Course(forecast_ends_on=END + 20 * DAY), ON), PLAN.days, True, rounds_missed=2)
    assert [each.rating for each in findings(late, Limits(), 5)] == [AMBER_RED, AMBER_GREEN]
    assert [each.rating for each in findings(late, Limits(), 3)] == [RED, GREEN]


def test_without_a_baseline_only_amber_or_worse_stands():
    mild = findings(Facts(variance(Plan(None, None, None), Course(), ON), None, False, overdue_days=31), Limits())
    assert signal(mild, has_baseline=False) is None
    bad = findings(Facts(variance(Plan(None, None, None), Course(), ON), None, False, rounds_missed=1), Limits())
    assert signal(bad, has_baseline=False) == AMBER
    assert signal([], has_baseline=True) is None


@given(days=st.integers(-1000, 4000), worse=st.integers(0, 1000))
def test_a_later_end_never_gives_a_better_signal(days, worse):
    one, other = (
        signal(findings(Facts(variance(PLAN, Course(forecast_ends_on=END + n * DAY), ON), PLAN.days, True), Limits()), has_baseline=True)
        for n in (days, days + worse)
    )  # fmt: skip
    assert other <= one

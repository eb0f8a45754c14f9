"""What holds of variances and signals for whatever plan, course and day (DOMAIN section 4, Variance and Signal)."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.access import today
from exchange.models import ImportRun
from projects.models import Current
from projects.rules.signal import AMBER, Facts, Limits, findings, signal
from projects.rules.variance import Course, Plan, Variance, variance
from projects.services import ReportContent, assess, report_status
from tests.projects.test_reports import at

DAYS = st.dates(date(2015, 1, 1), date(2035, 1, 1))
MONEY = st.decimals(0, 10**9, places=2)
SOME_DAYS = st.integers(0, 1500)
THREE_OF_FIVE = {1: 1, 2: 1, 3: 3, 4: 5, 5: 5}


@st.composite
def plans(draw) -> Plan:
    """From a day's work to eight years, with or without a cost."""
    starts_on = draw(DAYS)
    return Plan(
        starts_on,
        starts_on + timedelta(days=draw(st.integers(0, 3000))),
        draw(st.none() | st.decimals(1, 10**9, places=2)),
    )


courses = st.builds(
    Course,
    forecast_ends_on=st.none() | DAYS,
    forecast_cost=st.none() | MONEY,
    spent=st.none() | MONEY,
    ended_on=st.none() | DAYS,
)
running = courses.map(lambda course: replace(course, ended_on=None))


@st.composite
def limits(draw) -> Limits:
    """Any the office may set: four figures, each larger than the one before."""

    def rising(most: int) -> list[int]:
        return sorted(draw(st.lists(st.integers(1, most), min_size=4, max_size=4, unique=True)))

    return Limits(tuple(map(Decimal, rising(90))), tuple(rising(900)), tuple(rising(900)))


@st.composite
def known(draw) -> Facts:
    plan = draw(plans() | st.just(Plan(None, None, None)))
    return Facts(
        variance=variance(plan, draw(courses), draw(DAYS)),
        plan_days=plan.days,
        has_baseline=plan.starts_on is not None,
        overdue_days=draw(st.none() | st.integers(1, 900)),
        rounds_missed=draw(st.integers(0, 9)),
    )


def rating(facts: Facts, at_limits: Limits, steps: int = 5) -> int | None:
    return signal(findings(facts, at_limits, steps), has_baseline=facts.has_baseline)


def no_better(worse: int | None, better: int | None) -> bool:
    """No signal says nothing, so nothing can be worse than it."""
    return worse is None or better is None or worse <= better


@given(plan=plans(), course=running, on=DAYS, later=SOME_DAYS, at_limits=limits())
def test_silence_makes_a_project_later_and_its_signal_no_better(plan, course, on, later, at_limits):
    now, then = (variance(plan, course, day) for day in (on, on + timedelta(days=later)))
    assert then.expected_on >= now.expected_on
    assert then.days_late >= now.days_late
    assert then.schedule <= now.schedule
    assert then.cost == now.cost
    assert no_better(*(rating(Facts(each, plan.days, True), at_limits) for each in (then, now)))


@given(plan=plans(), course=courses, ended_on=DAYS, on=DAYS, later=SOME_DAYS)
def test_what_has_ended_does_not_age(plan, course, ended_on, on, later):
    course = replace(course, ended_on=ended_on)
    assert variance(plan, course, on) == variance(plan, course, on + timedelta(days=later))
    assert variance(plan, course, on).passed_days == 0


@given(plan=plans(), course=courses, on=DAYS)
def test_the_formulas_are_those_of_the_house(plan, course, on):
    found = variance(plan, course, on)
    expected_on = course.ended_on or max(course.forecast_ends_on or plan.ends_on, on)
    assert found.expected_on == expected_on
    assert found.days_late == (expected_on - plan.ends_on).days
    assert abs(found.schedule * max(plan.days, 30) + found.days_late) <= max(plan.days, 30) * Decimal("0.0001")
    said = (course.spent,) if course.ended_on else (course.forecast_cost, course.spent)
    costs = [each for each in said if each is not None]
    assert (found.cost is None) == (plan.cost is None or not costs)
    if found.cost is not None:
        assert abs(plan.cost - max(costs) - found.cost * plan.cost) <= plan.cost * Decimal("0.0001")


@given(facts=known(), at_limits=limits())
def test_the_worst_rule_wins_and_no_rule_hides_another(facts, at_limits):
    found = findings(facts, at_limits)
    assert [each.rating for each in found] == sorted(each.rating for each in found)
    assert len({each.rule for each in found}) == len(found)
    worst = min((each.rating for each in found), default=None)
    stands = worst is not None and (facts.has_baseline or worst <= AMBER)
    assert rating(facts, at_limits) == (worst if stands else None)


@given(facts=known(), at_limits=limits(), more=st.integers(1, 900))
def test_more_missed_rounds_or_an_older_milestone_is_never_better(facts, at_limits, more):
    now = rating(facts, at_limits)
    assert no_better(rating(replace(facts, rounds_missed=facts.rounds_missed + more), at_limits), now)
    assert no_better(rating(replace(facts, overdue_days=(facts.overdue_days or 0) + more), at_limits), now)


@given(plan=plans(), course=courses, on=DAYS, days=SOME_DAYS, money=MONEY, at_limits=limits())
def test_a_later_end_or_a_higher_cost_is_never_better(plan, course, on, days, money, at_limits):
    end, cost = course.forecast_ends_on or plan.ends_on, course.forecast_cost or Decimal(0)
    told = replace(course, forecast_ends_on=end, forecast_cost=cost)
    worse = [
        replace(told, forecast_ends_on=end + timedelta(days=days)),
        replace(told, forecast_cost=cost + money),
        replace(told, spent=(told.spent or Decimal(0)) + money),
    ]
    now = rating(Facts(variance(plan, told, on), plan.days, True), at_limits)
    for each in worse:
        assert no_better(rating(Facts(variance(plan, each, on), plan.days, True), at_limits), now)


@given(facts=known(), at_limits=limits(), easing=st.integers(1, 90))
def test_wider_limits_are_never_worse(facts, at_limits, easing):
    wider = Limits(
        tuple(each + easing for each in at_limits.percents),
        tuple(each + easing for each in at_limits.days),
        tuple(each + easing for each in at_limits.milestone_days),
    )
    strict, mild = findings(facts, at_limits), {each.rule: each.rating for each in findings(facts, wider)}
    assert all(mild[each.rule] >= each.rating for each in strict)


@given(facts=known(), at_limits=limits())
def test_three_steps_are_the_five_with_the_halves_taken_in(facts, at_limits):
    five = {each.rule: each.rating for each in findings(facts, at_limits, 5)}
    three = {each.rule: each.rating for each in findings(facts, at_limits, 3)}
    assert three == {rule: THREE_OF_FIVE[rating] for rule, rating in five.items()}


@given(facts=known(), at_limits=limits())
def test_without_a_baseline_no_signal_is_mild(facts, at_limits):
    bare = replace(facts, variance=Variance(None, None, None, None), plan_days=None, has_baseline=False)
    assert rating(bare, at_limits) in (None, 1, 2, AMBER)


@pytest.mark.parametrize("whose", ["cio", "office"])
def test_what_is_exempt_is_never_compared(project, report, coordinator, cio_finance, whose):
    """The gap is that of the other two, and CIO against office there is none."""
    if whose == "office":
        content = ReportContent(1, "The supplier left.")
        report_status(report, report.version, content=content, by=cio_finance, at=at(today()))
        run = ImportRun.objects.create(target="projects", file_name="a.csv", sha256="0", content=b"a", by=coordinator)
        project.assessments.create(
            round=report.round, assessor="Audit", source="office", assessed_on=today(), basis="Read.", import_run=run,
            withheld={"rating": "Security"},
        )  # fmt: skip
    else:
        withheld = {"rating": "Security"}
        post = cio_finance.appointments.get()
        report.submissions.create(number=1, signed_by=cio_finance, appointment=post, at=at(today()), withheld=withheld)
        assess(project, report.round, rating=5, basis="Read.", by=coordinator, on=today())
    Current.objects.refresh(today())
    now = Current.objects.get()
    assert (now.cio_is_exempt, now.assessed_is_exempt) == (whose == "cio", whose == "office")
    assert now.gap is None
    given_ratings = [each for each in (now.cio_rating, now.assessed_rating, now.signal) if each is not None]
    assert (len(given_ratings), now.widest_gap) == (2, max(given_ratings) - min(given_ratings))

"""Which readings are asked of whom, and when."""

from datetime import timedelta
from decimal import Decimal

from core.questions import DueKind, Scope, due
from strategy.answers.dues import readings
from strategy.rules.course import months_later
from strategy.services import add_reading, edit_indicator, edit_strategy
from tests.strategy.conftest import FIRST, HALF

DAY = timedelta(days=1)


def asked(on, **scope):
    return [each for each in due(Scope(on=on, **scope)) if each.kind is DueKind.READING]


def test_the_next_reading_is_asked_of_the_lead_a_month_before_its_day(reading, finance, health):
    due_on = months_later(HALF, 12)
    assert asked(due_on - timedelta(days=31)) == []
    (found,) = asked(due_on - timedelta(days=30), institution_ids=frozenset({finance.pk}))
    assert (found.institution_id, found.due_on, found.asked_on) == (finance.pk, due_on, due_on - timedelta(days=30))
    assert found.path == f"/strategy/indicators/{reading.indicator.code}/reading/"
    assert asked(due_on, institution_ids=frozenset({health.pk})) == []


def test_without_a_reading_the_baseline_counts(indicator):
    (found,) = asked(HALF)
    assert found.due_on == months_later(FIRST, 12)


def test_a_reading_is_an_answer(indicator, coordinator):
    add_reading(indicator, by=coordinator, on=HALF, value=Decimal(30), evidence="Table", today=HALF)
    assert asked(HALF) == []


def test_nobody_is_asked_without_a_rhythm_or_after_the_strategy(indicator, index, coordinator):
    strategy = indicator.objective.strategy
    edit_strategy(strategy, strategy.version, by=coordinator, ends_on=HALF - DAY)
    assert asked(HALF) == []
    edit_strategy(strategy, 2, by=coordinator, ends_on=None)
    edit_indicator(indicator, 1, by=coordinator, reading_months=None)
    assert asked(HALF) == []


def test_duties_are_of_institutions_and_cost_one_question(reading, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert len(list(readings(Scope(on=months_later(HALF, 12))))) == 1
    assert asked(months_later(HALF, 12), person_ids=frozenset({1})) == []

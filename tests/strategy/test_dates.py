"""Days of the strategies in the calendar."""

from datetime import date

from core.access import VISITOR
from core.questions import DateKind, Scope, dates
from strategy.answers.dates import strategies, targets
from tests.strategy.conftest import HALF, LAST


def asked(first, last, **scope):
    return [(each.kind, each.on) for each in dates(Scope(on=HALF, **scope), first, last)]


def test_a_target_and_the_last_day_of_a_strategy(indicator, finance, health, django_assert_num_queries):
    end = date(2199, 12, 31)
    with django_assert_num_queries(2):
        scope = Scope(on=HALF)
        (target,), (last_day,) = list(targets(scope, LAST, LAST)), list(strategies(scope, end, end))
    assert target.title == "Target of “Applications filed online”: 60\u00a0%"
    assert (target.institution_id, last_day.institution_id) == (finance.pk, finance.pk)
    assert asked(LAST, end) == [(DateKind.TARGET, LAST), (DateKind.STRATEGY, end)]
    assert asked(HALF, HALF) == []
    assert asked(LAST, end, institution_ids=frozenset({health.pk})) == []
    assert asked(LAST, end, access=VISITOR) == []

"""What projects promise to change, and for which aim."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from core.access import access_of
from core.versions import Conflict
from projects.models import Outcome
from projects.services import edit_outcome, state_outcome, withdraw_outcome
from strategy.services import add_objective
from tests.strategy.conftest import index, indicator, objective, strategy, velmar  # noqa: F401

WORDS = "Nine in ten companies file without paper."


@pytest.fixture
def outcome(project, indicator, coordinator) -> Outcome:
    return state_outcome(
        project, by=coordinator, statement=WORDS, indicator=indicator, amount=Decimal(12), due_on=date(2028, 1, 1)
    )


def test_an_indicator_brings_the_objective_it_measures(outcome, objective):
    assert outcome.objective == objective


def test_an_index_without_an_objective_is_enough(project, index, coordinator):
    assert state_outcome(project, by=coordinator, statement=WORDS, indicator=index).objective is None


def test_an_outcome_serves_an_objective_or_an_indicator(project, coordinator):
    with pytest.raises(ValidationError, match="the objective or the indicator"):
        state_outcome(project, by=coordinator, statement=WORDS)


def test_an_amount_moves_an_indicator(project, objective, coordinator):
    with pytest.raises(ValidationError, match="Choose which"):
        state_outcome(project, by=coordinator, statement=WORDS, objective=objective, amount=Decimal(3))


def test_the_indicator_of_another_objective_is_refused(project, indicator, strategy, coordinator):
    other = add_objective(strategy, by=coordinator, title="Less paper")
    with pytest.raises(ValidationError, match="measures another objective"):
        state_outcome(project, by=coordinator, statement=WORDS, objective=other, indicator=indicator)


def test_the_same_aim_is_named_once(outcome, project, objective, indicator, coordinator):
    with pytest.raises(ValidationError, match="Change that one"):
        state_outcome(project, by=coordinator, statement="Twice", objective=objective, indicator=indicator)


def test_of_two_who_change_it_the_second_is_told(outcome, coordinator):
    assert edit_outcome(outcome, 1, by=coordinator, statement="All companies.").statement == "All companies."
    with pytest.raises(Conflict):
        withdraw_outcome(outcome, 1, by=coordinator)
    withdraw_outcome(outcome, 2, by=coordinator)
    assert not Outcome.objects.exists()


def test_who_does_not_see_the_project_does_not_see_its_outcome(
    restricted_project, objective, coordinator, cio_finance, cio_health, browse
):
    state_outcome(restricted_project, by=coordinator, statement=WORDS, objective=objective)
    assert not Outcome.objects.visible_to(access_of(cio_finance)).exists()
    assert Outcome.objects.visible_to(access_of(cio_health)).exists()

"""Strategies, objectives, indicators and readings, and what the services refuse."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from core.versions import Conflict
from strategy.models import Reading
from strategy.services import (
    add_objective,
    add_reading,
    create_strategy,
    define_indicator,
    edit_indicator,
    edit_objective,
    edit_reading,
    edit_strategy,
    name_country,
)
from tests.strategy.conftest import FIRST, HALF, LAST

DAY = timedelta(days=1)


def read(indicator, by, **said) -> Reading:
    return add_reading(
        indicator, by=by, **{"on": HALF, "value": Decimal(1), "evidence": "Table 3", "today": HALF, **said}
    )


def test_codes_are_given_by_the_system_and_never_twice(strategy, finance, coordinator):
    again = create_strategy(by=coordinator, title=strategy.title, lead=finance, starts_on=FIRST)
    assert (strategy.code, again.code) == ("digital-velmar-2030", "digital-velmar-2030-2")
    assert create_strategy(by=coordinator, title="New", lead=finance, starts_on=FIRST).code == "new-2"


def test_an_objective_is_led_by_the_strategys_lead_unless_another_is_named(strategy, objective, health, coordinator):
    other = add_objective(strategy, by=coordinator, title="Care records everywhere", lead=health)
    assert (objective.lead, other.lead) == (strategy.lead, health)


def test_one_strategy_names_an_objective_once(objective, coordinator):
    with pytest.raises(ValidationError, match="this title already"):
        add_objective(objective.strategy, by=coordinator, title=objective.title)


def test_a_strategy_cannot_end_before_it_starts(strategy, coordinator):
    with pytest.raises(ValidationError, match="last day"):
        edit_strategy(strategy, 1, by=coordinator, ends_on=FIRST - DAY)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"baseline_on": None}, "value and a day"),
        ({"target_value": None}, "value and a day"),
        ({"target_on": FIRST}, "after the day of the baseline"),
        ({"target_value": Decimal(10)}, "worse than the baseline"),
        ({"better": "lower"}, "worse than the baseline"),
        ({"reading_months": 0}, "greater than or equal to 1"),
    ],
)
def test_an_indicator_that_cannot_be_read_is_refused(said, refusal, indicator, coordinator):
    with pytest.raises(ValidationError, match=refusal):
        edit_indicator(indicator, 1, by=coordinator, **said)


def test_a_reading_has_evidence_and_a_day_that_has_come(indicator, coordinator):
    with pytest.raises(ValidationError, match="where the figure stands"):
        read(indicator, coordinator, evidence="")
    with pytest.raises(ValidationError, match="not come yet"):
        read(indicator, coordinator, on=HALF + DAY)
    assert read(indicator, coordinator, evidence="", url="https://velmar.example/report").value == 1


def test_a_day_has_one_reading(reading, coordinator):
    with pytest.raises(ValidationError, match="this day already"):
        read(reading.indicator, coordinator)


def test_an_index_has_one_reading_of_each_country_and_day(index, velmar, neighbour, coordinator):
    ours, theirs = read(index, coordinator, rank=7), read(index, coordinator, country=neighbour)
    assert (ours.country, theirs.country) == (velmar, neighbour)
    assert list(Reading.objects.own()) == [ours]
    with pytest.raises(ValidationError, match="this day already"):
        read(index, coordinator, country=neighbour)


def test_only_readings_of_an_index_are_of_a_country(indicator, neighbour, coordinator):
    with pytest.raises(ValidationError, match="of a country"):
        read(indicator, coordinator, country=neighbour)
    with pytest.raises(ValidationError, match="Only a country has a rank"):
        read(indicator, coordinator, rank=3)


def test_an_indicator_stays_an_index_or_none(indicator, index, neighbour, coordinator):
    with pytest.raises(ValidationError, match="stays an international index"):
        edit_indicator(indicator, 1, by=coordinator, country=neighbour)
    assert edit_indicator(index, 1, by=coordinator, country=neighbour).country == neighbour
    with pytest.raises(ValidationError, match="stays an international index"):
        edit_indicator(index, 2, by=coordinator, country=None)


def test_a_country_has_three_letters(country, coordinator):
    with pytest.raises(ValidationError, match="three letters"):
        name_country("xv", by=coordinator, name="Velmar")


def test_of_two_who_save_the_second_is_told(strategy, objective, indicator, reading, coordinator):
    for edit, record, said in [
        (edit_strategy, strategy, {"title": "Other"}),
        (edit_objective, objective, {"title": "Other"}),
        (edit_indicator, indicator, {"target_on": LAST + DAY}),
        (edit_reading, reading, {"value": Decimal(46), "today": HALF}),
    ]:
        edit(record, 1, by=coordinator, **said)
        with pytest.raises(Conflict):
            edit(record, 1, by=coordinator, **said)


def test_an_indicator_without_an_objective_is_taken(country, coordinator):
    assert define_indicator(by=coordinator, title="Claims paid in time", better="higher").objective is None

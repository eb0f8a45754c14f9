"""Strategies, indicators and indices on their pages."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from core.access import today
from strategy.models import Indicator, Objective, Reading, Strategy
from strategy.services import add_objective, add_reading, define_indicator
from tests.ministries.test_pages import parts, text
from tests.strategy.conftest import HALF

LIST = reverse("strategy:strategy-list")
COMPARE = reverse("strategy:index-compare")


def add_address(indicator: Indicator) -> str:
    return reverse("strategy:reading-add", args=[indicator.code])


def reading_said(**changes) -> dict:
    return {"value": "31.5", "evidence": "Survey, table 2", **parts("on", HALF)} | changes


def test_the_list_says_how_many_objectives_have_no_measure(browse, decision_maker, indicator, coordinator):
    add_objective(indicator.objective.strategy, by=coordinator, title="Trust")
    page = text(browse(decision_maker).get(LIST))
    assert 'data-l="Objectives">2<' in page
    assert 'data-l="Without a measure">1<' in page
    assert "New strategy" not in page


def test_without_a_strategy_the_list_says_what_will_be_here(browse, coordinator):
    page = text(browse(coordinator).get(LIST))
    assert "stand here once the office" in page
    assert "New strategy" in page


def test_the_office_writes_a_strategy_its_objective_and_how_it_is_measured(browse, coordinator, finance):
    client = browse(coordinator)
    said = {"title": "Digital Velmar", "lead": "finance", **parts("starts_on", date(2026, 1, 1))}
    made = client.post(reverse("strategy:strategy-create"), said)
    assert made["Location"] == Strategy.objects.get().get_absolute_url()
    aim = {"title": "Less paper", "lead": "finance", "rank": "10"}
    added = client.post(reverse("strategy:objective-add", args=["digital-velmar"]), aim)
    objective = Objective.objects.get()
    assert added["Location"] == reverse("projects:objective-detail", args=[objective.code])
    measure = {"title": "Filed online", "unit": "%", "better": "higher", "target_value": "60"}
    refused = client.post(reverse("strategy:indicator-define", args=[objective.code]), measure)
    assert "Give the target a value and a day, or neither." in text(refused)
    assert (
        client.post(
            reverse("strategy:indicator-define", args=[objective.code]),
            {**measure, **parts("target_on", date(2028, 1, 1))},
        ).status_code
        == 302
    )
    assert Indicator.objects.get().target_value == 60


def test_the_strategys_page_tells_how_far_each_objective_is(browse, auditor, reading, coordinator):
    strategy = reading.indicator.objective.strategy
    add_objective(strategy, by=coordinator, title="Trust")
    page = text(browse(auditor).get(strategy.get_absolute_url()))
    assert "of the way with" in page
    assert "No measure defined" in page
    assert "Add an objective" not in page


def test_the_lead_reads_its_own_indicator_and_mends_only_what_it_recorded(
    browse, cio_finance, cio_health, coordinator, indicator
):
    client = browse(cio_finance)
    assert client.post(add_address(indicator), reading_said()).status_code == 302
    own = Reading.objects.get()
    assert (own.value, own.recorded_for.code) == (Decimal("31.5"), "finance")
    office = add_reading(indicator, by=coordinator, on=date(2025, 1, 1), value=1, evidence="Table 1", today=HALF)
    changed = reading_said(value="32", version="1")
    assert client.post(reverse("strategy:reading-edit", args=[own.pk]), changed).status_code == 302
    assert client.get(reverse("strategy:reading-edit", args=[office.pk])).status_code == 403
    assert browse(cio_health).post(add_address(indicator), reading_said()).status_code == 403


def test_a_reading_without_evidence_is_refused_and_stays_typed(browse, cio_finance, indicator):
    page = browse(cio_finance).post(add_address(indicator), reading_said(evidence=""))
    assert page.status_code == 400
    assert "Say where the figure stands" in text(page)
    assert 'value="31.5"' in text(page)


def test_the_indicators_page_shows_course_readings_and_evidence(browse, decision_maker, reading):
    page = text(browse(decision_maker).get(reading.indicator.get_absolute_url()))
    assert "Annual report 2025, table 3" in page
    assert "Show as a table" in page
    assert "recorded a reading" in page


@pytest.mark.parametrize("count", [1, 9])
def test_pages_of_strategies_ask_a_fixed_number_of_questions(
    browse, coordinator, reading, count, django_assert_max_num_queries
):
    strategy = reading.indicator.objective.strategy
    for number in range(count):
        objective = add_objective(strategy, by=coordinator, title=f"Aim {number}")
        other = define_indicator(by=coordinator, objective=objective, title=f"Measure {number}", better="lower")
        add_reading(other, by=coordinator, on=HALF, value=number, evidence="Table", today=HALF)
    client = browse(coordinator)
    for address, most in [(LIST, 12), (strategy.get_absolute_url(), 22), (reading.indicator.get_absolute_url(), 22)]:
        client.get(address)
        with django_assert_max_num_queries(most):
            client.get(address)


@pytest.fixture
def indexed(index, velmar, neighbour, coordinator) -> Indicator:
    for country, year, value, rank in [
        (velmar, 2022, "0.61", 70), (velmar, 2024, "0.66", 61), (neighbour, 2022, "0.7", 44), (neighbour, 2024, "0.69", 50),
    ]:  # fmt: skip
        add_reading(
            index, by=coordinator, country=country, on=date(year, 12, 31), value=Decimal(value), rank=rank,
            evidence="Yearbook", today=today(),
        )  # fmt: skip
    return index


def test_our_country_is_compared_with_those_chosen(browse, decision_maker, indexed):
    client = browse(decision_maker)
    alone = text(client.get(COMPARE))
    assert "Velmar had 0.66 in 2024; rank 61 of all countries" in alone
    both = text(client.get(f"{COMPARE}?country=XVL&with1=XNB"))
    assert "Velmar had 0.66 in 2024, place 2 of the 2 shown; rank 61 of all countries" in both
    turned = text(client.get(f"{COMPARE}?country=XNB&with1=XVL"))
    assert "Nordby had 0.69 in 2024, place 1 of the 2 shown" in turned


def test_the_export_holds_exactly_the_readings_compared(browse, decision_maker, indexed):
    client = browse(decision_maker)
    assert text(client.get(f"{COMPARE}?export=csv")).count("XVL") == 2
    both = text(client.get(f"{COMPARE}?country=XVL&with1=XNB&export=csv"))
    assert (both.count("XVL"), both.count("XNB")) == (2, 2)


def test_without_an_index_the_page_says_what_will_be_here(browse, cio_finance):
    page = text(browse(cio_finance).get(COMPARE))
    assert "No international index is on record" in page
    assert "Import an index" not in page


def test_comparing_asks_a_fixed_number_of_questions(browse, decision_maker, indexed, django_assert_max_num_queries):
    client = browse(decision_maker)
    client.get(COMPARE)
    with django_assert_max_num_queries(26):
        client.get(f"{COMPARE}?country=XVL&with1=XNB")

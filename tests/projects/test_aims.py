"""Aims against outcomes: one objective, and all of them, with who contributes, the money and the confidence."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from core.access import today
from ministries.services import record_rate
from projects.models import Outcome
from projects.services import approve_baseline, assess, create_project, state_outcome
from strategy.services import add_objective, add_reading, define_indicator
from tests.ministries.test_pages import parts, text
from tests.strategy.conftest import HALF, indicator, objective, reading, strategy  # noqa: F401

ALL = reverse("projects:objective-list")
WORDS = "Nine in ten companies file without paper."


@pytest.fixture
def outcome(project, indicator, coordinator) -> Outcome:
    return state_outcome(project, by=coordinator, statement=WORDS, indicator=indicator, amount=Decimal(12))


def funded(title, lead, cost, currency, by, objective=None):
    on = today()
    made = create_project(title=title, lead=lead, by=by, on=on, stage="delivery", currency=currency)
    approve_baseline(made, by=by, on=on, starts_on=on, ends_on=on + timedelta(days=400), cost=cost)
    if objective:
        state_outcome(made, by=by, statement=f"{title} helps.", objective=objective)
    return made


def test_an_objective_tells_course_contributions_ratings_and_money(
    browse,
    decision_maker,
    coordinator,
    outcome,
    reading,
    round_,
):
    assess(outcome.project, round_, rating=2, basis="Read.", by=coordinator, on=today())
    page = text(browse(decision_maker).get(outcome.objective.get_absolute_url()))
    assert "of the way with" in page
    assert WORDS in page
    assert "+12" in page
    assert "Amber/red" in page
    assert "This month" in page
    assert "€10.0" in page
    assert "No measure defined" not in page


def test_an_objective_without_a_measure_says_so(browse, decision_maker, objective):
    page = text(browse(decision_maker).get(objective.get_absolute_url()))
    assert "No measure defined" in page
    assert "No project says it contributes" in page
    assert "Define an indicator" not in page


def test_a_project_for_two_objectives_is_counted_once_in_all(
    browse,
    decision_maker,
    coordinator,
    finance,
    strategy,
    objective,
):
    other = add_objective(strategy, by=coordinator, title="Less paper")
    made = funded("Archive", finance, 2_000_000, "EUR", coordinator, objective)
    state_outcome(made, by=coordinator, statement="No paper.", objective=other)
    page = text(browse(decision_maker).get(ALL))
    assert page.count("€2.0") == 3
    assert "approved for one project, counted once" in page


def test_money_without_a_rate_stands_apart_and_rates_are_told(
    browse,
    decision_maker,
    coordinator,
    finance,
    objective,
):
    funded("At home", finance, 1_000_000, "EUR", coordinator, objective)
    funded("From abroad", finance, 4_000_000, "GBP", coordinator, objective)
    client = browse(decision_maker)
    assert "£4.0\u00a0m</bdi>, not added" in text(client.get(ALL))
    record_rate(by=coordinator, currency="GBP", on=date(2024, 1, 1), rate=Decimal("1.5"), source="Central bank")
    page = text(client.get(ALL))
    assert "€7.0" in page
    assert "Central bank" in page


def test_what_one_may_not_see_adds_nothing(
    browse,
    cio_finance,
    cio_health,
    coordinator,
    restricted_project,
    objective,
):
    state_outcome(restricted_project, by=coordinator, statement="Secret gain.", objective=objective)
    address = objective.get_absolute_url()
    assert "Secret gain." in text(browse(cio_health).get(address))
    assert "Secret gain." not in text(browse(cio_finance).get(address))
    assert "0 outcomes" in text(browse(cio_finance).get(ALL))


def test_objectives_are_found_by_state_and_the_export_holds_exactly_these(
    browse,
    decision_maker,
    coordinator,
    outcome,
    reading,
):
    add_objective(reading.indicator.objective.strategy, by=coordinator, title="People trust us")
    client = browse(decision_maker)
    page = text(client.get(f"{ALL}?state=no+measure"))
    assert "People trust us" in page
    assert "Services people finish online" not in page
    rows = text(client.get(f"{ALL}?state=no+measure&export=csv")).strip().splitlines()
    assert len(rows) == 2
    assert "No measure defined" in rows[1]
    whole = text(client.get(f"{ALL}?export=csv"))
    assert "of the way with" in whole
    assert "10000000" in whole


def test_without_an_objective_the_page_says_what_will_be_here(browse, coordinator):
    assert "stand here once the office has put them on record" in text(browse(coordinator).get(ALL))


def test_a_projects_lead_states_changes_and_withdraws_an_outcome(
    browse,
    cio_finance,
    cio_health,
    project,
    indicator,
):
    client, page = browse(cio_finance), reverse("projects:state-outcome", args=[project.code])
    said = {"statement": WORDS, "indicator": indicator.code, "amount": "12", **parts("due_on", date(2028, 1, 1))}
    assert client.post(page, said | {"indicator": "", "amount": ""}).status_code == 400
    assert client.post(page, said).status_code == 302
    made = Outcome.objects.get()
    assert (made.objective, made.amount) == (indicator.objective, 12)
    shown = text(client.get(project.get_absolute_url()))
    assert WORDS in shown
    assert indicator.title in shown
    edit = reverse("projects:edit-outcome", args=[made.pk])
    assert 'value="12"' in text(client.get(edit))
    assert client.post(edit, said | {"version": "1", "amount": "15"}).status_code == 302
    withdraw = reverse("projects:withdraw-outcome", args=[made.pk])
    assert browse(cio_health).post(withdraw, {"version": "2"}).status_code == 403
    client.post(withdraw, {"version": "1"})
    assert Outcome.objects.get().amount == 15
    client.post(withdraw, {"version": "2"})
    assert not Outcome.objects.exists()


@pytest.mark.parametrize("count", [1, 8])
def test_pages_of_aims_ask_a_fixed_number_of_questions(
    browse,
    coordinator,
    finance,
    outcome,
    reading,
    count,
    django_assert_max_num_queries,
):
    for number in range(count):
        other = add_objective(reading.indicator.objective.strategy, by=coordinator, title=f"Aim {number}")
        measure = define_indicator(by=coordinator, objective=other, title=f"Measure {number}", better="lower")
        add_reading(measure, by=coordinator, on=HALF, value=number, evidence="Table", today=HALF)
        funded(f"Project {number}", finance, 5, "EUR", coordinator, other)
    client = browse(coordinator)
    for address, most in [(ALL, 24), (outcome.objective.get_absolute_url(), 24), (f"{ALL}?export=csv", 14)]:
        text(client.get(address))
        with django_assert_max_num_queries(most):
            text(client.get(address))

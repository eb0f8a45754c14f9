"""Exchange rates with their source, and the sums that rest on them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from core.access import today
from ministries.models import ExchangeRate
from ministries.money import Changer
from ministries.services import record_rate
from projects.services import approve_baseline, create_project
from tests.ministries.test_pages import parts, text

RATES = reverse("ministries:rate-list")
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


@pytest.fixture
def pound(country, coordinator) -> ExchangeRate:
    return record_rate(by=coordinator, currency="GBP", on=MAY, rate=Decimal("1.172"), source="Central bank")


def said(**changes) -> dict:
    return {"currency": "gbp", "rate": "1.2", "source": "Central bank", **parts("on", JUNE)} | changes


def test_sums_are_added_at_the_newest_rate_of_the_day_and_the_rest_stands_apart(pound, coordinator):
    record_rate(by=coordinator, currency="GBP", on=JUNE, rate=Decimal(2), source="Central bank")
    sums = [("EUR", Decimal(10)), ("GBP", Decimal(10)), ("USD", Decimal(5))]
    total = Changer(JUNE - timedelta(days=1)).total(sums)
    assert (total.amount, total.apart) == (Decimal("21.72"), (("USD", Decimal(5)),))
    assert Changer(JUNE).total(sums).amount == 30
    assert Changer(MAY - timedelta(days=1)).total(sums[1:]).amount is None
    assert total.sources == [(MAY, "Central bank", ["GBP"])]


def test_the_reporting_currency_needs_no_rate(country, coordinator):
    with pytest.raises(ValidationError, match="needs no rate"):
        record_rate(by=coordinator, currency="EUR", on=MAY, rate=Decimal(1), source="Central bank")


def test_a_rate_is_added_and_replaces_the_one_before(browse, administrator, pound):
    client = browse(administrator)
    assert client.post(reverse("ministries:rate-add"), said()).status_code == 302
    page = text(client.get(RATES))
    assert page.count("in force</span>") == 1
    assert page.count("replaced</span>") == 1
    assert "recorded an exchange rate" in page


def test_a_second_rate_of_one_day_is_refused_at_the_field(browse, coordinator, pound):
    refused = browse(coordinator).post(reverse("ministries:rate-add"), said(**parts("on", MAY)))
    assert refused.status_code == 400
    assert "has a rate of that day already" in text(refused)
    nothing = browse(coordinator).post(reverse("ministries:rate-add"), said(rate="0"))
    assert nothing.status_code == 400


def test_two_who_correct_one_rate_are_shown_both(browse, coordinator, pound):
    url, client = reverse("ministries:rate-edit", args=[pound.pk]), browse(coordinator)
    first = said(version=pound.version, rate="1.18", **parts("on", MAY))
    assert client.post(url, first).status_code == 302
    second = client.post(url, first | {"rate": "1.19"})
    assert second.status_code == 409
    assert "1.18" in text(second)
    assert "1.19" in text(second)


def test_without_a_rate_the_list_says_what_follows(browse, coordinator):
    assert "sums in other currencies stand apart" in text(browse(coordinator).get(RATES))


def test_the_list_costs_the_same_for_few_and_for_many(browse, coordinator, pound, django_assert_num_queries):
    client = browse(coordinator)
    client.get(RATES)
    with django_assert_num_queries(9):
        client.get(RATES)
    ExchangeRate.objects.bulk_create(
        ExchangeRate(currency="USD", on=MAY + timedelta(days=n), rate=1, source="Central bank") for n in range(1000)
    )
    with django_assert_num_queries(9):
        client.get(RATES)


def test_the_portfolio_adds_at_the_rates_and_says_so(browse, coordinator, project, finance, pound):
    on = today()
    for currency in ("GBP", "USD"):
        made = create_project(
            title=f"Loan in {currency}", lead=finance, by=coordinator, on=on, stage="delivery", currency=currency
        )
        approve_baseline(made, by=coordinator, on=on, starts_on=on, ends_on=on + timedelta(days=300), cost=10_000_000)
    page = text(browse(coordinator).get(reverse("projects:project-list")))
    assert "€21.7\u00a0m" in page
    assert "$10.0\u00a0m</bdi>, not added" in page
    assert "at the rates of 1 May 2026, Central bank" in page

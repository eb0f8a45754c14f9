"""The money of the portfolio: by year and source, in one currency, what has no rate apart."""

from decimal import Decimal

import pytest
from django.urls import reverse

from core.access import today
from ministries.services import record_rate
from projects.models import Funding, Project
from projects.services import change_stage, create_project, record_funding

YEAR = today().year
MILLION = Decimal(1_000_000)


def fund(project, coordinator, year=YEAR, **said):
    return record_funding(project, year=year, by=coordinator, on=today(), **said)


@pytest.fixture
def abroad(health, coordinator) -> Project:
    return create_project(
        title="Patient summary", lead=health, by=coordinator, on=today(), stage="delivery", currency="USD"
    )


def page(client, **asked):
    return client.get(reverse("projects:money"), asked)


def text(client, **asked):
    return page(client, **asked).content.decode()


def money(client, **asked):
    return page(client, **asked).context["money"]


def test_years_and_sources_are_summed_over_projects(browse, coordinator, project, restricted_project):
    fund(project, coordinator, planned=4 * MILLION, spent=MILLION)
    fund(project, coordinator, planned=2 * MILLION, source="agreement", source_name="Loan 2")
    fund(project, coordinator, year=YEAR + 1, planned=3 * MILLION)
    fund(restricted_project, coordinator, planned=5 * MILLION)
    found = money(browse(coordinator))
    assert [(each.label, each.planned.amount) for each in found.years] == [
        (str(YEAR), 11 * MILLION),
        (str(YEAR + 1), 3 * MILLION),
    ]
    assert [(each.label, each.planned.amount) for each in found.sources] == [
        ("State budget", 12 * MILLION),
        ("Loan 2", 2 * MILLION),
    ]
    assert f"€1.0\u00a0m of the €11.0\u00a0m planned for {YEAR} is spent" in text(browse(coordinator))


def test_what_one_may_not_see_is_in_no_sum(browse, coordinator, cio_finance, project, restricted_project):
    fund(project, coordinator, planned=4 * MILLION)
    fund(restricted_project, coordinator, planned=5 * MILLION)
    assert money(browse(cio_finance)).total.planned.amount == 4 * MILLION
    export = page(browse(cio_finance), export="csv")
    assert "Border health" not in b"".join(export.streaming_content).decode()


def test_money_without_a_rate_stands_apart_and_with_one_is_added_at_it(browse, coordinator, project, abroad):
    fund(project, coordinator, planned=4 * MILLION)
    fund(abroad, coordinator, planned=2 * MILLION)
    found = money(browse(coordinator))
    assert found.total.planned.amount == 4 * MILLION
    assert [(each.currency, each.years[0].planned.amount) for each in found.apart] == [("USD", 2 * MILLION)]
    assert "Apart, in USD: there is no rate, so it is not added" in text(browse(coordinator))
    record_rate(by=coordinator, currency="USD", on=today(), rate=Decimal("0.5"), source="Central bank")
    found = money(browse(coordinator))
    assert (found.total.planned.amount, list(found.apart)) == (5 * MILLION, [])
    assert "USD counted in EUR at the rates of" in text(browse(coordinator))


def test_withheld_and_missing_figures_are_counted_beside_the_sum(browse, coordinator, project, restricted_project):
    fund(project, coordinator, planned=4 * MILLION)
    Funding.objects.create(project=restricted_project, year=YEAR, withheld={"planned": "State Secrets Act"})
    year = money(browse(coordinator)).years[0]
    assert (year.planned.amount, year.planned.withheld, year.planned.missing) == (4 * MILLION, 1, 0)
    assert (year.spent.amount, year.spent.withheld, year.spent.missing) == (None, 0, 2)
    assert "1 withheld" in text(browse(coordinator))
    export = b"".join(page(browse(coordinator), export="csv").streaming_content).decode()
    assert "withheld: State Secrets Act" in export


def test_a_cancelled_project_counts_until_the_year_it_was_cancelled(browse, coordinator, project):
    fund(project, coordinator, planned=4 * MILLION)
    fund(project, coordinator, year=YEAR + 1, planned=9 * MILLION)
    change_stage(project, project.version, "cancelled", by=coordinator, on=today(), reason="No money.")
    assert [each.label for each in money(browse(coordinator)).years] == [str(YEAR)]


def test_filter_narrows_the_sums_and_the_file(browse, coordinator, project, abroad):
    fund(project, coordinator, planned=4 * MILLION, words="As planned.")
    fund(abroad, coordinator, planned=2 * MILLION)
    client = browse(coordinator)
    assert not money(client, q="tax").apart
    lines = b"".join(page(client, q="tax", export="csv").streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert f"Delivery,{YEAR},State budget,,EUR,4000000.00,,,,As planned." in lines[1]
    assert page(client, q="tax", export="xlsx").content[:2] == b"PK"


def test_nothing_yet_has_words(browse, coordinator, project):
    assert "Money that is on record" in text(browse(coordinator))


def test_costs_as_many_queries_for_60_projects_as_for_2(
    browse, coordinator, project, abroad, finance, django_assert_max_num_queries, django_assert_num_queries
):
    for each in (project, abroad):
        fund(each, coordinator, planned=MILLION)
    client = browse(coordinator)
    page(client)
    with django_assert_max_num_queries(16) as first:
        page(client)
    for number in range(60):
        made = create_project(title=f"Project {number}", lead=finance, by=coordinator, on=today())
        Funding.objects.create(project=made, year=YEAR - number % 9, planned=number)
    with django_assert_num_queries(len(first)):
        page(client)

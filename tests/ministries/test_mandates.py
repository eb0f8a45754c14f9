"""The mandate map, the page of one function, and the acts of the office on them."""

import csv
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from core.access import today
from core.tables import ROWS
from ministries.models import CoordinationFunction, ExchangeRate, Institution, Mandate, Settlement
from ministries.services import create_institution, give_mandate
from projects.models import ServedFunction
from tests.conftest import LONG_AGO
from tests.ministries.test_pages import parts, text

MAP = reverse("ministries:mandate-list")
SPRING = date(2026, 3, 1)
DAY = timedelta(days=1)


@pytest.fixture
def identity(country) -> CoordinationFunction:
    return CoordinationFunction.objects.get(code="digital-identity")


@pytest.fixture
def contested(identity, finance, health, coordinator) -> CoordinationFunction:
    """Finance has led since 2020, Health claims it too since spring; nobody leads anything else."""
    for institution, on in ((finance, LONG_AGO), (health, SPRING)):
        give_mandate(
            institution, identity, "lead", by=coordinator, starts_on=on, basis=f"Decree of {on.year}",
            claim=f"The registers are kept by {institution.acronym}.",
        )  # fmt: skip
    identity.refresh_from_db()
    return identity


def address(name: str, *args) -> str:
    return reverse(f"ministries:{name}", args=args)


def decision(function, *leads, **changes) -> dict:
    said = {
        "version": function.version, "leads": [each.pk for each in leads], "another": "", "others": "contributes",
        "decision": "Finance leads digital identity.", "source": "Session of 1 May 2026, item 2", "source_url": "",
        **parts("decided_on", date(2026, 5, 1)), **parts("starts_on", date(2026, 5, 4)),
    }  # fmt: skip
    return said | changes


def test_the_map_says_its_finding_and_every_cell_in_words(browse, auditor, contested, project):
    ServedFunction.objects.create(project=project, function=contested)
    page = text(browse(auditor).get(MAP))
    assert "One function is contested, 9 have no lead" in page
    assert "Contested, two leads" in page
    assert page.count('<span class="vh">Lead, contested</span>') == 2
    assert "Ministry of Health leads by Decree of 2026, since 1 Mar 2026" in page
    assert "One running project and" in page
    assert "Settle who leads" not in page


def test_what_expired_is_struck_and_told_with_its_reason(browse, auditor, identity, finance, coordinator):
    give_mandate(
        finance, identity, "lead", by=coordinator, starts_on=LONG_AGO, basis="Decree 5/2020", basis_ends_on=SPRING
    )
    page = text(browse(auditor).get(MAP))
    assert "ec-cell--gone" in page
    assert "Lead until 1 Mar 2026, no longer: its basis expired" in page
    assert "10 functions have no lead" in page


def test_another_day_shows_who_led_then(browse, auditor, contested):
    client = browse(auditor)
    page = text(client.get(MAP, {"on": "2026-02-28"}))
    assert "9 functions have no lead" in page
    assert "Projects and money are those of today" in page
    assert "No coordination function is on record for 1 Jan 2001" in text(client.get(MAP, {"on": "2001-01-01"}))
    assert "Enter a valid date" in text(client.get(MAP, {"on": "2026-02-31"}))


def test_the_map_is_filtered_by_state_and_institution_and_exports_what_it_shows(browse, auditor, contested, health):
    client = browse(auditor)
    other = CoordinationFunction.objects.get(code="funding")
    give_mandate(health, other, "consulted", by=None, starts_on=LONG_AGO, basis="Decree 9/2020")
    shown = text(client.get(MAP, {"state": "contested"}))
    assert f'href="{other.get_absolute_url()}"' not in shown
    lines = list(csv.DictReader(text(client.get(MAP, {"institution": "finance", "export": "csv"}))[1:].splitlines()))
    assert [(line["Function"], line["Institution"], line["Role"]) for line in lines] == [
        ("Digital identity", "Ministry of Finance", "Lead"),
        ("Digital identity", "Ministry of Health", "Lead"),
    ]
    assert {line["State of the function"] for line in lines} == {"Contested"}
    assert "Nothing matches this filter" in text(client.get(MAP, {"state": "joint"}))


def test_the_map_and_a_function_cost_the_same_for_few_and_for_many(
    browse, auditor, contested, project, django_assert_max_num_queries, django_assert_num_queries
):
    client = browse(auditor)
    pages, file = (MAP, contested.get_absolute_url()), f"{MAP}?export=csv"
    counts = {}
    for page in (*pages, file):
        client.get(page)
        with django_assert_max_num_queries(26) as asked:
            text(client.get(page))
        counts[page] = len(asked)
    institutions = [create_institution(by=None, name=f"Agency {number:02}", kind="agency") for number in range(40)]
    functions = list(CoordinationFunction.objects.all())
    Mandate.objects.bulk_create(
        Mandate(function=each, institution=place, role="contributes", basis="Decree 1/2026", starts_on=SPRING)
        for each in functions
        for place in institutions
    )
    ServedFunction.objects.bulk_create(ServedFunction(project=project, function=each) for each in functions)
    for page in pages:
        with django_assert_num_queries(counts[page]):
            text(client.get(page))
    with django_assert_num_queries(counts[file] + 400 // ROWS):  # one for each chunk of mandates
        text(client.get(file))


def test_a_function_shows_each_sides_claim_and_its_history(browse, auditor, contested):
    page = text(browse(auditor).get(contested.get_absolute_url()))
    assert "What each side bases its claim on" in page
    assert "The registers are kept by Finance." in page
    assert "The registers are kept by Health." in page
    assert f"Contested for {(today() - SPRING).days} days, since 1 Mar 2026" in page
    assert "gave a mandate" in page


def test_the_office_settles_and_the_decision_is_quoted(browse, coordinator, contested, finance, health):
    client = browse(coordinator)
    answer = client.post(address("settle", contested.code), decision(contested, finance))
    assert answer.status_code == 302
    page = text(client.get(contested.get_absolute_url()))
    assert "Finance leads digital identity." in page
    assert "One lead" in page
    assert contested.mandates.get(role="contributes").institution == health


def test_a_settlement_that_does_not_fit_is_refused_at_the_field(browse, coordinator, contested, finance):
    client, url = browse(coordinator), address("settle", contested.code)
    early = {**parts("decided_on", date(2019, 1, 1)), **parts("starts_on", date(2019, 1, 1))}
    refused = client.post(url, decision(contested, finance, **early))
    assert refused.status_code == 400
    assert "Choose a later day" in text(refused)
    nobody = client.post(url, decision(contested))
    assert "“Who leads” needs an answer" in text(nobody)
    assert not Settlement.objects.exists()


def test_an_institution_without_a_part_may_be_chosen_instead(browse, coordinator, contested):
    third = create_institution(by=coordinator, name="Ministry of Justice", kind="ministry")
    answer = browse(coordinator).post(
        address("settle", contested.code), decision(contested, another=third.pk, others="none")
    )
    assert answer.status_code == 302
    assert [each.institution for each in contested.mandates.current(today())] == [third]


def test_settling_on_an_older_view_shows_the_claims_anew(browse, coordinator, contested, finance):
    said = decision(contested, finance)
    mandate = contested.mandates.get(institution=finance)
    client = browse(coordinator)
    edited = {
        "version": mandate.version, "basis": "Act 7/2026", "basis_url": "", "claim": "", **parts("starts_on", LONG_AGO),
        **{f"{name}_{part}": "" for name in ("basis_ends_on", "ends_on") for part in range(3)},
    }  # fmt: skip
    assert client.post(address("mandate-edit", contested.code, mandate.pk), edited).status_code == 302
    told = client.post(address("settle", contested.code), said)
    assert told.status_code == 409
    assert "Act 7/2026" in text(told)
    assert "Finance leads digital identity." in text(told)
    assert not Settlement.objects.exists()


def test_the_office_makes_a_function_and_gives_it_a_lead(browse, coordinator, finance):
    client = browse(coordinator)
    made = {"name": "Open data", "description": "", "rank": "5", **parts("starts_on", SPRING), "ends_on_0": ""}
    assert client.post(address("function-create"), made).status_code == 302
    function = CoordinationFunction.objects.get(code="open-data")
    given = {
        "institution": finance.pk, "role": "lead", "basis": "Decree 3/2026", "basis_url": "", "claim": "",
        **parts("starts_on", SPRING),
    }  # fmt: skip
    assert client.post(address("give-mandate", function.code), given).status_code == 302
    again = client.post(address("give-mandate", function.code), given)
    assert again.status_code == 400
    assert "End that one first" in text(again)
    assert "Open data" in text(client.get(MAP, {"state": "clear"}))


def test_a_closed_institution_keeps_its_column_at_the_end(browse, auditor, identity, finance, health, coordinator):
    give_mandate(finance, identity, "lead", by=coordinator, starts_on=LONG_AGO, basis="Decree 5/2020")
    give_mandate(health, identity, "consulted", by=coordinator, starts_on=LONG_AGO, basis="Decree 6/2020")
    Institution.objects.filter(pk=finance.pk).update(ends_on=today() - DAY)
    page = text(browse(auditor).get(MAP))
    head = page[page.index("<thead>") : page.index("</thead>")]
    assert head.index("Health") < head.index("Finance")
    assert "no longer: the institution was closed" in page


def test_who_leads_and_money_without_a_rate_stand_apart(browse, auditor, contested, project):
    project.currency = "GBP"
    project.save()
    ServedFunction.objects.create(project=project, function=contested)
    client = browse(auditor)
    assert "£10.0\u00a0m</bdi>, no rate" in text(client.get(contested.get_absolute_url()))
    ExchangeRate.objects.create(currency="GBP", on=SPRING, rate="1.2", source="Central bank")
    page = text(client.get(contested.get_absolute_url()))
    assert "€12.0\u00a0m" in page
    assert "at the rates of 1 Mar 2026, Central bank" in page


def test_a_closed_institution_is_given_no_mandate(identity, finance, coordinator):
    Institution.objects.filter(pk=finance.pk).update(ends_on=SPRING)
    finance.refresh_from_db()
    with pytest.raises(ValidationError, match="exists until"):
        give_mandate(
            finance, identity, "lead", by=coordinator, starts_on=SPRING + timedelta(days=1), basis="Decree 5/2020"
        )
    assert not Mandate.objects.exists()

"""Functions, mandates, settlements and rates as programs read and keep them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.access import today
from ministries.models import CoordinationFunction, ExchangeRate, Mandate, Settlement
from ministries.services import give_mandate, record_rate
from projects.services import approve_baseline, create_project
from tests.api import ROOT, errors, program_of, send
from tests.conftest import LONG_AGO

DAY = timedelta(days=1)
SPRING = date(2026, 3, 1)
DECISION = {
    "decision": "The Ministry of Finance leads digital identity.",
    "source": "Government session of 12 March 2026, item 4",
    "decided_on": "2026-03-12",
}


@pytest.fixture
def identity(country) -> CoordinationFunction:
    return CoordinationFunction.objects.get(code="digital-identity")


@pytest.fixture
def contested(identity, finance, health, coordinator) -> CoordinationFunction:
    """Finance has led since 2020, Health claims it too since spring."""
    for institution, on in ((finance, LONG_AGO), (health, SPRING)):
        give_mandate(institution, identity, "lead", by=coordinator, starts_on=on, basis=f"Decree of {on.year}")
    return identity


def rows(program, address: str) -> list[dict]:
    answer = program.get(f"{ROOT}{address}")
    assert answer.status_code == 200, answer.json()
    return answer.json()["results"]


def test_a_contested_function_names_its_claimants_and_since_when(contested, auditor) -> None:
    program = program_of(auditor)
    told = program.get(f"{ROOT}functions/digital-identity/").json()
    assert (told["state"], told["since_on"], told["settlement"]) == ("contested", "2026-03-01", None)
    assert [(lead["institution"]["code"], lead["basis"]) for lead in told["leads"]] == [
        ("finance", "Decree of 2020"), ("health", "Decree of 2026"),
    ]  # fmt: skip
    before = program.get(f"{ROOT}functions/digital-identity/?as_of=2026-02-28").json()
    assert (before["state"], before["since_on"], len(before["leads"])) == ("clear", "2020-01-01", 1)
    earlier = program.get(f"{ROOT}functions/digital-identity/?as_of=2019-12-31").json()
    assert (earlier["state"], earlier["since_on"], earlier["leads"]) == (None, None, [])


def test_an_orphan_says_who_led_and_why_no_longer(identity, finance, coordinator, auditor) -> None:
    give_mandate(
        finance, identity, "lead", by=coordinator, starts_on=LONG_AGO, basis="Decree 1/2020", basis_ends_on=SPRING
    )
    told = program_of(auditor).get(f"{ROOT}functions/digital-identity/").json()
    assert (told["state"], told["since_on"], told["leads"]) == ("orphan", str(SPRING + DAY), [])
    assert [(each["institution"]["code"], each["held_until"], each["why"]) for each in told["lapsed"]] == [
        ("finance", str(SPRING), "its basis expired")
    ]


def test_functions_are_asked_for_by_state_and_day(contested, auditor) -> None:
    program = program_of(auditor)

    def codes(query: str) -> list[str]:
        return [row["code"] for row in rows(program, f"functions/?{query}")]

    assert codes("state=contested") == ["digital-identity"]
    assert codes("state=contested&as_of=2026-02-28") == []
    assert codes("state=clear&as_of=2026-02-28") == ["digital-identity"]
    assert len(codes("state=orphan")) == 9
    assert codes("as_of=2019-12-31") == []
    assert program.get(f"{ROOT}functions/?as_of=0001-01-01").status_code == 400
    assert program.get(f"{ROOT}functions/digital-identity/?state=clear").status_code == 400


def test_what_rests_on_a_function_is_added_at_the_rates_and_only_of_what_is_seen(
    contested, finance, health, coordinator, auditor, cio_finance
) -> None:
    record_rate(by=coordinator, currency="USD", on=LONG_AGO, rate=Decimal("0.5"), source="Central bank")
    for lead, currency, visibility in (
        (finance, "EUR", "government"), (finance, "USD", "government"), (finance, "XDR", "government"),
        (health, "EUR", "restricted"),
    ):  # fmt: skip
        made = create_project(
            title=f"{lead} {currency}", lead=lead, by=coordinator, on=today(), stage="delivery", currency=currency,
            visibility=visibility,
        )  # fmt: skip
        made.served_functions.create(function=contested)
        approve_baseline(
            made, by=coordinator, on=today(), starts_on=today() - DAY, ends_on=today() + DAY, cost=1_000_000
        )
    resting = program_of(auditor).get(f"{ROOT}functions/digital-identity/").json()["resting"]
    assert resting["projects"] == 4
    assert [(each["currency"], each["projects"], each["amount"]) for each in resting["sums"]] == [
        ("EUR", 2, "2000000.00"), ("USD", 1, "1000000.00"), ("XDR", 1, "1000000.00"),
    ]  # fmt: skip
    total = resting["total"]
    assert (total["currency"], total["amount"], total["apart"]) == ("EUR", "2500000.00", ["XDR"])
    assert total["rates"] == [{"currency": "USD", "on": "2020-01-01", "rate": "0.5", "source": "Central bank"}]
    own = program_of(cio_finance).get(f"{ROOT}functions/digital-identity/").json()["resting"]
    assert (own["projects"], own["total"]["amount"]) == (3, "1500000.00")
    served = rows(program_of(auditor), "projects/?function=digital-identity")
    assert {tuple(project["functions"]) for project in served} == {("digital-identity",)}


def test_rival_claims_are_a_filter_of_mandates(contested, finance, coordinator, auditor) -> None:
    funding = CoordinationFunction.objects.get(code="funding")
    give_mandate(finance, funding, "lead", by=coordinator, starts_on=LONG_AGO, basis="Budget Act")
    program = program_of(auditor)
    claims = rows(program, f"mandates/?state=contested&role=lead&current_on={today()}")
    assert [(each["function"]["code"], each["institution"]["code"]) for each in claims] == [
        ("digital-identity", "finance"), ("digital-identity", "health"),
    ]  # fmt: skip
    assert [each["function"]["code"] for each in rows(program, "mandates/?state=clear")] == ["funding"]
    assert len(rows(program, "mandates/?institution=finance&function=digital-identity")) == 1
    assert rows(program, "mandates/?state=contested&current_on=2026-02-28") == []


def test_the_office_gives_and_changes_a_mandate(identity, finance, coordinator, cio_finance) -> None:
    body = {
        "function": "digital-identity", "institution": "finance", "role": "lead", "basis": "Decree 40/2023",
        "basis_ends_on": "2027-12-31", "starts_on": "2023-05-01",
    }  # fmt: skip
    program = program_of(coordinator)
    made = send(program, "post", "mandates/", body)
    assert (made.status_code, made.json()["holds_until"], made.json()["claim"]) == (201, "2027-12-31", "")
    path = f"mandates/{made.json()['id']}/"
    changed = send(
        program, "patch", path, {"ends_on": "2026-12-31", "basis_url": "https://law.example/40"}, made["ETag"]
    )
    assert (changed.status_code, changed.json()["holds_until"]) == (200, "2026-12-31")
    assert list(errors(send(program, "patch", path, {"role": "consulted"}, changed["ETag"]))) == ["#/role"]
    overlap = send(program, "post", "mandates/", body | {"role": "contributes", "starts_on": "2024-01-01"})
    assert errors(overlap) == {
        "#": "This institution already has a part in this function in that time. End that one first."
    }
    assert list(errors(send(program, "post", "mandates/", body | {"basis_url": "decree"}))) == ["#/basis_url"]
    assert send(program_of(cio_finance), "post", "mandates/", body).status_code == 403
    assert Mandate.objects.count() == 1


def test_a_settlement_settles_the_function_that_was_read(contested, coordinator, auditor, health) -> None:
    program = program_of(coordinator)
    path = "functions/digital-identity/settlements/"
    body = {**DECISION, "leads": ["finance"], "others": "contributes", "starts_on": str(today())}
    tag = program.get(f"{ROOT}functions/digital-identity/")["ETag"]
    assert send(program, "post", path, body).status_code == 428
    wrong = send(program, "post", path, body | {"leads": ["nobody"], "starts_on": "2026-01-01"}, tag)
    assert list(errors(wrong)) == ["#/leads"]
    assert list(errors(send(program, "post", path, body | {"starts_on": "2026-03-11"}, tag))) == ["#/starts_on"]
    assert send(program_of(auditor), "post", path, body, tag).status_code == 403
    made = send(program, "post", path, body, tag)
    assert made.status_code == 201
    told = made.json()
    assert ([lead["code"] for lead in told["leads"]], told["function"]["code"]) == (["finance"], "digital-identity")
    assert program.get(made["Location"]).json() == told
    assert send(program, "post", path, body, tag).status_code == 412
    settled = program.get(f"{ROOT}functions/digital-identity/").json()
    assert (settled["state"], settled["settlement"]) == ("clear", told["id"])
    assert [each["role"] for each in rows(program, f"mandates/?institution=health&current_on={today()}")] == [
        "contributes"
    ]
    assert [each["id"] for each in rows(program, "settlements/?function=digital-identity&institution=finance")] == [
        told["id"]
    ]
    assert Settlement.objects.count() == 1


def test_joint_leads_are_no_contest(contested, coordinator) -> None:
    program = program_of(coordinator)
    tag = program.get(f"{ROOT}functions/digital-identity/")["ETag"]
    body = {**DECISION, "leads": ["health", "finance"], "starts_on": str(today())}
    assert send(program, "post", "functions/digital-identity/settlements/", body, tag).status_code == 201
    assert [row["code"] for row in rows(program, "functions/?state=joint")] == ["digital-identity"]


def test_the_office_keeps_functions(country, coordinator) -> None:
    program = program_of(coordinator)
    made = send(program, "post", "functions/", {"name": "Open data", "starts_on": "2026-01-01", "rank": 110})
    assert (made.status_code, made.json()["code"], made.json()["state"]) == (201, "open-data", "orphan")
    again = send(program, "patch", "functions/open-data/", {"ends_on": "2026-06-30"}, made["ETag"])
    assert (again.json()["ends_on"], again.json()["state"]) == ("2026-06-30", None)
    refused = send(program, "post", "functions/", {"name": "Open data", "starts_on": "2026-01-01"})
    assert list(errors(refused)) == ["#/name"]


def test_rates_are_kept_by_those_who_keep_the_settings(country, coordinator, administrator, auditor) -> None:
    body = {"currency": "USD", "on": "2026-01-01", "rate": "0.91", "source": "European Central Bank"}
    program = program_of(administrator)
    made = send(program, "post", "exchange-rates/", body)
    assert (made.status_code, made.json()["rate"]) == (201, "0.91")
    path = f"exchange-rates/{made.json()['id']}/"
    assert send(program, "patch", path, {"rate": "0.92"}, made["ETag"]).json()["rate"] == "0.92"
    twice = send(program_of(coordinator), "post", "exchange-rates/", body)
    assert errors(twice) == {"#": "This currency has a rate of that day already."}
    for wrong in ({"currency": "usd"}, {"rate": "0"}, {"currency": "EUR"}, {"source": ""}):
        assert list(errors(send(program, "post", "exchange-rates/", body | wrong))) == [f"#/{next(iter(wrong))}"]
    reader = program_of(auditor)
    assert rows(reader, "exchange-rates/?current_on=2025-12-31") == []
    assert len(rows(reader, "exchange-rates/?current_on=2026-01-01&currency=USD")) == 1
    assert send(reader, "post", "exchange-rates/", body).status_code == 403


# The key and the rows; of functions: these again with mandates, settlements, leads and their institutions, what rests on
# them, the country and the rates; of settlements: the leads, their institutions.
QUERIES = {"functions": 10, "mandates": 2, "settlements": 4, "exchange-rates": 2}


def test_a_list_asks_as_many_questions_for_a_thousand_rows_as_for_ten(
    contested, finance, project, coordinator, django_assert_num_queries
) -> None:
    program = program_of(coordinator)
    CoordinationFunction.objects.bulk_create(
        CoordinationFunction(code=f"f{n}", name=f"Function {n}", starts_on=LONG_AGO) for n in range(1000)
    )
    functions = list(CoordinationFunction.objects.filter(code__startswith="f"))
    parts = [
        Mandate(function=each, institution=finance, role="lead", basis="x", starts_on=SPRING) for each in functions
    ]
    Mandate.objects.bulk_create(parts)
    settled = Settlement.objects.bulk_create(
        Settlement(function=each, decided_on=SPRING, starts_on=SPRING, decision="x", source="y") for each in functions
    )
    for settlement in settled:
        settlement.leads.create(institution=finance)
    ExchangeRate.objects.bulk_create(
        ExchangeRate(currency="USD", on=LONG_AGO + DAY * n, rate=1, source="x") for n in range(1000)
    )
    for name, queries in QUERIES.items():
        program.get(f"{ROOT}{name}/")
        for size in (10, 100):
            with django_assert_num_queries(queries):
                assert len(rows(program, f"{name}/?page_size={size}")) == size

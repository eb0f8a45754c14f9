from datetime import date

import pytest

from accounts.models import User
from core.access import today
from core.scopes import TokenScope
from ministries.models import Appointment, Institution
from ministries.services import appoint, create_institution, record_succession
from tests.api import ROOT, errors, program_of, send
from tests.conftest import person


def test_institutions_are_read_with_their_parent(finance, health, auditor) -> None:
    create_institution(by=None, code="treasury", name="Treasury", kind="agency", parent=finance)
    rows = program_of(auditor).get(f"{ROOT}institutions/?sort=code").json()["results"]
    assert [(row["code"], row["parent"]) for row in rows] == [
        ("finance", None), ("health", None), ("treasury", "finance"),
    ]  # fmt: skip


def test_filters_are_those_of_the_page(finance, health, coordinator, cio_finance) -> None:
    create_institution(by=None, code="old", name="Ministry of Rail", kind="ministry", ends_on=date(2020, 1, 1))
    program = program_of(coordinator)

    def codes(query: str) -> list[str]:
        return [row["code"] for row in program.get(f"{ROOT}institutions/?sort=code&{query}").json()["results"]]

    assert codes("q=finance") == ["finance"]
    assert codes("cio=vacant") == ["health"]
    assert codes("when=ended") == ["old"]
    assert codes("when=all") == ["finance", "health", "old"]
    assert program.get(f"{ROOT}institutions/old/").json()["ends_on"] == "2020-01-01"


def test_one_institution_is_read_by_its_code(finance, coordinator) -> None:
    answer = program_of(coordinator).get(f"{ROOT}institutions/finance/")
    assert answer.json()["name"] == "Ministry of Finance"
    assert answer["ETag"].startswith(f'"{finance.version}.')


def test_an_institution_nobody_knows_is_a_404(coordinator) -> None:
    answer = program_of(coordinator).get(f"{ROOT}institutions/nobody/")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_appointments_name_person_post_and_decree(cio_finance, deputy_finance, cio_health, auditor) -> None:
    program = program_of(auditor)
    rows = program.get(f"{ROOT}appointments/?institution=finance&post=cio").json()["results"]
    assert [row["person"]["full_name"] for row in rows] == ["Pavel Orsin"]
    assert rows[0]["institution"] == {"code": "finance", "name": "Ministry of Finance", "acronym": "Finance"}
    assert rows[0]["instrument"] == "Decree 12/2020"
    assert program.get(f"{ROOT}appointments/{rows[0]['id']}/").json() == rows[0]


def test_appointments_of_a_day(cio_finance, coordinator) -> None:
    program = program_of(coordinator)
    assert len(program.get(f"{ROOT}appointments/?current_on={today()}").json()["results"]) == 1
    assert program.get(f"{ROOT}appointments/?current_on=2019-12-31").json()["results"] == []
    assert program.get(f"{ROOT}appointments/?current_on=tomorrow").status_code == 400


@pytest.mark.parametrize("name", ["institutions", "appointments"])
def test_a_list_asks_as_many_questions_for_a_hundred_rows_as_for_ten(
    country, coordinator, name, django_assert_num_queries
) -> None:
    program = program_of(coordinator)
    for number in range(100):
        institution = create_institution(by=None, code=f"i{number}", name=f"Institution {number}", kind="agency")
        holder = person(f"Person {number}", "official")
        appoint(holder, institution, Appointment.Post.CIO, by=None, starts_on=date(2020, 1, 1))
    Institution.objects.exclude(code="i0").update(parent=Institution.objects.get(code="i0"))
    program.get(f"{ROOT}{name}/")  # notes the use of the key and learns the country's time
    # the key, the rows; of institutions their posts, those of parents, children, predecessors and successors
    expected = {"institutions": 7, "appointments": 2}[name]
    for size in (10, 100):
        with django_assert_num_queries(expected):
            assert len(program.get(f"{ROOT}{name}/?page_size={size}").json()["results"]) == size


def test_a_merged_ministry_leads_on_to_its_successor(finance, health, coordinator, auditor) -> None:
    record_succession(health, finance, "merger", by=coordinator, on=date(2026, 3, 1))
    program = program_of(auditor)
    merged = program.get(f"{ROOT}institutions/health/").json()
    assert (merged["ends_on"], merged["predecessors"]) == ("2026-02-28", [])
    assert merged["successors"] == [
        {"code": "finance", "name": "Ministry of Finance", "kind": "merger", "on": "2026-03-01"}
    ]
    heir = program.get(f"{ROOT}institutions/finance/").json()
    assert [each["code"] for each in heir["predecessors"]] == ["health"]


def test_who_is_asked_is_of_the_parent_while_every_post_is_vacant(
    finance, cio_finance, deputy_finance, auditor
) -> None:
    create_institution(by=None, code="treasury", name="Treasury", kind="agency", parent=finance)
    program = program_of(auditor)
    pavel = {"full_name": "Pavel Orsin", "job_title": "", "email": "pavel.orsin@velmar.example"}
    for code in ("finance", "treasury"):
        told = program.get(f"{ROOT}institutions/{code}/").json()
        assert told["asked"] == [{"person": pavel, "post": "cio", "institution": "finance"}]
    assert program.get(f"{ROOT}institutions/finance/").json()["children"] == ["treasury"]


def test_institutions_of_a_parent_and_of_a_day(finance, health, auditor) -> None:
    create_institution(by=None, code="mint", name="Mint", kind="agency", parent=finance, ends_on=date(2020, 1, 1))
    program = program_of(auditor)

    def codes(query: str) -> list[str]:
        return [row["code"] for row in program.get(f"{ROOT}institutions/?sort=code&{query}").json()["results"]]

    assert codes("parent=finance") == []
    assert codes("parent=finance&current_on=2019-06-30") == ["mint"]
    assert codes("current_on=2020-01-02") == ["finance", "health"]
    assert codes("current_on=2019-06-30&when=ended") == ["mint"]


def test_the_tree_is_one_answer_and_as_many_questions_for_a_thousand(
    finance, health, auditor, django_assert_num_queries
) -> None:
    create_institution(by=None, code="treasury", name="Treasury", kind="agency", parent=finance)
    create_institution(by=None, code="old", name="Customs", kind="agency", parent=finance, ends_on=date(2020, 1, 1))
    program, address = program_of(auditor), f"{ROOT}institutions/tree/"
    tree = program.get(address).json()
    assert [branch["code"] for branch in tree["results"]] == ["finance", "health"]
    treasury = {"code": "treasury", "name": "Treasury", "acronym": "", "kind": "agency", "children": []}
    assert tree["results"][0]["children"] == [treasury]
    earlier = program.get(f"{address}?as_of=2019-12-31").json()
    assert [child["code"] for child in earlier["results"][0]["children"]] == ["old", "treasury"]
    Institution.objects.bulk_create(
        Institution(code=f"i{n}", name=f"Institution {n}", kind="agency", parent=health) for n in range(1000)
    )
    with django_assert_num_queries(2):  # the key, the institutions
        answer = program.get(address)
    assert len(answer.json()["results"][1]["children"]) == 1000
    assert program.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert program.get(f"{address}?as_of=soon").json()["errors"][0]["parameter"] == "as_of"


def test_the_office_keeps_institutions_with_a_key_of_that_scope(finance, coordinator, cio_finance) -> None:
    body = {"name": "Digital Agency", "acronym": "Digital", "kind": "agency", "parent": "finance"}
    program = program_of(coordinator)
    made = send(program, "post", "institutions/", body)
    assert (made.status_code, made.json()["code"], made.json()["parent"]) == (201, "digital", "finance")
    assert made["Location"] == f"http://testserver{ROOT}institutions/digital/"
    again = send(
        program, "patch", "institutions/digital/", {"parent": None, "remit": "Runs\nthe portal."}, made["ETag"]
    )
    assert (again.status_code, again.json()["parent"], again.json()["remit"]) == (200, None, "Runs\nthe portal.")
    assert again.json()["version"] == 2
    for client in (program_of(coordinator, TokenScope.PORTFOLIO_READ), program_of(cio_finance)):
        assert send(client, "post", "institutions/", body).status_code == 403
        assert send(client, "patch", "institutions/digital/", {"name": "X"}, again["ETag"]).status_code == 403


def test_saying_what_stands_already_stores_nothing(finance, coordinator) -> None:
    program = program_of(coordinator)
    tag = program.get(f"{ROOT}institutions/finance/")["ETag"]
    answer = send(program, "patch", "institutions/finance/", {"name": "Ministry of Finance", "parent": None}, tag)
    assert (answer.status_code, answer.json()["version"]) == (200, 1)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"name": "X", "kind": "agency", "code": "own"}, "#/code"),
        ({"name": "X", "kind": "agency", "version": 7}, "#/version"),
        ({"name": "X", "kind": "castle"}, "#/kind"),
        ({"name": 0, "kind": "agency"}, "#/name"),
        ({"name": "X", "kind": "agency", "parent": "nobody"}, "#/parent"),
        ({"name": "X", "kind": "agency", "parent": {"code": "finance"}}, "#/parent"),
        ({"name": "bell\u0007", "kind": "agency"}, "#/name"),
        ({"name": "two\nlines", "kind": "agency"}, "#/name"),
        ({"name": "X", "kind": "agency", "ends_on": "9999-12-31"}, "#/ends_on"),
        ({"name": "X", "kind": "agency", "starts_on": "2026-05-02", "ends_on": "2026-05-01"}, "#/ends_on"),
        ({"kind": "agency"}, "#/name"),
        ([], "#"),
    ],
)
def test_a_refusal_points_at_the_member(finance, coordinator, body, pointer) -> None:
    answer = send(program_of(coordinator), "post", "institutions/", body)
    assert (answer.status_code, list(errors(answer))) == (422, [pointer])
    assert Institution.objects.count() == 1


def test_a_short_name_is_of_one_institution(finance, health, coordinator) -> None:
    program = program_of(coordinator)
    tag = program.get(f"{ROOT}institutions/health/")["ETag"]
    answer = send(program, "patch", "institutions/health/", {"acronym": "FINANCE"}, tag)
    assert errors(answer) == {"#/acronym": "Another institution has this short name."}


def test_an_institution_is_not_put_below_itself(finance, coordinator) -> None:
    create_institution(by=None, code="treasury", name="Treasury", kind="agency", parent=finance)
    program = program_of(coordinator)
    tag = program.get(f"{ROOT}institutions/finance/")["ETag"]
    answer = send(program, "patch", "institutions/finance/", {"parent": "treasury"}, tag)
    assert list(errors(answer)) == ["#/parent"]


def appointment_of(finance, **person) -> dict:
    return {"institution": finance.code, "person": person, "post": "deputy", "starts_on": str(today())}


def test_the_office_appoints_somebody_known_and_somebody_new(finance, cio_finance, coordinator) -> None:
    program = program_of(coordinator)
    known = send(program, "post", "appointments/", appointment_of(finance, email="PAVEL.orsin@velmar.example"))
    assert (known.status_code, known.json()["person"]["full_name"]) == (201, "Pavel Orsin")
    body = appointment_of(finance, email="mira.dahl@velmar.example", full_name="Mira Dahl")
    new = send(program, "post", "appointments/", body | {"instrument": "Decree 3/2026"})
    assert (new.status_code, new.json()["instrument"]) == (201, "Decree 3/2026")
    assert User.objects.get(full_name="Mira Dahl").kind == User.Kind.OFFICIAL


def test_who_cannot_be_appointed_is_said_at_the_member(finance, cio_finance, coordinator, auditor) -> None:
    program = program_of(coordinator)

    def refused(**person) -> list[str]:
        return list(errors(send(program, "post", "appointments/", appointment_of(finance, **person))))

    assert refused(email="new@velmar.example") == ["#/person/full_name"]
    assert refused(email=cio_finance.email, full_name="Somebody Else") == ["#/person/full_name"]
    assert refused(email=auditor.email) == ["#/person/email"]
    assert refused(email=cio_finance.email, kind="office") == ["#/person/kind"]
    second = appointment_of(finance, email="new@velmar.example", full_name="New") | {"post": "cio"}
    answer = send(program, "post", "appointments/", second)
    assert "End that appointment first" in errors(answer)["#"]
    assert not User.objects.filter(email="new@velmar.example").exists()


def test_an_appointment_ends_through_the_api_and_stays_what_it_was(finance, cio_finance, coordinator) -> None:
    program = program_of(coordinator)
    path = f"appointments/{cio_finance.appointments.get().pk}/"
    tag = program.get(f"{ROOT}{path}")["ETag"]
    assert list(errors(send(program, "patch", path, {"post": "deputy"}, tag))) == ["#/post"]
    assert list(errors(send(program, "patch", path, {"ends_on": "2019-01-01"}, tag))) == ["#/ends_on"]
    assert send(program, "patch", path, {"ends_on": str(today())}, tag).json()["ends_on"] == str(today())
    assert send(program, "patch", path, {"ends_on": str(today())}, tag).status_code == 412

from datetime import date

import pytest

from core.access import today
from ministries.models import Appointment, Institution
from ministries.services import appoint, create_institution
from tests.api import ROOT, program_of
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
    expected = {"institutions": 3, "appointments": 2}[name]  # the key, the rows, the posts of institutions
    for size in (10, 100):
        with django_assert_num_queries(expected):
            assert len(program.get(f"{ROOT}{name}/?page_size={size}").json()["results"]) == size

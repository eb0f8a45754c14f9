"""The whole of a list in one answer."""

import csv
from datetime import date
from decimal import Decimal
from io import StringIO

import orjson
import pytest

from core.access import today
from core.api import exporting
from core.api.flat import Column, value_at
from projects.models import Current, Project
from tests.api import ROOT, program_of

pytestmark = pytest.mark.django_db


def body(answer) -> bytes:
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def rows(answer) -> list[dict]:
    return [orjson.loads(line) for line in body(answer).splitlines()]


def table(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(body(answer).decode())))


def test_a_file_keeps_filters_order_and_choice(project, coordinator):
    program = program_of(coordinator)
    assert rows(program.get(f"{ROOT}projects/?as=ndjson&fields=code,title")) == [
        {"code": project.code, "title": project.title}
    ]
    assert rows(program.get(f"{ROOT}projects/?as=ndjson&q=nowhere")) == []
    assert table(program.get(f"{ROOT}projects/?as=csv&fields=code,lead&sort=code"))[0]["lead.code"] == project.lead.code
    empty = body(program.get(f"{ROOT}projects/?as=csv&fields=code,lead&q=nowhere")).decode()
    assert empty.startswith("code,lead.code,lead.name")


@pytest.mark.parametrize(
    "query",
    [
        "as=pdf",
        "as=",
        "as=csv&cursor=abc",
        "as=csv&page_size=9",
        "as=csv&count=exact",
        "as=csv&sort=mood",
        "as=csv&rating=9",
    ],
)
def test_what_has_no_meaning_is_refused_before_anything_is_sent(project, coordinator, query):
    answer = program_of(coordinator).get(f"{ROOT}projects/?{query}")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_a_record_is_not_sent_as_a_file(project, coordinator):
    assert program_of(coordinator).get(f"{ROOT}projects/{project.code}/?as=csv").status_code == 400


def test_without_a_key_nothing_is_sent(project, client):
    assert client.get(f"{ROOT}projects/?as=csv").status_code == 401


def test_whoever_does_not_see_a_project_does_not_find_it_in_a_file(project, coordinator, cio_health):
    Project.objects.update(visibility="restricted")
    assert len(rows(program_of(coordinator).get(f"{ROOT}projects/?as=ndjson"))) == 1
    assert rows(program_of(cio_health).get(f"{ROOT}projects/?as=ndjson")) == []


def test_it_is_sent_whatever_the_caller_says_it_accepts(project, coordinator):
    program = program_of(coordinator)
    answer = program.get(f"{ROOT}projects/?as=csv", headers={"Accept": "text/csv"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="projects.csv"'
    assert "ETag" not in answer
    assert program.get(f"{ROOT}projects/", headers={"Accept": "text/csv"}).status_code == 406


def test_a_workbook_is_not_made_of_more_rows_than_it_is_good_for(project, coordinator, monkeypatch):
    monkeypatch.setattr(exporting, "MOST_XLSX_ROWS", 0)
    answer = program_of(coordinator).get(f"{ROOT}projects/?as=xlsx")
    assert answer.status_code == 400
    assert "csv" in answer.json()["errors"][0]["detail"]


def test_what_a_spreadsheet_would_run_is_defused_in_files_and_told_as_it_is_in_ndjson(project, coordinator):
    Project.objects.update(title="=1+1")
    program = program_of(coordinator)
    assert table(program.get(f"{ROOT}projects/?as=csv"))[0]["title"] == "'=1+1"
    assert rows(program.get(f"{ROOT}projects/?as=ndjson"))[0]["title"] == "=1+1"


def test_every_chunk_of_a_file_takes_the_same_questions_however_many_rows_it_has(
    project, finance, coordinator, django_assert_max_num_queries, monkeypatch
):
    program = program_of(coordinator)
    Project.objects.bulk_create(
        Project(code=f"P-{n}", title=f"No. {n}", lead=finance, stage="delivery", currency="EUR", stage_since_on=today())
        for n in range(79)
    )
    Current.objects.refresh(today())
    monkeypatch.setattr(exporting, "FIRST_ROWS", 10)
    for rows_of_a_chunk, chunks in ((70, 2), (35, 3), (14, 6)):
        monkeypatch.setattr(exporting, "ROWS", rows_of_a_chunk)
        with django_assert_max_num_queries(6 + 9 * chunks):
            assert len(rows(program.get(f"{ROOT}projects/?as=ndjson"))) == 80


def test_values_of_many_stand_in_one_cell_in_their_order():
    row = {
        "partners": [{"code": "a", "role": None}, {"code": "b", "role": "user"}],
        "is_on": True,
        "why": None,
        "withheld": {"spent": "Law"},
    }
    assert value_at(row, ("partners", "code")) == "a; b"
    assert value_at(row, ("partners", "role")) == "; user"
    assert value_at(row, ("is_on",)) == "true"
    assert value_at(row, ("why", "deep")) is None
    assert value_at(row, ("withheld",)) == '{"spent":"Law"}'


def test_a_money_is_a_number_and_a_minus_no_formula():
    row = {"spent": "-5.00", "words": "-5.00", "on": "2026-03-02"}
    assert (Column(("spent",), Decimal).text(row), Column(("spent",), Decimal).cell(row)) == ("-5.00", Decimal("-5.00"))
    assert Column(("words",)).text(row) == "'-5.00"
    assert Column(("on",), date).cell(row) == date(2026, 3, 2)

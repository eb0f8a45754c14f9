"""``?fields=``: a program gets, and the database is asked for, what it names."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from core.access import today
from projects.api import ProjectViewSet, ReportViewSet
from projects.models import Baseline, Project
from projects.services import ReportContent, approve_baseline, invite, report_status
from tests.api import ROOT, program_of, send

DAY = timedelta(days=1)
PROJECT = ProjectViewSet.serializer_class.Meta.fields
REPORT = ReportViewSet.serializer_class.Meta.fields
OWN = {
    "code", "title", "aims", "sponsor", "stage", "stage_since_on", "resumes_on", "visibility", "currency", "withheld", "version",
}  # fmt: skip
ONE_MORE = {"partners", "programme", "functions", "identifiers", "baseline", "first_baseline", "against_first"}
"""Each of these takes one query beside the key and the projects; nothing else takes one."""


@pytest.fixture
def invited(report, health, restricted_project, coordinator):
    """With a partner, as part of a programme."""
    invite(report.project, health, "partner", by=coordinator, on=today())
    Project.objects.filter(pk=report.project_id).update(programme=restricted_project)
    return Project.objects.get(pk=report.project_id)


def test_a_program_gets_the_members_it_names_on_list_and_record(invited, auditor) -> None:
    program = program_of(auditor)
    whole = program.get(f"{ROOT}projects/{invited.code}/").json()
    assert list(whole) == list(PROJECT)
    one = program.get(f"{ROOT}projects/{invited.code}/?fields=code,title,signal").json()
    assert one == {name: whole[name] for name in ("code", "title", "signal")}
    listed = program.get(f"{ROOT}projects/?fields=signal,code,title&lead=finance").json()["results"]
    assert listed == [one]


@pytest.mark.parametrize(
    "query", ["fields=colour", "fields=code,colour", "fields=code,", "fields=lead.name", "fields=,"]
)
def test_a_member_that_is_none_is_a_400_that_names_what_there_is(invited, auditor, query) -> None:
    for address in ("projects/", f"projects/{invited.code}/"):
        refused = program_of(auditor).get(f"{ROOT}{address}?{query}")
        assert (refused.status_code, refused["Content-Type"]) == (400, "application/problem+json")
        (error,) = refused.json()["errors"]
        assert error["parameter"] == "fields"
        assert "code, title, aims" in error["detail"]


def test_only_large_records_have_a_choice_and_only_when_they_are_read(invited, auditor, coordinator) -> None:
    assert program_of(auditor).get(f"{ROOT}rounds/?fields=name").status_code == 400
    assert Client().get(f"{ROOT}projects/?fields=code").status_code == 401
    program, path = program_of(coordinator), f"projects/{invited.code}/"
    tag = program.get(f"{ROOT}{path}")["ETag"]
    assert send(program, "patch", f"{path}?fields=code", {"aims": "Other"}, tag).status_code == 400


@pytest.mark.parametrize("name", PROJECT)
def test_what_is_not_asked_for_is_not_loaded(invited, auditor, name, django_assert_num_queries) -> None:
    program = program_of(auditor)
    program.get(f"{ROOT}rounds/")  # notes the use of the key and learns the country's time
    for address in ("projects/?sort=code&", f"projects/{invited.code}/?"):  # the usual order joins by itself
        with django_assert_num_queries(3 if name in ONE_MORE else 2) as asked:
            answer = program.get(f"{ROOT}{address}fields={name}")
        assert answer.status_code == 200
        rows = asked.captured_queries[1]["sql"]
        assert ("JOIN" in rows) is (name not in OWN | (ONE_MORE - {"against_first"}))


@pytest.mark.parametrize("name", REPORT)
def test_a_report_loads_its_submission_when_it_is_asked_for(report, auditor, name, django_assert_num_queries) -> None:
    program = program_of(auditor)
    program.get(f"{ROOT}rounds/")
    with django_assert_num_queries(3 if name == "submission" else 2):
        (row,) = program.get(f"{ROOT}reports/?fields={name}").json()["results"]
    assert list(row) == [name]


def test_the_etag_is_that_of_what_was_chosen_and_names_the_version(invited, coordinator) -> None:
    program, path = program_of(coordinator), f"projects/{invited.code}/"
    chosen, whole = program.get(f"{ROOT}{path}?fields=code"), program.get(f"{ROOT}{path}")
    assert chosen["ETag"] != whole["ETag"]
    again = {"If-None-Match": chosen["ETag"]}
    assert program.get(f"{ROOT}{path}?fields=code", headers=again).status_code == 304
    assert program.get(f"{ROOT}{path}", headers=again).status_code == 200
    assert send(program, "patch", path, {"aims": "Other"}, chosen["ETag"]).status_code == 200
    assert program.get(f"{ROOT}{path}?fields=code", headers=again).status_code == 200


def test_pages_keep_the_choice(invited, auditor) -> None:
    program = program_of(auditor)
    first = program.get(f"{ROOT}projects/?fields=code&page_size=1&sort=code").json()
    following = program.get(first["next"]).json()
    assert [list(row) for row in first["results"] + following["results"]] == [["code"], ["code"]]


def test_a_new_baseline_does_not_hide_how_late_the_project_is(report, cio_finance, coordinator, auditor, now) -> None:
    project, first = report.project, Baseline.objects.get()
    late = ReportContent(
        2, "The vendor left.", forecast_ends_on=first.ends_on + 100 * DAY, schedule_words="A new vendor."
    )
    report_status(report, report.version, content=late, by=cio_finance, at=now)
    approve_baseline(
        project, by=coordinator, on=today(), starts_on=first.starts_on, ends_on=first.ends_on + 120 * DAY, cost=first.cost,
        reason="scope change",
    )  # fmt: skip
    members = "baseline,first_baseline,forecast,against_first"
    told = program_of(auditor).get(f"{ROOT}projects/{project.code}/?fields={members}").json()
    assert (told["first_baseline"]["number"], told["baseline"]["number"]) == (1, 2)
    assert (told["against_first"]["days_late"], told["forecast"]["days_late"]) == (100, -20)
    assert told["against_first"]["schedule_variance"] == "-0.1370"


def test_the_document_lists_what_can_be_chosen(db, client) -> None:
    told = client.get("/api/v1/schema/", headers={"Accept": "application/vnd.oai.openapi+json"}).json()
    choice = {"$ref": "#/components/parameters/ProjectsFields"}
    assert told["components"]["parameters"]["ProjectsFields"]["schema"]["items"]["enum"] == list(PROJECT)
    for path in ("/api/v1/projects/", "/api/v1/projects/{code}/"):
        assert choice in told["paths"][path]["get"]["parameters"]
    assert "fields" not in json.dumps(told["paths"]["/api/v1/rounds/"]["get"]).lower()

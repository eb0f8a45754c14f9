import json
import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from core.access import today
from ministries.models import Country, Institution
from projects.models import Milestone, Participation, Project, Report, Submission
from projects.services import (
    ReportContent,
    accept_report,
    approve_baseline,
    assess,
    create_project,
    edit_project,
    invite,
    open_round,
    plan_milestone,
    report_status,
    save_draft,
)
from tests.api import ROOT, program_of

PROBLEM = "application/problem+json"


@pytest.fixture
def filed(report, cio_finance, coordinator, now) -> Report:
    """The CIO says amber/green, the office amber/red."""
    content = ReportContent(rating=4, why="The vendor is back on plan.", forecast_cost=Decimal("10400000.00"))
    report_status(report, report.version, content=content, by=cio_finance, at=now)
    assess(report.project, report.round, rating=2, basis="Two site visits.", by=coordinator, on=today())
    report.refresh_from_db()
    return report


def test_a_project_says_whose_each_rating_is_and_how_old(filed, project, health, coordinator, auditor) -> None:
    invite(project, health, Participation.Role.PARTNER, by=coordinator, on=today())
    told = program_of(auditor).get(f"{ROOT}projects/{project.code}/").json()
    round_ = {"id": filed.round_id, "name": "This month", "ends_on": str(filed.round.ends_on)}
    assert told["cio_rating"] == {
        "rating": 4, "word": "amber/green", "reason": "", "round": round_, "on": str(today()),
    }  # fmt: skip
    assert told["assessment"] == {
        "rating": 2, "word": "amber/red", "reason": "", "round": round_, "on": str(today()),
        "assessor": "Coordination Office", "is_independent": False,
    }  # fmt: skip
    assert (told["gap"], told["trend"]) == (2, [2])
    assert told["lead"]["code"] == "finance"
    assert [(partner["institution"]["code"], partner["role"]) for partner in told["partners"]] == [
        ("health", "partner")
    ]
    assert told["next_milestone"]["title"] == "Payroll declarations"
    assert told["baseline"]["cost"] == "10000000.00"
    assert told["forecast"]["cost"] == "10400000.00"


def test_the_status_of_the_guide_is_taken_where_the_rules_want_words(report, project, cio_finance, coordinator) -> None:
    approve_baseline(
        project, by=coordinator, on=today(), reason="correction", cost=None,
        starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31),
    )  # fmt: skip
    guide = (Path(settings.BASE_DIR) / "docs" / "guide-api.md").read_text()
    said = json.loads(re.search(r"STATUS='(.*?)'", guide, re.DOTALL).group(1))
    program, address = program_of(cio_finance), f"{ROOT}reports/{report.pk}/"
    tag = {"HTTP_IF_MATCH": program.get(address)["ETag"]}
    bare = {name: value for name, value in said.items() if not name.endswith("_words")}
    refused = program.post(f"{address}submissions/", bare, "application/json", **tag)
    assert {error["pointer"] for error in refused.json()["errors"]} == {"#/schedule_words", "#/signal_words"}
    taken = program.post(f"{address}submissions/", said, "application/json", **tag)
    assert (taken.status_code, taken.json()["status"]) == (201, "submitted")


def test_a_project_nobody_rated_says_so(project, auditor) -> None:
    told = program_of(auditor).get(f"{ROOT}projects/{project.code}/").json()
    assert (told["cio_rating"]["rating"], told["cio_rating"]["word"]) == (None, "not rated")


def test_a_withheld_rating_is_exempt_with_its_reason(project, coordinator, auditor) -> None:
    project.current.withheld = {"assessed_rating": "Section 43", "forecast_cost": "Commercial"}
    project.current.assessed_is_exempt = True
    project.current.save()
    told = program_of(auditor).get(f"{ROOT}projects/{project.code}/").json()
    assert (told["assessment"]["word"], told["assessment"]["reason"]) == ("exempt", "Section 43")
    assert told["forecast"]["withheld"] == {"cost": "Commercial"}


def test_a_programme_the_reader_may_not_see_is_not_named(project, restricted_project, cio_finance, auditor) -> None:
    Project.objects.filter(pk=project.pk).update(programme=restricted_project)
    address = f"{ROOT}projects/{project.code}/"
    assert program_of(cio_finance).get(address).json()["programme"] is None
    assert program_of(auditor).get(address).json()["programme"] == restricted_project.code


def test_every_list_leaves_out_what_the_reader_may_not_see(
    restricted_project, health, coordinator, cio_finance, cio_health
) -> None:
    on = today()
    plan_milestone(restricted_project, title="Pilot", by=coordinator, on=on, baseline_on=on)
    round_ = open_round(
        name="This month", starts_on=on - timedelta(days=20), ends_on=on, due_on=on, by=coordinator, on=on
    )
    assessment = assess(restricted_project, round_, rating=1, basis="Seen.", by=coordinator, on=on)
    owed = Report.objects.get()
    stranger, insider = program_of(cio_finance), program_of(cio_health)
    for name in ("projects", "milestones", "reports", "assessments"):
        assert stranger.get(f"{ROOT}{name}/").json()["results"] == []
        assert len(insider.get(f"{ROOT}{name}/").json()["results"]) == 1
    for address in (f"reports/{owed.pk}", f"assessments/{assessment.pk}", f"milestones/{Milestone.objects.get().pk}"):
        assert stranger.get(f"{ROOT}{address}/").status_code == 404
        assert insider.get(f"{ROOT}{address}/").status_code == 200
    assert stranger.get(f"{ROOT}rounds/{round_.pk}/").json()["asked"] == 0
    assert insider.get(f"{ROOT}rounds/{round_.pk}/").json()["asked"] == 1


def test_filters_of_projects_are_those_of_the_portfolio(filed, project, health, coordinator, auditor) -> None:
    other = create_project(title="Hospital records", lead=health, by=coordinator, on=today())
    program = program_of(auditor)

    def codes(query: str) -> list[str]:
        return [row["code"] for row in program.get(f"{ROOT}projects/?sort=code&{query}").json()["results"]]

    assert codes("lead=health") == [other.code]
    assert codes("stage=delivery&cio=4&rating=2") == [project.code]
    assert codes("q=hospital") == [other.code]
    assert codes("view=apart") == [project.code]
    assert codes("rating=none") == [other.code]


def test_filters_of_the_other_lists(filed, project, auditor) -> None:
    program = program_of(auditor)

    def count(query: str) -> int:
        return len(program.get(f"{ROOT}{query}").json()["results"])

    for name in ("milestones", "reports", "assessments"):
        assert count(f"{name}/?project={project.code}") == 1
        assert count(f"{name}/?project=P-1999-0001") == 0
    assert count(f"reports/?round={filed.round_id}&status=submitted&institution=finance") == 1
    assert count("reports/?status=owed") == 0
    assert count("assessments/?rating=2&source=office") == 1
    assert count("assessments/?rating=5") == 0
    assert count("rounds/?state=open") == 1
    assert count("rounds/?state=closed") == 0
    assert count(f"milestones/?expected_until={today()}") == 0


def test_a_report_shows_its_newest_submission_and_never_a_draft(report, cio_finance, auditor, now) -> None:
    save_draft(report, report.version, draft={"why": ["half a thought"]}, by=cio_finance, at=now)
    for reader in (auditor, cio_finance):
        answer = program_of(reader).get(f"{ROOT}reports/{report.pk}/")
        assert answer.json()["submission"] is None
        assert b"half a thought" not in answer.content


def send(program, report: Report, body, *, tag: str | None = None, **headers):
    address = f"{ROOT}reports/{report.pk}/"
    tag = program.get(address)["ETag"] if tag is None else tag
    headers = headers if tag == "" else {"If-Match": tag, **headers}
    return program.post(f"{address}submissions/", body, "application/json", headers=headers)


def test_a_ministry_submits_and_reads_back_what_was_stored(report, cio_finance) -> None:
    program = program_of(cio_finance)
    milestone = Milestone.objects.get()
    soon = today() + timedelta(days=80)
    body = {
        "rating": 3, "why": "Two suppliers are late.", "progress": "The pilot runs.", "spent": "4200000.5",
        "forecast_cost": 10100000, "milestones": [{"id": milestone.pk, "forecast_on": str(soon)}],
    }  # fmt: skip
    answer = send(program, report, body)
    assert answer.status_code == 201
    told = answer.json()
    assert told == program.get(f"{ROOT}reports/{report.pk}/").json()
    assert answer["ETag"] == program.get(f"{ROOT}reports/{report.pk}/")["ETag"]
    assert (told["status"], told["submission"]["rating"]["word"]) == ("submitted", "amber")
    assert (told["submission"]["signed_by"], told["submission"]["post"]) == ("Pavel Orsin", "cio")
    assert told["submission"]["spent"] == "4200000.50"
    assert told["submission"]["milestones"][0]["forecast_on"] == str(soon)
    milestone.refresh_from_db()
    assert (milestone.forecast_on, milestone.baseline_on) == (soon, today() + timedelta(days=60))
    assert Submission.objects.get().appointment.person == cio_finance


def test_the_version_must_be_named_and_be_the_newest(report, cio_finance) -> None:
    program = program_of(cio_finance)
    body = {"rating": 3, "why": "Late."}
    read = program.get(f"{ROOT}reports/{report.pk}/")["ETag"]
    for missing in ("", "*"):
        answer = send(program, report, body, tag=missing)
        assert (answer.status_code, answer["Content-Type"]) == (428, PROBLEM)
    assert send(program, report, body, tag='"one.two"').status_code == 412
    assert send(program, report, body, tag=read).status_code == 201
    again = send(program, report, body, tag=read)
    assert (again.status_code, again["Content-Type"]) == (412, PROBLEM)
    assert Submission.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"rating": 6}, "#/rating"),
        ({"rating": None}, "#/rating"),
        ({"why": ""}, "#/why"),
        ({"why": "\0"}, "#/why"),
        ({"version": 9}, "#/version"),
        ({"a/b~c": 1}, "#/a~1b~0c"),
        ({"spent": -1}, "#/spent"),
        ({"spent": "NaN"}, "#/spent"),
        ({"forecast_ends_on": "soon"}, "#/forecast_ends_on"),
        ({"forecast_cost": 20_000_000, "rating": 1}, "#/cost_words"),
        ({"forecast_cost": 20_000_000, "cost_words": "The price rose."}, "#/signal_words"),
        ({"milestones": [{"id": 999_999}]}, "#/milestones/0/id"),
        ({"milestones": [{"id": 1, "title": "x"}]}, "#/milestones/0/title"),
    ],
)
def test_what_is_refused_is_named_by_pointer_and_nothing_is_stored(report, cio_finance, change, pointer) -> None:
    answer = send(program_of(cio_finance), report, {"rating": 3, "why": "Late."} | change)
    assert (answer.status_code, answer["Content-Type"]) == (422, PROBLEM)
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert not Submission.objects.exists()


def test_a_milestone_is_not_done_before_its_day_nor_left_without_a_date(
    report, project, cio_finance, coordinator
) -> None:
    undated = plan_milestone(project, title="Launch", by=coordinator, on=today(), forecast_on=today())
    report.refresh_from_db()
    tomorrow = str(today() + timedelta(days=1))
    for said, pointer in (
        ({"actual_on": tomorrow}, "#/milestones/0/actual_on"),
        ({"forecast_on": None}, "#/milestones/0/forecast_on"),
    ):
        body = {"rating": 3, "why": "Late.", "milestones": [{"id": undated.pk, **said}]}
        answer = send(program_of(cio_finance), report, body)
        assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_what_is_left_out_of_a_milestone_stays(report, project, cio_finance, coordinator) -> None:
    done = plan_milestone(project, title="Kick-off", by=coordinator, on=today(), baseline_on=today(), actual_on=today())
    send(program_of(cio_finance), report, {"rating": 3, "why": "Late.", "milestones": [{"id": done.pk}]})
    done.refresh_from_db()
    assert done.actual_on == today()


@pytest.mark.parametrize("body", ["", "{", "[1]", "null", '"text"', "[" * 5000, '{"rating": NaN}'])
def test_a_body_that_is_no_object_is_refused(report, cio_finance, body) -> None:
    answer = send(program_of(cio_finance), report, body)
    assert answer.status_code in (400, 422)
    assert answer["Content-Type"] == PROBLEM


def test_a_body_that_is_too_large_or_of_another_kind_is_refused(report, cio_finance) -> None:
    program = program_of(cio_finance)
    assert send(program, report, {"rating": 3, "why": "x" * 1_100_000}).status_code == 413
    tag = program.get(f"{ROOT}reports/{report.pk}/")["ETag"]
    address = f"{ROOT}reports/{report.pk}/submissions/"
    assert program.post(address, {"rating": 3}, headers={"If-Match": tag}).status_code == 415


def test_three_steps_are_three(country, cio_finance, request) -> None:
    Country.objects.update(rating_steps=3)
    report = request.getfixturevalue("report")
    answer = send(program_of(cio_finance), report, {"rating": 4, "why": "Nearly."})
    assert answer.json()["errors"][0]["pointer"] == "#/rating"


def test_only_who_acts_for_the_institution_submits(report, cio_health, coordinator, deputy_finance) -> None:
    body = {"rating": 3, "why": "Late."}
    for stranger in (cio_health, coordinator):
        assert send(program_of(stranger), report, body).status_code == 403
    assert send(program_of(deputy_finance), report, body).status_code == 201


def test_a_report_one_may_not_see_cannot_be_found_by_writing(report, project, coordinator, cio_health) -> None:
    edit_project(project, project.version, by=coordinator, on=today(), visibility="restricted")
    program = program_of(cio_health)
    body = {"rating": 3, "why": "Late."}
    hidden = program.post(f"{ROOT}reports/{report.pk}/submissions/", body, "application/json")
    missing = program.post(f"{ROOT}reports/999999/submissions/", body, "application/json")
    assert hidden.status_code == missing.status_code == 404
    assert hidden.content == missing.content


def test_an_accepted_report_is_not_written_again(filed, cio_finance, coordinator) -> None:
    accept_report(filed, filed.version, by=coordinator)
    answer = send(program_of(cio_finance), filed, {"rating": 5, "why": "Done."})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#")


QUERIES = {
    "projects": 7,  # the key, the projects, their participations, programmes, identifiers, baselines, functions
    "milestones": 2,
    "rounds": 2,
    "reports": 3,  # with the newest submissions
    "assessments": 2,
}


@pytest.fixture
def thirty(finance, health, coordinator, cio_finance) -> None:
    on, at = today(), timezone.now()
    programme = create_project(title="All of it", lead=finance, by=coordinator, on=on)
    for number in range(30):
        made = create_project(
            title=f"Project {number}", lead=finance, by=coordinator, on=on, stage="delivery", programme=programme
        )
        made.identifiers.create(scheme="budget line", value=f"B-{number}")
        invite(made, health, Participation.Role.PARTNER, by=coordinator, on=on)
        approve_baseline(made, by=coordinator, on=on, starts_on=on, ends_on=on + timedelta(days=100), cost=Decimal(100))
        plan_milestone(made, title="Pilot", by=coordinator, on=on, baseline_on=on)
    round_ = open_round(name="This month", starts_on=date(on.year, 1, 1), ends_on=on, due_on=on, by=coordinator, on=on)
    for report in Report.objects.filter(round=round_).select_related("project"):
        report_status(report, report.version, content=ReportContent(rating=3, why="Fine."), by=cio_finance, at=at)
        assess(report.project, round_, rating=2, basis="Read.", by=coordinator, on=on)


def test_a_list_asks_as_many_questions_for_thirty_rows_as_for_three(thirty, auditor, django_assert_num_queries) -> None:
    program = program_of(auditor)
    program.get(f"{ROOT}rounds/")  # notes the use of the key and learns the country's time
    for name, queries in QUERIES.items():
        for size in (3, 30):
            with django_assert_num_queries(queries):
                rows = program.get(f"{ROOT}{name}/?page_size={size}").json()["results"]
            assert len(rows) == (1 if name == "rounds" else size)


def test_an_institution_that_leads_nothing_is_still_a_filter(project, health, auditor) -> None:
    assert Institution.objects.filter(code="health").exists()
    assert program_of(auditor).get(f"{ROOT}projects/?lead=health").json()["results"] == []

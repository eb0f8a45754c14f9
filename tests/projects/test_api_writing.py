"""The portfolio as programs keep it: by the services of the pages, for the same people."""

from datetime import timedelta

import pytest
from django.test import Client

from core.access import today
from core.scopes import TokenScope
from exchange.models import ImportRun
from projects.models import Assessment, Baseline, Funding, Milestone, Project, Report, Round, Thresholds
from projects.services import ReportContent, assess, close_round, edit_project, open_round, report_status
from tests.api import ROOT, errors, program_of, send

DAY = timedelta(days=1)
PROJECT = {"title": "Open data portal", "lead": "finance", "aims": "Everybody can take the data away."}


def read(program, path: str) -> tuple[dict, str]:
    answer = program.get(f"{ROOT}{path}")
    return answer.json(), answer["ETag"]


def acted(program, path: str, verb: str, body: dict | None = None):
    """The verb with the version that was read a moment before."""
    return send(program, "post", f"{path}{verb}/", body or {}, read(program, path)[1])


@pytest.mark.parametrize(
    "name", ["projects", "baselines", "fundings", "milestones", "participations", "assessments", "rounds", "thresholds"]
)
def test_nobody_writes_without_a_key(db, name) -> None:
    assert send(Client(), "post", f"{name}/", {}).status_code == 401


def test_a_key_writes_the_portfolio_by_its_scope_alone(project, coordinator) -> None:
    body = {"project": project.code, "title": "Pilot", "baseline_on": str(today())}
    for scope in set(TokenScope) - {TokenScope.PORTFOLIO_WRITE}:
        assert send(program_of(coordinator, scope), "post", "milestones/", body).status_code == 403
    assert send(program_of(coordinator, TokenScope.PORTFOLIO_WRITE), "post", "milestones/", body).status_code == 201


def test_the_office_puts_a_project_on_record(finance, coordinator, cio_finance) -> None:
    program = program_of(coordinator)
    made = send(program, "post", "projects/", PROJECT | {"stage": "approved", "visibility": "restricted"})
    told = made.json()
    assert (made.status_code, told["lead"]["code"], told["stage"], told["currency"]) == (
        201,
        "finance",
        "approved",
        "EUR",
    )
    assert program.get(made["Location"]).json() == told
    assert (Project.objects.get().code, Project.objects.get().visibility) == (told["code"], "restricted")
    assert send(program_of(cio_finance), "post", "projects/", PROJECT).status_code == 403


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"lead": "nobody"}, "#/lead"),
        ({"code": "P-1"}, "#/code"),
        ({"title": ""}, "#/title"),
        ({"title": "A\u202eB"}, "#/title"),
        ({"aims": "bell\a"}, "#/aims"),
        ({"currency": "euro"}, "#/currency"),
        ({"stage": "soon"}, "#/stage"),
    ],
)
def test_a_project_that_is_refused_is_not_stored(finance, coordinator, change, pointer) -> None:
    refused = send(program_of(coordinator), "post", "projects/", PROJECT | change)
    assert (refused.status_code, list(errors(refused))) == (422, [pointer])
    assert not Project.objects.exists()


def test_whoever_writes_for_the_lead_changes_words_and_visibility(project, cio_finance, cio_health) -> None:
    program, path = program_of(cio_finance), f"projects/{project.code}/"
    _told, tag = read(program, path)
    changed = send(program, "patch", path, {"sponsor": "Minister of Finance", "visibility": "public"}, tag)
    assert (changed.status_code, changed.json()["sponsor"], changed.json()["visibility"]) == (
        200, "Minister of Finance", "public",
    )  # fmt: skip
    assert send(program, "patch", path, {"aims": "Other"}, tag).status_code == 412
    assert send(program, "patch", path, {"aims": "Other"}).status_code == 428
    same = send(program, "patch", path, {"visibility": "public"}, changed["ETag"])
    assert same["ETag"] == changed["ETag"]
    assert send(program_of(cio_health), "patch", path, {"aims": "Other"}, changed["ETag"]).status_code == 403


def test_a_project_one_may_not_see_cannot_be_written_nor_added_to(restricted_project, cio_finance) -> None:
    program, code = program_of(cio_finance), restricted_project.code
    assert send(program, "patch", f"projects/{code}/", {"aims": "x"}, '"1.a"').status_code == 404
    assert send(program, "post", f"projects/{code}/stage/", {"stage": "closed"}, '"1.a"').status_code == 404
    body = {"title": "Pilot", "baseline_on": str(today())}
    hidden = send(program, "post", "milestones/", body | {"project": code})
    missing = send(program, "post", "milestones/", body | {"project": "P-1999-0001"})
    assert (hidden.status_code, list(errors(hidden))) == (422, ["#/project"])
    assert hidden.content == missing.content.replace(b"P-1999-0001", code.encode())


def test_a_stage_is_changed_with_a_reason_where_reporting_ends(report, cio_finance, cio_health) -> None:
    program, path = program_of(cio_finance), f"projects/{report.project.code}/"
    assert list(errors(acted(program, path, "stage", {"stage": "paused"}))) == ["#/reason"]
    resumes = str(today() + 30 * DAY)
    paused = acted(program, path, "stage", {"stage": "paused", "reason": "Funding gap", "resumes_on": resumes})
    assert (paused.status_code, paused.json()["stage"], paused.json()["resumes_on"]) == (200, "paused", resumes)
    report.refresh_from_db()
    assert (report.status, report.reason) == ("waived", "Funding gap")
    assert acted(program_of(cio_health), path, "stage", {"stage": "closed"}).status_code == 403


def test_only_the_office_gives_a_project_another_lead(report, health, coordinator, cio_finance) -> None:
    path = f"projects/{report.project.code}/"
    assert acted(program_of(cio_finance), path, "lead", {"lead": "health"}).status_code == 403
    assert acted(program_of(coordinator), path, "lead", {"lead": "health"}).json()["lead"]["code"] == "health"
    report.refresh_from_db()
    assert report.institution == health


def test_a_project_names_the_functions_it_serves(project, cio_finance) -> None:
    program, path = program_of(cio_finance), f"projects/{project.code}/"
    named = acted(program, path, "functions", {"functions": ["digital-identity", "data-exchange"]})
    assert sorted(named.json()["functions"]) == ["data-exchange", "digital-identity"]
    assert acted(program, path, "functions", {"functions": []}).json()["functions"] == []
    assert list(errors(acted(program, path, "functions", {"functions": ["nothing"]}))) == ["#/functions"]


def test_a_new_baseline_names_its_reason_and_the_first_is_kept(project, coordinator, cio_finance) -> None:
    program = program_of(coordinator)
    body = {
        "project": project.code, "starts_on": "2026-01-01", "ends_on": "2028-06-30", "cost": "11500000.00",
        "words": "Government session of 12 November 2026.",
    }  # fmt: skip
    assert list(errors(send(program, "post", "baselines/", body))) == ["#/reason"]
    made = send(program, "post", "baselines/", body | {"reason": "scope change"})
    assert (made.status_code, made.json()["number"], made.json()["approved_on"]) == (201, 2, str(today()))
    assert program.get(made["Location"]).json() == made.json()
    listed = program.get(f"{ROOT}baselines/?project={project.code}").json()["results"]
    assert [(each["number"], each["reason"]) for each in listed] == [(1, "first"), (2, "scope change")]
    reversed_ = send(program, "post", "baselines/", body | {"reason": "correction", "ends_on": "2025-01-01"})
    assert reversed_.status_code == 422
    assert send(program_of(cio_finance), "post", "baselines/", body).status_code == 403
    assert Baseline.objects.count() == 2


def test_a_milestone_is_planned_moved_and_done(project, finance, cio_finance, cio_health) -> None:
    program = program_of(cio_finance)
    body = {"project": project.code, "title": "Pilot in two regions", "baseline_on": "2027-03-31"}
    made = send(program, "post", "milestones/", body)
    assert (made.status_code, made.json()["owner"]["code"]) == (201, "finance")
    path = f"milestones/{made.json()['id']}/"
    moved = send(program, "patch", path, {"forecast_on": "2027-05-15"}, made["ETag"])
    assert (moved.json()["baseline_on"], moved.json()["forecast_on"]) == ("2027-03-31", "2027-05-15")
    done = send(program, "patch", path, {"actual_on": str(today())}, moved["ETag"])
    assert done.json()["actual_on"] == str(today())
    tomorrow = send(program, "patch", path, {"actual_on": str(today() + DAY)}, done["ETag"])
    assert list(errors(tomorrow)) == ["#/actual_on"]
    assert list(errors(send(program, "patch", path, {"baseline_on": "2027-01-01"}, done["ETag"]))) == ["#/baseline_on"]
    stranger = program_of(cio_health)
    assert send(stranger, "patch", path, {"actual_on": None}, done["ETag"]).status_code == 403
    assert send(stranger, "post", "milestones/", body | {"title": "Theirs"}).status_code == 403
    assert send(program, "post", "milestones/", body).status_code == 422
    assert Milestone.objects.count() == 2


def test_the_money_of_a_year_is_recorded_and_changed_with_words_where_it_moves(
    project, cio_finance, cio_health
) -> None:
    program = program_of(cio_finance)
    body = {"project": project.code, "year": today().year, "planned": "4000000.00", "spent": "1500000.5"}
    made = send(program, "post", "fundings/", body)
    told = made.json()
    assert (made.status_code, told["source"], told["currency"], told["spent"]) == (
        201,
        "state budget",
        "EUR",
        "1500000.50",
    )
    assert program.get(made["Location"]).json() == told
    path = f"fundings/{told['id']}/"
    assert list(errors(send(program, "patch", path, {"forecast": "4600000.00"}, made["ETag"]))) == ["#/words"]
    moved = {"forecast": "4600000.00", "words": "The licences cost more."}
    changed = send(program, "patch", path, moved, made["ETag"])
    assert (changed.status_code, changed.json()["forecast"], changed.json()["planned"]) == (
        200,
        "4600000.00",
        "4000000.00",
    )
    assert send(program, "patch", path, {"spent": "2"}, made["ETag"]).status_code == 412
    assert list(errors(send(program, "post", "fundings/", body))) == ["#"]
    assert list(errors(send(program, "post", "fundings/", body | {"source": "agreement"}))) == ["#/source_name"]
    stranger = program_of(cio_health)
    assert send(stranger, "patch", path, {"spent": "2"}, changed["ETag"]).status_code == 403
    assert send(stranger, "post", "fundings/", body | {"year": 2030}).status_code == 403
    assert Funding.objects.count() == 1


def test_an_institution_is_invited_and_answers_for_itself(
    project, health, cio_finance, cio_health, coordinator
) -> None:
    lead, partner = program_of(cio_finance), program_of(cio_health)
    body = {"project": project.code, "institution": "health", "role": "data provider"}
    assert send(partner, "post", "participations/", body).status_code == 403
    made = send(lead, "post", "participations/", body)
    assert (made.status_code, made.json()["answer"], made.json()["answered_on"]) == (201, "asked", None)
    path = f"participations/{made.json()['id']}/"
    for other in (lead, program_of(coordinator)):
        assert acted(other, path, "answer", {"answer": "accepted"}).status_code == 403
    assert list(errors(acted(partner, path, "answer", {"answer": "declined"}))) == ["#/reason"]
    assert list(errors(acted(partner, path, "answer", {"answer": "asked"}))) == ["#/answer"]
    answered = acted(partner, path, "answer", {"answer": "declined", "reason": "No registry yet."})
    assert (answered.status_code, answered.json()["answer"], answered.json()["answered_on"]) == (
        200, "declined", str(today()),
    )  # fmt: skip
    unanswered = lead.get(f"{ROOT}participations/?answer=asked&project={project.code}")
    assert unanswered.json()["results"] == []
    assert list(errors(send(lead, "post", "participations/", body | {"institution": "finance"}))) == ["#/institution"]


def test_the_office_assesses_and_thinks_otherwise_in_the_same_round(report, coordinator, cio_finance) -> None:
    program = program_of(coordinator)
    body = {"project": report.project.code, "rating": 2, "basis": "Two site visits."}
    assert send(program_of(cio_finance), "post", "assessments/", body).status_code == 403
    made = send(program, "post", "assessments/", body)
    assert (made.status_code, made.json()["source"], made.json()["round"]["id"]) == (201, "office", report.round_id)
    again = send(program, "post", "assessments/", body)
    assert (again.status_code, list(errors(again))) == (422, ["#"])
    path = f"assessments/{made.json()['id']}/"
    better = send(program, "patch", path, {"rating": 3, "basis": "The supplier delivered."}, made["ETag"])
    assert (better.status_code, better.json()["rating"]["word"], better.json()["source"]) == (200, "amber", "office")
    reviewer = send(program, "post", "assessments/", body | {"assessor": "Gate review", "is_independent": True})
    assert (reviewer.json()["source"], reviewer.json()["is_independent"]) == ("reviewer", True)
    assert list(errors(send(program, "patch", path, {"basis": " "}, better["ETag"]))) == ["#/basis"]


def test_an_assessment_of_an_earlier_round_or_a_file_stands(report, coordinator, cio_finance, now) -> None:
    program, on = program_of(coordinator), today()
    early = assess(report.project, report.round, rating=2, basis="Read.", by=coordinator, on=on)
    close_round(report.round, report.round.version, by=coordinator, on=on)
    later = open_round(
        name="Next", starts_on=on + DAY, ends_on=on + 30 * DAY, due_on=on + 40 * DAY, by=coordinator, on=on
    )  # fmt: skip
    owed = Report.objects.get(round=later)
    report_status(owed, owed.version, content=ReportContent(3, "Fine."), by=cio_finance, at=now)
    path = f"assessments/{early.pk}/"
    _told, tag = read(program, path)
    refused = send(program, "patch", path, {"rating": 5}, tag)
    assert (refused.status_code, list(errors(refused))) == (422, ["#"])
    run = ImportRun.objects.create(target="projects", file_name="a.csv", sha256="0", content=b"a", by=coordinator)
    from_file = Assessment.objects.create(
        project=report.project, round=later, assessor="Treasury", source="reviewer", rating=1, assessed_on=on,
        import_run=run, basis="Published.",
    )  # fmt: skip
    _told, tag = read(program, f"assessments/{from_file.pk}/")
    refused = send(program, "patch", f"assessments/{from_file.pk}/", {"rating": 5}, tag)
    assert (refused.status_code, list(errors(refused))) == (422, ["#/assessor"])


def test_a_round_is_opened_and_closed_once(project, coordinator, cio_finance) -> None:
    program, on = program_of(coordinator), today()
    body = {
        "name": "This month", "starts_on": str(on - 20 * DAY), "ends_on": str(on), "due_on": str(on + 7 * DAY),
    }  # fmt: skip
    assert send(program_of(cio_finance), "post", "rounds/", body).status_code == 403
    made = send(program, "post", "rounds/", body)
    assert (made.status_code, made.json()["asked"], made.json()["opens_on"]) == (201, 1, str(on))
    assert send(program, "post", "rounds/", body | {"name": "Another"}).status_code == 422
    path = f"rounds/{made.json()['id']}/"
    assert acted(program_of(cio_finance), path, "close").status_code == 403
    closed = acted(program, path, "close")
    assert (closed.status_code, closed.json()["closed_on"], closed.json()["missed"]) == (200, str(on), 1)
    assert acted(program, path, "close").status_code == 422
    assert Round.objects.count() == 1


def test_a_report_is_returned_answered_and_accepted(report, coordinator, cio_finance, now) -> None:
    office, ministry, path = program_of(coordinator), program_of(cio_finance), f"reports/{report.pk}/"
    assert acted(office, path, "accept").status_code == 422
    assert acted(ministry, path, "submissions", {"rating": 4, "why": "On course."}).status_code == 201
    assert acted(ministry, path, "return", {"reason": "x"}).status_code == 403
    assert list(errors(acted(office, path, "return", {"reason": ""}))) == ["#/reason"]
    returned = acted(office, path, "return", {"reason": "Say what the vendor delivered."})
    assert (returned.status_code, returned.json()["status"]) == (200, "returned")
    assert acted(ministry, path, "submissions", {"rating": 3, "why": "Two modules of five."}).status_code == 201
    accepted = acted(office, path, "accept")
    assert (accepted.json()["status"], accepted.json()["submission"]["number"]) == ("accepted", 2)


def test_nothing_changed_is_signed_and_only_what_was_said_before(report, coordinator, cio_finance) -> None:
    ministry, office, on = program_of(cio_finance), program_of(coordinator), today()
    assert acted(ministry, f"reports/{report.pk}/", "nothing-changed").status_code == 422
    acted(ministry, f"reports/{report.pk}/", "submissions", {"rating": 4, "why": "On course."})
    close_round(report.round, report.round.version, by=coordinator, on=on)
    later = open_round(
        name="Next", starts_on=on + DAY, ends_on=on + 30 * DAY, due_on=on + 40 * DAY, by=coordinator, on=on
    )  # fmt: skip
    path = f"reports/{Report.objects.get(round=later).pk}/"
    assert acted(office, path, "nothing-changed").status_code == 403
    filed = acted(ministry, path, "nothing-changed")
    said = filed.json()["submission"]
    assert (filed.status_code, said["is_unchanged"], said["why"]) == (201, True, "On course.")
    told, _tag = read(ministry, f"projects/{report.project.code}/")
    assert told["unchanged_running"] == 1


def test_thresholds_hold_from_a_day_to_come(country, coordinator, auditor) -> None:
    program = program_of(coordinator)
    body = {
        "starts_on": str(today() + DAY), "percents": ["3", "6", "12.5", "25"], "days": [20, 60, 120, 240],
        "milestone_days": [10, 20, 40, 80], "reason": "Board of 3 November 2026.",
    }  # fmt: skip
    assert send(program_of(auditor), "post", "thresholds/", body).status_code == 403
    made = send(program, "post", "thresholds/", body)
    assert (made.status_code, made.json()["percents"]) == (201, ["3.00", "6.00", "12.50", "25.00"])
    for wrong in ({"starts_on": str(today())}, {"days": [20, 10, 30, 40]}, {"milestone_days": [1, 2, 3]}):
        refused = send(program, "post", "thresholds/", {**body, "starts_on": str(today() + 2 * DAY), **wrong})
        assert list(errors(refused)) == [f"#/{next(iter(wrong))}"]
    assert Thresholds.objects.count() == 1


def test_two_rounds_are_compared_whichever_is_named_first(
    report, coordinator, cio_finance, cio_health, auditor, now
) -> None:  # fmt: skip
    on, program = today(), program_of(auditor)
    assert program.get(f"{ROOT}rounds/compare/").status_code == 400
    report_status(report, report.version, content=ReportContent(4, "Fine."), by=cio_finance, at=now)
    close_round(report.round, report.round.version, by=coordinator, on=on)
    later = open_round(
        name="Next", starts_on=on + DAY, ends_on=on + 30 * DAY, due_on=on + 40 * DAY, by=coordinator, on=on
    )  # fmt: skip
    owed = Report.objects.get(round=later)
    report_status(owed, owed.version, content=ReportContent(2, "The vendor left."), by=cio_finance, at=now)
    told = program.get(f"{ROOT}rounds/compare/?one={later.pk}&other={report.round_id}").json()
    assert (told["earlier"]["id"], told["later"]["id"], told["fell"]) == (report.round_id, later.pk, 1)
    move = told["moves"][0]
    assert (move["project"]["code"], move["before"]["cio_rating"], move["now"]["cio_rating"], move["steps"]) == (
        report.project.code, 4, 2, -2,
    )  # fmt: skip
    for query, name in (
        (f"one={later.pk}", "other"),
        (f"one={later.pk}&other={later.pk}", "other"),
        ("one=x&other=1", "one"),
    ):
        refused = program.get(f"{ROOT}rounds/compare/?{query}")
        assert (refused.status_code, refused.json()["errors"][0]["parameter"]) == (400, name)
    edit_project(report.project, Project.objects.get().version, by=coordinator, on=on, visibility="restricted")
    stranger = program_of(cio_health).get(f"{ROOT}rounds/compare/?one={later.pk}&other={report.round_id}").json()
    assert (stranger["moves"], stranger["fell"]) == ([], 0)

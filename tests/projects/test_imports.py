import json
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone

from exchange.models import ImportRun
from exchange.profiles import read_profile
from exchange.services import Upload, check, import_file
from ministries.models import Institution, Succession
from projects.models import Assessment, Baseline, Current, Funding, Identifier, Project, Report, Round, Submission
from projects.services import edit_project

PROFILE = (Path(__file__).parent.parent / "exchange" / "sheet.toml").read_text()
HEAD = "Project name;Ministry;Confidence rating;Start date;Total cost (million EUR);Number"
LAND = "Land register online;JUS;Amber/Red;01.04.2024;12,5;JUS-001"
HEALTH = "One health record;HEA;Green;01.01.2023;tbd;HEA-001"
SECRET = "Border posts;INT;Exempt, state secret;Exempt, state secret;3;INT-001"


def sheet(*rows: str, head: str = HEAD) -> bytes:
    return "\n".join((head, *rows)).encode()


def load(*rows: str, round_: str = "2025", profile: str = PROFILE, decisions=None, head: str = HEAD):
    upload = Upload("sheet.csv", sheet(*rows, head=head), read_profile(profile), {"round": round_}, decisions or {})
    return import_file(upload, by=None, at=timezone.now())


def counts() -> dict[str, int]:
    names = ("ministries", "projects", "exchange")
    return {
        model._meta.label: model.objects.count() for name in names for model in apps.get_app_config(name).get_models()
    }


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "sheet.csv"
    path.write_bytes(sheet(LAND, HEALTH, SECRET))
    (tmp_path / "sheet.toml").write_text(PROFILE)
    return path


def command(file: Path, *arguments: str, round_: str = "2025") -> tuple[int, str]:
    out = StringIO()
    profile = str(file.parent / "sheet.toml")
    try:
        call_command(
            "import_projects", str(file), "--profile", profile, "--round", round_, *arguments, stdout=out, stderr=out
        )
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_a_file_becomes_projects_with_all_that_hangs_on_them(country):
    assert load(LAND, HEALTH, SECRET).new == 3
    project = Project.objects.get(title="Land register online")
    assert (project.lead.acronym, project.stage, project.currency) == ("JUS", "delivery", "EUR")
    assert Round.objects.get().closed_on == date(2025, 12, 31)
    submission = Submission.objects.get(report__project=project)
    assert (submission.rating, submission.signed_by, submission.report.status) == (None, None, Report.Status.ACCEPTED)
    assessment = project.assessments.get()
    assert (assessment.rating, assessment.assessor, assessment.is_independent) == (2, "Court of Audit", True)
    baseline = project.baselines.get()
    assert (baseline.cost, baseline.reason, baseline.starts_on) == (
        Decimal(12_500_000),
        "as published",
        date(2024, 4, 1),
    )
    assert Current.objects.get(project=project).assessed_rating == 2
    assert Identifier.objects.get(project=project).value == "JUS-001"


def test_what_is_withheld_keeps_its_reason(country):
    load(SECRET)
    project = Project.objects.get()
    assert project.assessments.get().withheld == {"rating": "Exempt, state secret"}
    assert project.baselines.get().withheld == {"starts_on": "Exempt, state secret"}
    assert project.baselines.get().cost == 3_000_000
    assert Current.objects.get().assessed_is_exempt


def test_the_history_says_imported_and_by_which_run(country):
    load(LAND)
    event = apps.get_model("projects", "ProjectEvent").objects.select_related("pgh_context").get()
    assert event.pgh_context.metadata["verb"] == "imported"
    assert event.pgh_context.metadata["import_run"] == ImportRun.objects.get().pk


def test_the_same_file_again_changes_nothing(country):
    load(LAND, HEALTH, SECRET)
    before = counts()
    outcome = load(LAND, HEALTH, SECRET)
    assert (outcome.new, outcome.changed, outcome.unchanged) == (0, 0, 3)
    assert counts() == before


def test_a_corrected_file_adds_what_differs_and_keeps_what_was_said(country):
    load(LAND, HEALTH)
    outcome = load(LAND.replace("12,5", "14").replace("Amber/Red", "Red"), HEALTH)
    assert (outcome.changed, outcome.unchanged) == (1, 1)
    land = Project.objects.get(title__startswith="Land")
    assert [baseline.cost for baseline in land.baselines.all()] == [12_500_000, 14_000_000]
    assert land.assessments.get().rating == 1


def test_a_dry_run_writes_nothing(country, file):
    before = counts()
    code, out = command(file, "--dry-run", "--json")
    assert (code, counts()) == (0, before)
    assert json.loads(out) == {
        "rows": 3,
        "new": 3,
        "changed": 0,
        "unchanged": 0,
        "ratings": {"green": 1, "amber/red": 1, "exempt": 1},
        "errors": [],
        "left_out": [],
        "moves": [],
    }


def test_one_bad_cell_keeps_the_whole_file_out(country, file):
    file.write_bytes(sheet(LAND, HEALTH.replace("01.01.2023", "31.02.2023")))
    before = counts()
    code, out = command(file, "--json")
    (error,) = json.loads(out)["errors"]
    assert (code, counts()) == (1, before)
    assert (error["row"], error["column"], error["value"]) == (3, "Start date", "31.02.2023")


def test_the_command_tells_errors_in_words(country, file):
    file.write_bytes(sheet(LAND.replace("Amber/Red", "Purple")))
    code, out = command(file)
    assert code == 1
    assert "row 2, Confidence rating" in out
    assert "Nothing was written" in out


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (sheet(LAND.replace("Land", "L\xe4nd")).decode().encode("latin-1"), None),
        (sheet(LAND, head=HEAD.replace("Ministry", "Owner")), "no such column"),
        (b"Project name;Ministry\n" + b"x" * (10 * 1024 * 1024), "10 MB"),
    ],
)
def test_broken_files_are_told_and_nothing_is_written(country, file, content, words):
    if words is None:
        (file.parent / "sheet.toml").write_text(PROFILE.replace('"utf-8", "windows-1252"', '"utf-8"'))
        words = "Not written in utf-8"
    file.write_bytes(content)
    before = counts()
    code, out = command(file, "--json")
    assert (code, counts()) == (1, before)
    assert words in " ".join(error["reason"] for error in json.loads(out)["errors"])


def test_a_missing_file_or_profile_is_told(country, file, tmp_path):
    file.unlink()
    assert "cannot be read" in command(file, "--json")[1]
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("import_projects", str(file), "--profile", "nobody", "--round", "1", "--json", stdout=out)
    assert "No profile has this name" in json.loads(out.getvalue())["errors"][0]["reason"]


def test_an_identifier_whose_prefix_changed_is_the_same_project(country):
    load(LAND)
    load(LAND.replace("JUS-001", "moj-001").replace("Land register", "The land book"), round_="2026")
    project = Project.objects.get()
    assert project.title == "The land book online"
    values = dict(project.identifiers.values_list("value", "scheme"))
    assert values == {"JUS-001": "JUS", "moj-001": "JUS", "Land register online": "name at JUS"}


def test_an_identifier_without_prefix_counts_only_within_the_institution(country):
    load(LAND)
    load(LAND, HEALTH.replace("HEA-001", "XXX-001"), round_="2026")
    assert Project.objects.count() == 2


def test_a_former_name_is_still_known_for_a_file_without_identifiers(country):
    load(LAND)
    load(LAND.replace("Land register", "The land book"), round_="2026")
    outcome = load(LAND.replace(";JUS-001", ";"), round_="2024")
    assert (outcome.new, outcome.changed) == (0, 1)
    assert Project.objects.get().title == "The land book online"


def test_an_older_year_never_overwrites_a_newer_one(country):
    load(LAND.replace("JUS;", "HEA;"), round_="2026")
    load(LAND.replace("Land register online", "Old land book").replace("JUS;", "HEA;"), round_="2025")
    project = Project.objects.get()
    assert (project.title, project.reports.count()) == ("Land register online", 2)
    assert Current.objects.get().assessed_round.name == "2026"


def test_a_year_that_comes_in_late_leaves_the_next_one_as_it_was(country):
    load(LAND, round_="2024")
    load(LAND, round_="2026")
    load(LAND.replace("12,5", "20"), round_="2025")
    costs = list(Baseline.objects.values_list("approved_on__year", "cost"))
    assert costs == [(2024, 12_500_000), (2025, 20_000_000), (2026, 12_500_000)]
    assert Current.objects.get().baseline_cost == 12_500_000


def test_a_project_a_newer_year_leaves_out_is_closed_and_opens_when_it_is_back(country):
    load(LAND, HEALTH)
    load(LAND, round_="2026")
    project = Project.objects.get(title__startswith="One")
    assert (project.stage, project.stage_since_on) == ("closed", date(2026, 1, 1))
    load(LAND, HEALTH, round_="2027")
    project.refresh_from_db()
    assert project.stage == "delivery"


def test_projects_of_others_are_left_alone(country, project):
    load(LAND, round_="2025")
    load(HEALTH, round_="2026")
    project.refresh_from_db()
    assert project.stage == "delivery"


def test_a_likely_rename_is_proposed_and_an_error_on_the_command_line(country, file):
    load(LAND.replace(";JUS-001", ";"))
    file.write_bytes(sheet(LAND.replace("Land register online", "National land register online")))
    before = counts()
    code, out = command(file, "--json", round_="2026")
    (error,) = json.loads(out)["errors"]
    assert (code, counts()) == (1, before)
    assert "[matches]" in error["reason"]
    assert error["row"] == 2


@pytest.mark.parametrize(("decision", "projects"), [("same", 1), ("different", 2)])
def test_the_profile_decides_a_proposal(country, decision, projects):
    names = '["JUS: Land register online", "JUS: National land register online"]'
    profile = f"{PROFILE}\n[matches]\n{decision} = [{names}]\n"
    load(LAND.replace(";JUS-001", ";"), profile=profile)
    outcome = load(
        LAND.replace("Land register online", "National land register online"), round_="2026", profile=profile
    )
    assert not outcome.proposals
    assert Project.objects.count() == projects


def test_the_source_tells_two_numbered_projects_apart(country):
    load(LAND)
    outcome = load(LAND.replace("online", "online 2").replace("JUS-001", "JUS-002"), round_="2026")
    assert not outcome.proposals
    assert Project.objects.count() == 2


def test_two_rows_of_one_project_are_refused(country):
    (problem,) = load(LAND, LAND).problems
    assert problem.row == 3
    assert "Row 2" in problem.reason


def test_partners_and_predecessors(country):
    profile = f"""{PROFILE}
[institutions.INTERIOR]
name = "Ministry of the Interior"
kind = "ministry"
also = ["INT"]
successor = "SAFETY"
on = 2025-07-01

[institutions.SAFETY]
name = "Ministry of Safety"
"""
    load(SECRET, profile=profile)
    load(SECRET.replace("INT;", "SAFETY & JUS;").replace(";INT-001", ";"), round_="2026", profile=profile)
    project = Project.objects.get()
    assert project.lead.acronym == "SAFETY"
    partner = project.participations.get()
    assert (partner.institution.acronym, partner.role, partner.answer) == ("JUS", "partner", "accepted")
    succession = Succession.objects.get()
    assert (succession.predecessor.acronym, succession.kind, succession.on) == ("INTERIOR", "merger", date(2025, 7, 1))
    assert Institution.objects.get(acronym="INTERIOR").ends_on == date(2025, 6, 30)
    assert [report.institution.acronym for report in project.reports.order_by("round__name")] == ["INTERIOR", "SAFETY"]


def test_known_institutions_are_found_whatever_the_case(country, health):
    load(HEALTH.replace("HEA;", "HEALTH;"))
    assert Project.objects.get().lead == health


def test_a_signed_report_is_never_overwritten(country, report, cio_finance, now):
    from projects.services import ReportContent, report_status

    report_status(report, report.version, content=ReportContent(rating=4, why="On time."), by=cio_finance, at=now)
    row = "Digital tax account;Finance;Red;01.04.2024;1;FIN-1"
    outcome = load(row, round_=report.round.name)
    assert "signed a report" in outcome.problems[0].reason
    assert Assessment.objects.count() == 0


def test_a_rating_may_be_the_cios_own(country):
    profile = PROFILE.replace('by = "reviewer"', 'by = "cio"')
    load(LAND, SECRET, profile=profile)
    assert set(Submission.objects.values_list("rating", "withheld__rating")) == {
        (2, None),
        (None, "Exempt, state secret"),
    }
    assert not Assessment.objects.exists()


def test_the_money_of_the_year_is_funding(country):
    profile = PROFILE.replace("cost = ", 'planned = "Plan"\nforecast_cost = ', 1)
    load(LAND + ";7,25", profile=profile, head=HEAD + ";Plan")
    funding = Funding.objects.get()
    assert (funding.year, funding.planned, funding.source) == (2025, 7_250_000, Funding.Source.BUDGET)
    assert Submission.objects.get().forecast_cost == 12_500_000


def test_an_end_before_the_start_and_a_cost_below_zero_are_told(country):
    profile = PROFILE.replace("[assessment]", 'ends_on = "End"\n\n[assessment]', 1)
    outcome = load(LAND + ";01.01.2020", HEALTH.replace("tbd", "-2") + ";", profile=profile, head=HEAD + ";End")
    assert [(problem.row, problem.column) for problem in outcome.problems] == [
        (2, "End"), (3, "Total cost (million EUR)"),
    ]  # fmt: skip


def test_rows_of_another_round_are_refused(country):
    profile = PROFILE.replace("[assessment]", 'round = "Year"\n\n[assessment]', 1)
    outcome = load(LAND + ";2024", profile=profile, head=HEAD + ";Year")
    assert (outcome.problems[0].row, outcome.problems[0].value) == (2, "2024")


def test_a_round_that_is_not_there_cannot_be_guessed(country):
    outcome = load(LAND, profile=PROFILE.replace('year_starts = "01-01"', ""))
    assert "year_starts" in outcome.problems[0].reason


def test_a_three_step_country_takes_three_ratings(country):
    type(country).objects.update(rating_steps=3)
    assert [problem.value for problem in load(LAND, HEALTH).problems] == ["amber/red"]


def test_what_a_person_edited_is_shown_as_a_change_before_it_is_written_over(country, coordinator):
    load(LAND)
    project = Project.objects.get()
    edit_project(project, project.version, by=coordinator, on=timezone.localdate(), title="Land book")
    upload = Upload("sheet.csv", sheet(LAND), read_profile(PROFILE), {"round": "2025"}, {})
    assert check(upload, on=timezone.localdate()).changed == 1


def test_reading_takes_the_same_queries_for_ten_and_a_hundred_rows(country, django_assert_max_num_queries):
    def rows(count: int) -> list[str]:
        return [f"Project number {number} of many;JUS;Green;01.01.2023;1;J-{number}" for number in range(count)]

    for count, name in ((10, "2025"), (100, "2026")):
        with django_assert_max_num_queries(70):
            assert load(*rows(count), round_=name).may_be_applied

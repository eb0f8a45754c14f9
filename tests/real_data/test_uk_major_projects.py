"""Four years of the United Kingdom's major projects, read unchanged."""

import json
from collections import Counter
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from core.access import Access, Kind
from core.ratings import step_of
from ministries.models import Institution, Succession
from projects.account import account
from projects.models import Assessment, Baseline, Current, Funding, Project, Report, Round, Submission

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "uk_major_projects"
YEARS = (2018, 2019, 2020, 2021)
NEW = {2018: 133, 2019: 19, 2020: 17, 2021: 95}
RATINGS = {
    2018: {"green": 2, "amber/green": 22, "amber": 59, "amber/red": 38, "red": 8, "exempt": 4},
    2019: {"green": 4, "amber/green": 18, "amber": 66, "amber/red": 38, "red": 4, "exempt": 3},
    2020: {"green": 3, "amber/green": 18, "amber": 59, "amber/red": 32, "red": 11, "exempt": 2},
    2021: {"green": 12, "amber/green": 29, "amber": 84, "amber/red": 44, "red": 7, "exempt": 6, "not rated": 2},
}

pytestmark = [
    pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the real data is not here: {FOLDER}"),
]


def load(year: int, *arguments: str) -> dict[str, Any]:
    out = StringIO()
    path = str(FOLDER / f"uk_{year}.csv")
    call_command(
        "import_projects",
        path,
        "--profile",
        "uk-major-projects",
        "--round",
        str(year),
        "--json",
        *arguments,
        stdout=out,
    )
    return json.loads(out.getvalue())


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The four years, once for all tests that only look; each test undoes what it does inside its own savepoint."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield {year: load(year) for year in YEARS}
        transaction.set_rollback(True)


@pytest.fixture
def four_years(loaded, db):
    return loaded


def named(title: str) -> Project:
    return Project.objects.get(title=title)


def rounds_of(project: Project) -> list[str]:
    return sorted(project.reports.values_list("round__name", flat=True))


@pytest.mark.parametrize("year", YEARS)
def test_every_row_of_a_year_is_read_and_a_dry_run_writes_nothing(country, year):
    said = load(year, "--dry-run")
    assert (said["rows"], said["new"], said["errors"]) == (sum(RATINGS[year].values()), sum(RATINGS[year].values()), [])
    assert said["ratings"] == RATINGS[year]
    assert not Project.objects.exists()


def history() -> dict[tuple[str, str], object]:
    """All that a project page tells of the years, whatever the order in which they came in."""
    told = {}
    for project in Project.objects.select_related("lead").prefetch_related("baselines", "assessments__round"):
        changes: list[tuple[object, ...]] = []
        for each in project.baselines.all():
            content = (each.starts_on, each.ends_on, each.cost, str(each.withheld))
            if not changes or changes[-1][1:] != content:
                changes.append((each.approved_on, *content))
        told[project.lead.acronym, project.title] = (
            project.stage,
            project.stage_since_on,
            project.aims,
            changes,
            sorted((each.round.name, each.rating or 0, each.basis) for each in project.assessments.all()),
            sorted(project.fundings.values_list("year", "planned", "forecast", "words")),
            sorted(project.reports.values_list("round__name", "institution__acronym", "submissions__schedule_words")),
            sorted(
                {value.lower() for value in project.identifiers.filter(scheme="GMPP").values_list("value", flat=True)}
            ),
        )
    return told


def told_in(order: tuple[int, ...]) -> dict[tuple[str, str], object]:
    with transaction.atomic():
        assert [load(year)["errors"] for year in order] == [[]] * len(order)
        told = history()
        transaction.set_rollback(True)
    return told


def test_another_order_of_the_years_makes_the_same_history(country):
    assert told_in((2021, 2018, 2020, 2019)) == told_in(YEARS)


def test_the_years_make_one_history(four_years):
    assert {year: said["new"] for year, said in four_years.items()} == NEW
    assert Project.objects.count() == sum(NEW.values())
    for year in YEARS:
        round_ = Round.objects.get(name=str(year))
        assert (round_.starts_on.isoformat(), round_.ends_on.isoformat()) == (f"{year - 1}-04-01", f"{year}-03-31")
        assert not round_.is_open
        assessments = Assessment.objects.filter(round=round_)
        assert (
            assessments.count()
            == Submission.objects.filter(report__round=round_).count()
            == sum(RATINGS[year].values())
        )
        given = Counter(assessments.filter(rating__isnull=False).values_list("rating", flat=True))
        words = ("red", "amber/red", "amber", "amber/green", "green")
        assert given == {step: RATINGS[year][word] for step, word in enumerate(words, 1)}
        assert assessments.filter(withheld__has_key="rating").count() == RATINGS[year]["exempt"]


def test_the_colour_is_the_authoritys_and_the_cios_rating_is_not_given(four_years):
    assert set(Assessment.objects.values_list("assessor", "source", "is_independent")) == {
        ("Infrastructure and Projects Authority", "reviewer", True)
    }
    assert not Submission.objects.filter(rating__isnull=False).exists()
    assert not Current.objects.filter(cio_rating__isnull=False).exists()


def test_nothing_of_the_past_raises_an_alarm_of_today(four_years):
    assert set(Report.objects.values_list("status", flat=True)) == {Report.Status.ACCEPTED}
    assert not Current.objects.filter(silent_since_on__isnull=False).exists()
    assert not Current.objects.filter(status_on__isnull=False).exists()


def test_the_computed_rating_is_of_the_newest_round_of_a_project(four_years):
    for now in Current.objects.select_related("status_round", "project"):
        assert now.as_of_on == now.status_round.ends_on
        assert not now.is_apart or now.signal
    rated = Current.objects.filter(signal__isnull=False)
    assert rated.count() == rated.filter(project__stage="delivery").count() > 100


def test_the_same_files_again_change_nothing(four_years):
    versions = dict(Project.objects.values_list("code", "version"))
    for year in YEARS:
        said = load(year)
        assert (said["new"], said["changed"], said["unchanged"]) == (0, 0, said["rows"])
    assert dict(Project.objects.values_list("code", "version")) == versions


def test_a_department_written_in_two_cases_is_one_institution(four_years):
    assert Institution.objects.filter(acronym__iexact="dft").count() == 1
    assert Institution.objects.count() == 20
    heathrow = named("Heathrow Expansion Programme")
    assert rounds_of(heathrow) == ["2018", "2019", "2020"]
    assert list(heathrow.identifiers.filter(scheme="GMPP").values_list("value", flat=True)) == ["DfT_0023_1516-Q3"]
    assert heathrow.identifiers.filter(scheme="name at DFT", value="Airport Capacity Programme").exists()


def test_an_identifier_whose_letters_changed_is_the_same_project(four_years):
    project = Project.objects.get(identifiers__value="DOH_0017_1112-Q1")
    assert project.identifiers.filter(value="DH_0017_1112-Q1").exists()
    assert rounds_of(project) == ["2018", "2019", "2020", "2021"]


def test_two_departments_became_one_by_merger(four_years):
    merged = {(each.predecessor.acronym, each.successor.acronym, each.kind) for each in Succession.objects.all()}
    assert merged == {("FCO", "FCDO", "merger"), ("DFID", "FCDO", "merger")}
    for title, first in (("St Helena Airport", "DFID"), ("Echo 2 Programme", "FCO"), ("Hera Programme", "FCO")):
        project = named(title)
        led_by = list(project.reports.order_by("round__name").values_list("institution__acronym", flat=True))
        assert (project.lead.acronym, led_by[0], led_by[-1]) == ("FCDO", first, "FCDO")


def test_defra_leads_and_dft_is_partner(four_years):
    project = named("NO2 Reduction")
    assert project.lead.acronym == "DEFRA"
    partner = project.participations.get()
    assert (partner.institution.acronym, partner.role, partner.answer) == ("DFT", "partner", "accepted")


def test_what_is_withheld_says_why(four_years):
    legal = Assessment.objects.filter(round__name="2021", withheld__rating__startswith="Legal sensitivity").get()
    assert "COVID-19" in legal.withheld["rating"]
    assert Funding.objects.filter(withheld__planned__icontains="Commercial Interests").exists()
    assert Baseline.objects.filter(withheld__cost__icontains="Section 43").exists()
    assert Baseline.objects.filter(withheld__ends_on__icontains="Section").exists()
    assert Assessment.objects.filter(basis="", withheld__basis__icontains="Section 26").exists()
    assert Submission.objects.filter(withheld__schedule_words__icontains="Section 24").exists()
    assert Project.objects.filter(aims="", withheld__aims__icontains="Section 24").count() == 2


def test_money_is_in_millions_of_pounds_and_new_baselines_only_where_they_differ(four_years):
    gdf = Project.objects.get(title__startswith="Geological Disposal Facility")
    assert gdf.currency == "GBP"
    aircraft = named("Maritime Patrol Aircraft")
    assert aircraft.baselines.last().cost == 2_013_020_000
    funding = aircraft.fundings.get(year=2021)
    assert (funding.planned, funding.forecast) == (654_460_000, 654_110_000)
    assert set(Baseline.objects.values_list("reason", flat=True)) == {"as published"}
    assert Baseline.objects.count() < sum(sum(counts.values()) for counts in RATINGS.values())


def test_what_a_newer_year_leaves_out_is_closed(four_years):
    assert Project.objects.filter(stage="delivery").count() == 184
    gone = named("Wildcat Programme")
    assert (gone.stage, gone.stage_since_on.isoformat()) == ("closed", "2018-04-01")
    assert set(Project.objects.values_list("visibility", flat=True)) == {"public"}


def test_texts_survive_their_encodings(four_years):
    words = "".join(Assessment.objects.filter(round__name="2020").values_list("basis", flat=True))
    assert "year’s" in words
    assert not any("\x80" <= letter <= "\x9f" for letter in words)


def test_the_document_says_what_the_command_prints(four_years):
    out = StringIO()
    call_command("portfolio_account", "--rounds", "2018,2019,2020,2021", stdout=out)
    document = (Path(__file__).resolve().parents[2] / "docs" / "uk-portfolio.md").read_text()
    blocks = [block.partition("```")[0] for block in document.split("```text\n")[1:]]
    assert "\n".join(blocks) + "\n" == out.getvalue()


def test_the_account_counts_what_the_files_hold(four_years):
    found = account(list(Round.objects.all()), Access(Kind.OFFICE))
    for year in found.years:
        told = {step_of(value).lower_word: count for value, count in year.ratings.items()}
        told |= {"exempt": year.exempt, "not rated": year.unrated}
        assert {word: count for word, count in told.items() if count} == RATINGS[int(year.round.name)]
    came = [found.years[0].projects, *(step.came for step in found.steps)]
    assert sum(came) == len(found.courses) == sum(NEW.values())
    assert all(course.project.stage == "closed" for course in found.gone)

"""The major digital projects of Australia: two years in one file, read unchanged."""

import csv
import json
from collections import Counter
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from core.access import Access, Kind
from projects.comparison import compare
from projects.models import Assessment, Baseline, Project, Report, Round, Submission

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "au_digital_projects"
FILE = FOLDER / "mdpr-dataset-project-data-1.csv"
ROWS = 136
STEPS = {"High": 5, "Medium-High": 4, "Medium": 3, "Medium-Low": 2, "Low": 1}

pytestmark = [
    pytest.mark.skipif(not FILE.is_file(), reason=f"the real data is not here: {FILE}"),
]


def load(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    given = ("--profile", "au-digital-projects", "--round", "2025", "--json", *arguments)
    call_command("import_projects", str(FILE), *given, stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture(scope="module")
def raw() -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(FILE.read_bytes().decode("cp1252"), newline="")))


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The file, once for all tests that only look; each test undoes what it does inside its own savepoint."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load()
        transaction.set_rollback(True)


@pytest.fixture
def report(loaded, db):
    return loaded


def test_a_dry_run_reads_every_row_and_writes_nothing(country, raw):
    said = load("--dry-run")
    assert (said["rows"], said["new"], said["errors"], said["left_out"]) == (ROWS, ROWS, [], [])
    assert len(raw) == ROWS
    given = Counter(row["DCA 2025"] for row in raw)
    words = {"green": "High", "amber/green": "Medium-High", "amber": "Medium", "amber/red": "Medium-Low", "red": "Low"}
    assert said["ratings"] == {
        **{word: given[theirs] for word, theirs in words.items()},
        "not rated": given["Not reported"] + given[""],
    }
    assert not Project.objects.exists()


@pytest.mark.parametrize(("year", "rows"), [("2024", 77), ("2025", ROWS)])
def test_each_year_has_the_ratings_the_file_gives(report, raw, year, rows):
    round_ = Round.objects.get(name=year)
    assert (round_.starts_on.isoformat(), round_.ends_on.isoformat()) == (f"{int(year) - 1}-07-01", f"{year}-06-30")
    assessments = Assessment.objects.filter(round=round_)
    assert assessments.count() == Report.objects.filter(round=round_, status="accepted").count() == rows
    theirs = Counter(STEPS[row[f"DCA {year}"]] for row in raw if row[f"DCA {year}"] in STEPS)
    assert Counter(assessments.filter(rating__isnull=False).values_list("rating", flat=True)) == theirs


def test_the_rating_is_the_central_agencys_and_never_the_cios(report):
    assert set(Assessment.objects.values_list("assessor", "source", "is_independent")) == {
        ("Digital Transformation Agency", "reviewer", False)
    }
    assert not Submission.objects.filter(rating__isnull=False).exists()


def test_a_project_that_fell_from_one_year_to_the_next_is_seen_so(report, raw):
    fell = {
        " ".join(row["Project name"].split())
        for row in raw
        if row["DCA 2024"] in STEPS and row["DCA 2025"] in STEPS and STEPS[row["DCA 2025"]] < STEPS[row["DCA 2024"]]
    }
    found = compare(Round.objects.get(name="2024"), Round.objects.get(name="2025"), Access(Kind.OFFICE))
    assert len(fell) == 8
    assert {move.project.title for move in found.moves if move.steps < 0} == fell
    assert (len(found.came), found.gone) == (ROWS - 77, [])


def test_money_is_in_millions_and_what_is_not_for_publication_says_so(report, raw):
    capstar = Project.objects.get(title__contains="(CapSTAR)")
    assert (capstar.currency, capstar.baselines.get().cost) == ("AUD", 279_000_000)
    secret = Baseline.objects.filter(withheld__cost="Not for publication")
    assert secret.count() == sum(row["Total budget (millions)"] == "NFP" for row in raw) == 3
    endless = [row["Project name"].strip() for row in raw if row["Project end date"].startswith("Ongoing")]
    assert [each.project.title for each in Baseline.objects.filter(ends_on=None)] == endless
    assert Baseline.objects.get(ends_on=None).withheld == {}


def test_stage_follows_the_file(report, raw):
    theirs = Counter(row["Delivery status"] for row in raw)
    stages = Counter(Project.objects.values_list("stage", flat=True))
    assert stages == {"delivery": theirs["Active"], "closed": theirs["Closed"], "paused": theirs["Paused"]}


def test_texts_survive_their_encoding(report):
    aims = "".join(Project.objects.values_list("aims", flat=True))
    assert "Australia’s" in aims
    assert not any("\x80" <= letter <= "\x9f" for letter in aims)


def test_the_same_file_again_changes_nothing(report):
    versions = dict(Project.objects.values_list("code", "version"))
    said = load()
    assert (said["new"], said["changed"], said["unchanged"]) == (0, 0, ROWS)
    assert dict(Project.objects.values_list("code", "version")) == versions

"""Two answers of the government of Canada on its large IT projects, the second on top of the first, read unchanged."""

import csv
import json
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from core.access import Access, Kind
from projects.comparison import Comparison, compare
from projects.models import Assessment, Current, Project, Round, Submission

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "ca_it_projects"
ROWS = {2016: 398, 2019: 463}

pytestmark = [
    pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the real data is not here: {FOLDER}"),
]


def load(year: int, *arguments: str) -> dict[str, Any]:
    out = StringIO()
    path = str(FOLDER / f"gc-it-projects-{year}.csv")
    given = ("--profile", "ca-it-projects", "--round", str(year), "--json", *arguments)
    call_command("import_projects", path, *given, stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture(scope="module")
def raw() -> dict[int, dict[str, dict[str, str]]]:
    """By year and identifier."""
    files = {year: (FOLDER / f"gc-it-projects-{year}.csv").read_text(encoding="utf-8-sig") for year in ROWS}
    return {
        year: {row["uniqueId"]: row for row in csv.DictReader(StringIO(text, newline=""))}
        for year, text in files.items()
    }


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """Both years, once for all tests that only look; each test undoes what it does inside its own savepoint."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield {year: load(year) for year in ROWS}
        transaction.set_rollback(True)


@pytest.fixture
def two_years(loaded, db):
    return loaded


def compared() -> Comparison:
    return compare(Round.objects.get(name="2016"), Round.objects.get(name="2019"), Access(Kind.OFFICE))


def kinds(said: dict[str, Any]) -> Counter[str]:
    return Counter(move["what"] for move in said["moves"])


def budget(row: dict[str, str]) -> Decimal | None:
    return Decimal(row["totalBudget"].strip("$").replace(",", "")) if row["totalBudget"] else None


def end(row: dict[str, str]) -> date | None:
    said = row["estimatedCompletionDate"]
    return datetime.strptime(said, "%B %d, %Y").date() if said else None  # noqa: DTZ007 - a day has no time zone


@pytest.mark.parametrize("year", ROWS)
def test_every_row_of_a_year_is_read_and_a_dry_run_writes_nothing(country, raw, year):
    said = load(year, "--dry-run")
    assert (said["rows"], said["new"], said["errors"]) == (ROWS[year], ROWS[year], [])
    assert len(raw[year]) == ROWS[year]
    assert (said["ratings"], said["moves"]) == ({}, [])
    assert not Project.objects.exists()


def test_the_years_may_come_in_the_other_order(country, raw):
    with transaction.atomic():
        load(2019)
        said = load(2016)
        assert said["errors"] == []
        assert said["changed"] == len(raw[2016].keys() & raw[2019].keys())
        found = compared()
        assert (len(found.came), len(found.gone), len(found.moves)) == (363, 298, 98)
        transaction.set_rollback(True)


def test_a_file_of_another_year_is_refused(country):
    out = StringIO()
    path = str(FOLDER / "gc-it-projects-2016.csv")
    with pytest.raises(SystemExit):
        call_command("import_projects", path, "--profile", "ca-it-projects", "--round", "2019", "--json", stdout=out)
    assert {error["column"] for error in json.loads(out.getvalue())["errors"]} == {"asOfDate"}


def test_the_second_year_says_what_is_new_and_gone_before_it_is_applied(two_years, raw):
    both = raw[2016].keys() & raw[2019].keys()
    assert (two_years[2019]["new"], two_years[2019]["changed"]) == (ROWS[2019] - len(both), len(both))
    told = kinds(two_years[2019])
    assert (told["New"], told["Gone"]) == (len(raw[2019].keys() - both), len(raw[2016].keys() - both)) == (363, 298)
    gone = {move["name"] for move in two_years[2019]["moves"] if move["what"] == "Gone"}
    assert gone == {" ".join(raw[2016][key]["projectName"].split()) for key in raw[2016].keys() - both}


def test_it_says_what_costs_more_and_what_costs_less(two_years, raw):
    pairs = [(budget(raw[2016][key]), budget(raw[2019][key])) for key in raw[2016].keys() & raw[2019].keys()]
    given = [(before, now) for before, now in pairs if before is not None and now is not None]
    told = kinds(two_years[2019])
    assert told["Costs more"] == sum(now > before for before, now in given) == 67
    assert told["Costs less"] == sum(now < before for before, now in given) == 30


def test_it_says_what_ends_later_and_what_ends_sooner(two_years, raw):
    pairs = [(end(raw[2016][key]), end(raw[2019][key])) for key in raw[2016].keys() & raw[2019].keys()]
    given = [(before, now) for before, now in pairs if before is not None and now is not None]
    told = kinds(two_years[2019])
    assert told["Ends later"] == sum(now > before for before, now in given) == 84
    assert told["Ends sooner"] == sum(now < before for before, now in given) == 4


def test_the_rounds_compared_afterwards_say_the_same(two_years, raw):
    found, told = compared(), kinds(two_years[2019])
    assert (len(found.came), len(found.gone)) == (told["New"], told["Gone"])
    assert sum(move.cost is not None and move.cost > 0 for move in found.moves) == told["Costs more"]
    assert sum(move.cost is not None and move.cost < 0 for move in found.moves) == told["Costs less"]
    assert sum(move.days is not None and move.days > 0 for move in found.moves) == told["Ends later"]
    assert sum(move.days is not None and move.days < 0 for move in found.moves) == told["Ends sooner"]
    assert (found.fell, found.rose) == (0, 0)
    passport = next(move for move in found.moves if move.project.title == "Passport Modernization Initiative")
    assert passport.cost == 199_500_000 - 28_713_419


def test_nobody_rated_anything(two_years):
    assert not Assessment.objects.exists()
    assert not Submission.objects.filter(rating__isnull=False).exists()
    assert not Current.objects.filter(cio_rating__isnull=False).exists()


def test_the_date_is_the_written_out_one_and_an_open_one_is_not_given(two_years, raw):
    for year, rows in raw.items():
        said = Submission.objects.filter(report__round__name=str(year))
        empty = sum(not row["estimatedCompletionDate"] for row in rows.values())
        assert said.filter(forecast_ends_on=None).count() == empty == {2016: 10, 2019: 44}[year]
    procurement = Submission.objects.get(report__round__name="2019", report__project__title="eProcurement Solution")
    assert raw[2019]["pspc-eps"]["rawProvidedDate"] == "2023-24"
    assert procurement.forecast_ends_on.isoformat() == "2024-03-31"


def test_what_2019_leaves_out_is_closed(two_years, raw):
    gone = Project.objects.filter(stage="closed")
    assert gone.count() == 298
    assert set(gone.values_list("stage_since_on", flat=True)) == {Round.objects.get(name="2019").starts_on}


def test_the_same_files_again_change_nothing(two_years):
    versions = dict(Project.objects.values_list("code", "version"))
    for year in ROWS:
        said = load(year)
        assert (said["new"], said["changed"], said["unchanged"]) == (0, 0, ROWS[year])
    assert dict(Project.objects.values_list("code", "version")) == versions

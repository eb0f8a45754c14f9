"""The list of organisations of the United Kingdom, read unchanged."""

import csv
import json
from collections import Counter
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from exchange.models import ImportRun
from ministries.models import Institution, Succession

FILE = Path(__file__).resolve().parents[3] / "shared" / "data" / "uk_organisations" / "govuk_organisations.csv"
ROWS = 663

pytestmark = [
    pytest.mark.skipif(not FILE.is_file(), reason=f"the real data is not here: {FILE}"),
]


def load(path: Path = FILE, *arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command("import_institutions", str(path), "--profile", "govuk-organisations", "--json", *arguments, stdout=out)
    return json.loads(out.getvalue())


def counts(said: dict[str, Any]) -> tuple[int, int, int]:
    return said["new"], said["changed"], said["unchanged"]


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The file, once for all tests that only look; each test undoes what it does inside its own savepoint."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load()
        transaction.set_rollback(True)


@pytest.fixture
def organisations(loaded, db):
    return loaded


def test_a_dry_run_reads_every_row_and_writes_nothing(db):
    said = load(FILE, "--dry-run")
    assert (counts(said), said["errors"]) == ((ROWS, 0, 0), [])
    assert not Institution.objects.exists()


def test_kinds_and_parents_are_those_of_the_file(organisations):
    assert Institution.objects.count() == ROWS
    assert Counter(Institution.objects.values_list("kind", flat=True)) == {
        "other": 431, "agency": 183, "regulator": 24, "ministry": 23, "centre of government": 2,
    }  # fmt: skip
    treasury = Institution.objects.get(code="hm-treasury")
    assert (treasury.name, treasury.acronym, treasury.kind) == ("HM Treasury", "HMT", "ministry")
    assert Institution.objects.get(code="active-travel-england").parent.code == "department-for-transport"
    assert Institution.objects.filter(parent=None).count() == 69


def test_what_could_not_be_linked_is_told_line_by_line_and_kept(organisations):
    told = Counter((line["column"], line["reason"].split(":")[0].split(".")[0]) for line in organisations["left_out"])
    unknown, further = "Neither in the file nor among the institutions on record", "A further parent"
    undated = "The day is missing"
    assert told == {
        ("superseded_organisations › id", unknown): 207,
        ("superseding_organisations › id", unknown): 1,
        ("parent_organisations › id", unknown): 5,
        ("parent_organisations › id", further): 44,
        ("superseded_organisations › id", undated): 12,
        ("superseding_organisations › id", undated): 16,
        ("details › abbreviation", "Another institution has this short name already"): 2,
    }
    assert not Succession.objects.exists()  # the file gives no closing day
    assert ImportRun.objects.get().result["left_out"] == organisations["left_out"]


def test_a_long_slug_is_cut_and_a_short_name_used_twice_stays_with_the_first(organisations):
    assert Institution.objects.get(code="the-independent-commission-for-reconciliation-and-informatio")
    assert Institution.objects.get(acronym="CSC").name == "Civil Service Commission"
    assert Institution.objects.get(name="Commonwealth Scholarship Commission in the UK").acronym == ""


def test_the_same_file_again_changes_nothing(organisations):
    versions = dict(Institution.objects.values_list("code", "version"))
    assert counts(load()) == (0, 0, ROWS)
    assert dict(Institution.objects.values_list("code", "version")) == versions
    assert set(versions.values()) == {1}


def test_an_edited_file_changes_exactly_what_was_edited(organisations, tmp_path):
    rows = list(csv.DictReader(StringIO(FILE.read_text(encoding="utf-8-sig"))))
    by_title = {row["title"]: row for row in rows}
    by_title["Academy for Social Justice"]["title"] = "Academy for Justice"
    office = "[{'id': 'https://www.gov.uk/api/organisations/home-office'}]"
    by_title["Active Travel England"]["parent_organisations"] = office
    edited = tmp_path / "edited.csv"
    with edited.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    assert counts(load(edited)) == (0, 2, ROWS - 2)
    changed = Institution.objects.filter(version=2).values_list("code", "name", "parent__code")
    assert set(changed) == {
        ("academy-for-social-justice", "Academy for Justice", "ministry-of-justice"),
        ("active-travel-england", "Active Travel England", "home-office"),
    }

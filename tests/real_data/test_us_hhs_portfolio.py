"""The health department of the United States on the Federal IT Dashboard: a folder of eleven tables, read unchanged."""

import contextlib
import csv
import json
import shutil
from collections import Counter, defaultdict
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from exchange.models import ImportRun
from ministries.models import Institution
from projects.models import Assessment, Baseline, Funding, Milestone, Outcome, Project, Submission
from strategy.models import Indicator, Reading

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "us_hhs_portfolio"
ROWS = {"Investment": 721, "Project": 202, "Activity": 1102, "Metric": 455}
KEY = "UNIQUE IMPORT ID"

pytestmark = [
    pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the real data is not here: {FOLDER}"),
]


def load(*arguments: str, folder: Path = FOLDER) -> dict[str, Any]:
    out = StringIO()
    given = ("--profile", "us-hhs-portfolio", "--round", "2013", "--json", *arguments)
    with contextlib.suppress(SystemExit):
        call_command("import_projects", str(folder), *given, stdout=out)
    return json.loads(out.getvalue())


class Raw:
    """The folder as it is, counted without any code of the product."""

    def __init__(self) -> None:
        self.tables = {
            path.stem.removeprefix("node_"): list(csv.DictReader(path.open(encoding="utf-8-sig", newline="")))
            for path in FOLDER.glob("*.csv")
        }
        self.by_key = {row[KEY]: row for name, rows in self.tables.items() if name != "relations" for row in rows}
        self.links: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for row in self.tables["relations"]:
            self.links[row["type"]][row["to_import_id"]].append(row["from_import_id"])

    def above(self, row: dict[str, str], kind: str) -> dict[str, str] | None:
        keys = set(self.links[kind][row[KEY]])
        assert len(keys) < 2
        return self.by_key[keys.pop()] if keys else None


@pytest.fixture(scope="module")
def raw() -> Raw:
    return Raw()


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The folder, once for all tests that only look; each test undoes what it does inside its own savepoint."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load()
        transaction.set_rollback(True)


def test_a_dry_run_reads_every_row_and_writes_nothing(country, raw):
    said = load("--dry-run")
    assert said["errors"] == []
    assert {name: len(raw.tables[name]) for name in ROWS} == ROWS
    assert (said["rows"], said["new"]) == (sum(ROWS.values()), sum(ROWS.values()))
    assert said["records"] == {"projects": 923, "milestones": 1102, "indicators": 455}
    assert not Project.objects.exists()


def edited(tmp_path: Path, name: str, change: Any) -> Path:
    folder = shutil.copytree(FOLDER, tmp_path / "folder")
    path = folder / name
    path.write_text(change(path.read_text(encoding="utf-8-sig")), encoding="utf-8")
    return folder


def test_bad_cells_of_any_table_keep_the_whole_folder_out(country, tmp_path):
    folder = edited(tmp_path, "node_Activity.csv", lambda text: text.replace("58 days,8040", "two months,8040", 1))
    path = folder / "node_Metric.csv"
    path.write_text(path.read_text(encoding="utf-8-sig").replace(",3485,", ",,", 1), encoding="utf-8")
    told = {(each["row"], each["column"], each["value"]) for each in load(folder=folder)["errors"]}
    assert told == {
        (2, "node_Activity.csv › Actual_start_delay", "two months"),
        (2, "node_Metric.csv › ID", ""),
    }
    assert not Project.objects.exists()
    assert not Institution.objects.filter(name="Indian Health Services").exists()


def test_rows_in_another_order_make_the_same_records(country, tmp_path):
    def turned(text: str) -> str:
        rows = list(csv.reader(StringIO(text, newline="")))
        out = StringIO(newline="")
        csv.writer(out).writerows([rows[0], *reversed(rows[1:])])
        return out.getvalue()

    folder = shutil.copytree(FOLDER, tmp_path / "folder")
    for path in folder.glob("*.csv"):
        path.write_text(turned(path.read_text(encoding="utf-8-sig")), encoding="utf-8", newline="")
    with transaction.atomic():
        load()
        said = load(folder=folder)
        transaction.set_rollback(True)
    assert (said["new"], said["changed"], said["unchanged"]) == (0, 0, sum(ROWS.values()))


def test_the_81_evaluations_are_ratings_of_the_cio_and_name_the_import(country, loaded, raw):
    theirs = {
        row["Identifier"]: int(row["Evaluation_by_CIO"]) for row in raw.tables["Investment"] if row["Evaluation_by_CIO"]
    }
    assert len(theirs) == 81
    rated = Submission.objects.filter(rating__isnull=False)
    ours = dict(rated.values_list("report__project__identifiers__value", "rating"))
    assert ours == theirs
    assert set(rated.values_list("import_run", "signed_by")) == {(ImportRun.objects.get().pk, None)}
    assert not Assessment.objects.exists()


def test_projects_are_parts_of_the_investment_that_pays_for_them(country, loaded, raw):
    theirs = {row["Id"]: (raw.above(row, "pays_for") or {}).get("Identifier") for row in raw.tables["Project"]}
    parts = Project.objects.filter(identifiers__value__in=theirs)
    assert dict(parts.values_list("identifiers__value", "programme__identifiers__value")) == theirs
    assert Counter(programme is None for programme in theirs.values()) == {False: 108, True: 94}


def test_bureaus_lead_and_without_one_the_department_does(country, loaded, raw):
    department = "Department of Health and Human Services"
    investments = raw.tables["Investment"]
    theirs = Counter((raw.above(row, "responsible_for") or {"Name": department})["Name"] for row in investments)
    ours = Project.objects.filter(identifiers__value__startswith="009-")
    assert Counter(ours.values_list("lead__name", flat=True)) == theirs
    assert len(theirs) == len(raw.tables["Bureau"]) == 11
    assert Institution.objects.get(name=department).kind == "ministry"


def test_plan_and_money_of_a_project_are_counted_from_days_and_millions(country, loaded, raw):
    for row in raw.tables["Project"]:
        plan = Baseline.objects.filter(project__identifiers__value=row["Id"]).first()
        if not row["Start_days_after_2000"]:
            assert plan is None
            continue
        start = date(2000, 1, 1) + timedelta(days=int(row["Start_days_after_2000"]))
        assert (plan.starts_on, plan.ends_on) == (start, start + timedelta(days=int(row["Planned_Duration"])))
        assert float(plan.cost) == pytest.approx(float(row["Planned_Cost"]) * 1_000_000)
    spent = sum(float(row["Enhancement_spend_$m"]) for row in raw.tables["Investment"])
    assert float(sum(Funding.objects.values_list("spent", flat=True))) == pytest.approx(spent * 1_000_000)


def days(text: str) -> timedelta:
    return timedelta(days=int(text.split()[0]))


def test_activities_are_milestones_with_the_day_planned_expected_and_done(country, loaded, raw):
    assert Milestone.objects.count() == 1102
    for row in raw.tables["Activity"]:
        title = row["name"].partition(": ")[2].strip()
        project = raw.above(row, "has_task")
        ours = Milestone.objects.filter(project__identifiers__value=project["Id"])
        found = ours.filter(title=" ".join(title.split())) or ours.filter(title__endswith=f"({row['Id']})")
        milestone = found.get()
        start, planned = date.fromisoformat(row["Start_Date_Planned"]), days(row["Planned_Duration"])
        begun = start + days(row["Actual_start_delay"])
        is_open = row["status"] == "In-progress"
        assert milestone.baseline_on == start + planned
        assert milestone.forecast_on == (begun + planned if is_open else None)
        assert milestone.actual_on == (None if is_open else begun + days(row["Actual_duration"]))


def test_the_end_of_a_project_is_the_end_of_its_last_activity(country, loaded):
    """The two tables say it in different ways, so that one proves how the other is read."""
    plans = Baseline.objects.filter(ends_on__isnull=False).prefetch_related("project__milestones")
    assert len(plans) == 108
    for plan in plans:
        assert max(each.baseline_on for each in plan.project.milestones.all()) == plan.ends_on


def test_metrics_are_indicators_of_the_investment_they_judge(country, loaded, raw):
    theirs = {f"us-it-dashboard-{row['ID']}": raw.above(row, "judged_by")["Identifier"] for row in raw.tables["Metric"]}
    found = Outcome.objects.values_list("indicator__code", "project__identifiers__value")
    assert dict(found) == theirs
    assert (Indicator.objects.count(), Reading.objects.count()) == (455, 0)
    statements = Counter(Outcome.objects.values_list("statement", flat=True))
    assert statements == Counter(row["Description"].strip() for row in raw.tables["Metric"])


def test_what_could_not_be_linked_is_told_by_row(country, loaded, raw):
    told = Counter((line["column"], line["reason"]) for line in loaded["left_out"])
    alone = "No row is linked to it."
    results = sum(bool(row["Metric_results"]) for row in raw.tables["Metric"])
    assert told == {
        ("node_Investment.csv › responsible_for › Name", alone): 640,
        ("node_Project.csv › pays_for › responsible_for › Name", alone): 94,
        ("node_Project.csv › pays_for › Identifier", alone): 94,
        ("node_Metric.csv › Metric_results", "A result without a figure is no reading."): results,
    }
    assert ImportRun.objects.get().result["left_out"] == loaded["left_out"]
    notes = " ".join(ImportRun.objects.get().result["notes"])
    assert "Not read: node_Contract.csv, 157 rows." in notes
    assert "Not read: links of the type lets_contract (157)." in notes


def test_the_same_folder_again_changes_nothing(country, loaded):
    said = load()
    assert (said["new"], said["changed"], said["unchanged"]) == (0, 0, sum(ROWS.values()))
    assert ImportRun.objects.count() == 1

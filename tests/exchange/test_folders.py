"""Folders of tables: several files that belong together, on the command line and as a zip on the pages."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from exchange.files.archive import pack, unpack
from exchange.models import ImportRun, Profile
from exchange.problems import Refused
from exchange.profiles import read_profile
from exchange.services import Outcome, Upload, check, import_file
from projects.models import Milestone, Project, Submission
from projects.models import Outcome as Promise
from strategy.models import Indicator

PROFILE = (Path(__file__).parent / "folder.toml").read_text()
TABLES = {
    "offices.csv": "Key,Name\no1,Ministry of Roads\n",
    "programmes.csv": "Key,No,Title,Score\np1,R-1,Better roads,4\np2,R-2,,\n",
    "projects.csv": "Key,No,Title,First day,Length,Delay\nj1,17,Toll gates,100,30,5\nj2,18,Bridges,,,\n",
    "steps.csv": "Key,No,Title,Planned,Length,Took,State\ns1,1,Design,2024-01-01,10 days,12 days,done\n"
    "s2,2,Build,2024-02-01,20 days,,open\ns3,3,Build,2024-03-01,20 days,,open\n",
    "measures.csv": "Key,No,What,Result\nm1,9,Hours lost in jams,Met\n",
    "links.csv": "From,To,Kind\no1,p1,runs\np1,j1,pays\nj1,s1,has\nj1,s2,has\nj1,s3,has\np1,m1,judged\np1,o1,audits\n",
    "extra.csv": "Key,Name\nx1,Something\n",
}


def archive(**changes: str) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, text in {**TABLES, **{f"{name}.csv": text for name, text in changes.items()}}.items():
            file.writestr(f"roads/{name}", text)
    return buffer.getvalue()


def upload(**changes: str) -> Upload:
    return Upload("roads.zip", archive(**changes), read_profile(PROFILE), {"round": "2024"}, {})


def load(**changes: str) -> Outcome:
    return import_file(upload(**changes), by=None, at=timezone.now())


def problem(**changes: str) -> tuple[int | None, str, str, str]:
    (found,) = check(upload(**changes), on=timezone.localdate()).problems
    return found.row, found.column, found.value, found.reason


def test_a_folder_becomes_programmes_with_their_parts_milestones_and_indicators(country):
    outcome = load()
    assert (outcome.problems, outcome.rows, outcome.new) == ([], 8, 8)
    roads, gates = Project.objects.get(title="Better roads"), Project.objects.get(title="Toll gates")
    assert (gates.programme, gates.lead.name, roads.lead.name) == (roads, "Ministry of Roads", "Ministry of Roads")
    assert Submission.objects.get(report__project=roads).rating == 4
    plan = gates.baselines.get()
    assert (plan.starts_on.isoformat(), plan.ends_on.isoformat()) == ("2000-04-10", "2000-05-10")
    assert Submission.objects.get(report__project=gates).forecast_ends_on.isoformat() == "2000-05-15"
    days = Milestone.objects.values_list("title", "baseline_on", "forecast_on", "actual_on")
    assert [(title, *map(str, rest)) for title, *rest in days] == [
        ("Design", "2024-01-11", "None", "2024-01-13"),
        ("Build (2)", "2024-02-21", "2024-02-21", "None"),
        ("Build (3)", "2024-03-21", "2024-03-21", "None"),
    ]
    measure = Promise.objects.get()
    assert (measure.project, measure.indicator.code, measure.statement) == (roads, "roads-9", "Hours lost in jams")


def test_what_is_not_linked_is_told_and_taken_with_what_stands_in_for_it(country):
    outcome = load()
    told = {(line.row, line.name, line.column, line.value) for line in outcome.left_out}
    assert told == {
        (3, "", "programmes.csv › runs › Name", "p2"),
        (3, "Bridges", "projects.csv › pays › No", "j2"),
        (3, "Bridges", "projects.csv › pays › runs › Name", "j2"),
        (2, "Hours lost in jams", "measures.csv › Result", "Met"),
    }
    assert Project.objects.get(title="Programme R-2").lead.name == "Roads at large"
    assert {"Not read: extra.csv, 1 row.", "Not read: links of the type audits (1)."} <= set(map(str, outcome.notes))


def test_the_same_folder_again_changes_nothing(country):
    load()
    again = load()
    assert (again.new, again.changed, again.unchanged, again.changes_anything) == (0, 0, 8, False)


def test_a_corrected_table_changes_exactly_what_it_says(country):
    load()
    changed = load(
        steps=TABLES["steps.csv"].replace("12 days", "15 days"),
        measures=TABLES["measures.csv"].replace("Hours", "Days"),
        links=f"{TABLES['links.csv']}p1,j2,pays\n",
    )
    assert (changed.new, changed.changed) == (0, 3)
    assert Milestone.objects.get(title="Design").actual_on.isoformat() == "2024-01-16"
    assert Indicator.objects.get().title == "Days lost in jams"
    assert Project.objects.get(title="Bridges").programme.title == "Better roads"


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("steps", "10 days", "ten days", (2, "steps.csv › Length", "ten days", "number of days")),
        ("steps", "2024-01-01", "soon", (2, "steps.csv › Planned", "soon", "Not a date")),
        ("steps", "12 days", "999999 days", (2, "steps.csv › Planned", "2024-01-01", "calendar")),
        ("programmes", "4\n", "9\n", (2, "programmes.csv › Score", "9", "values the profile knows")),
        ("measures", "m1,9", "s1,9", (2, "measures.csv › Key", "s1", "key of its own")),
        ("links", "o1,p1", "p2,j1,pays\no1,p1", (2, "projects.csv › pays › No", "R-2, R-1", "2 rows are linked")),
        ("offices", "Name", "Title", (None, "offices.csv › Name", "", "no such column")),
        ("links", "Kind", "Type", (None, "links.csv › Kind", "", "no such column")),
    ],
)
def test_a_fault_is_told_with_its_table(country, name, old, new, told):
    row, column, value, reason = problem(**{name: TABLES[f"{name}.csv"].replace(old, new, 1)})
    assert (row, column, value) == told[:3]
    assert told[3] in reason


def test_a_link_to_a_row_that_no_table_has_is_told(country):
    outcome = load(links=f"{TABLES['links.csv']}p9,j2,pays\n")
    assert ("links.csv", "pays", "p9") in {(line.name, line.column, line.value) for line in outcome.left_out}


def test_a_missing_table_is_told_with_those_there_are(country):
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("links.csv", TABLES["links.csv"])
    found = Upload("roads.zip", buffer.getvalue(), read_profile(PROFILE), {"round": "2024"}, {})
    (missing,) = check(found, on=timezone.localdate()).problems
    assert (missing.value, "links.csv" in missing.reason) == ("offices.csv", True)


def twice() -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for folder in ("a", "b"):
            file.writestr(f"{folder}/links.csv", "x")
    return buffer.getvalue()


def bomb() -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("links.csv", b"0" * 40_000_000)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"From,To", "no zip"),
        (b"PK\x03\x04 and nothing more", "damaged"),
        (twice(), "Two files"),
        (bomb(), "unpacks to far more"),
        (b"PK\x03\x04" + b"0" * 10_500_000, "larger than 10 MB"),
    ],
)
def test_what_is_no_archive_of_tables_is_refused(content, words):
    with pytest.raises(Refused, match=words):
        unpack(content)


def test_the_same_files_make_the_same_archive(tmp_path):
    for name, text in reversed(TABLES.items()):
        (tmp_path / name).write_text(text)
    (tmp_path / "notes.pdf").write_bytes(b"no table")
    assert pack(tmp_path) == pack(tmp_path)
    assert set(unpack(pack(tmp_path))) == set(TABLES)


def test_a_folder_without_a_table_is_refused(tmp_path):
    with pytest.raises(Refused, match="no CSV or XLSX"):
        pack(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "key", "words"),
    [
        ('fills = "milestones"', 'fills = "dinners"', "tables.steps.fills", "milestones"),
        ('file = "offices.csv"', "", "tables.offices.file", "missing"),
        ('key = "Key"', "", "folder.key", "missing"),
        ('type = "Kind"', "", "folder.links.type", "missing"),
        ("[dates]", '[fields]\ntitle = "Title"\n[dates]', "fields", "[tables.NAME.fields]"),
    ],
)
def test_a_fault_in_the_profile_of_a_folder_is_told_by_its_key(db, old, new, key, words):
    with pytest.raises(Refused) as caught:
        read_profile(PROFILE.replace(old, new, 1))
    assert any(each.column == key and words in each.reason for each in caught.value.problems)


def given(**fields: str) -> dict[str, object]:
    return {"file": SimpleUploadedFile("roads.zip", archive()), "round": "2024", **fields}


def test_the_office_uploads_a_zip_sees_what_is_left_out_and_applies_it(browse, coordinator):
    Profile.objects.create(name="roads", target="projects", text=PROFILE, made_by=coordinator)
    client = browse(coordinator)
    page = client.post(reverse("exchange:run-create", args=["projects"]), given(profile="roads"), follow=True)
    assert "roads.zip would make 8 new" in page.content.decode()
    assert "No row is linked to it." in page.content.decode()
    run = ImportRun.objects.get()
    assert client.get(reverse("exchange:run-columns", args=[run.pk])).status_code == 404
    client.post(reverse("exchange:apply-run", args=[run.pk]), {"version": run.version})
    assert Project.objects.count() == 4


def test_a_zip_without_a_profile_of_its_tables_is_refused(browse, coordinator):
    page = browse(coordinator).post(reverse("exchange:run-create", args=["projects"]), given(profile=""))
    assert "A folder needs a profile that names its tables" in page.content.decode()
    assert not ImportRun.objects.exists()

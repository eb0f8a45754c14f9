"""The page over all of history: who may, what it shows, what it costs, and its files."""

import csv
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from core.access import today
from core.tables import ROWS
from history.events import event_tables
from history.querysets import Everything
from history.tables import HistoryTable
from history.tracking import acting
from ministries.services import edit_institution
from projects.models import Milestone, Project
from projects.services import edit_project, invite, move_milestone

PAGE = reverse("history:list")


def found(**asked) -> list:
    query = QueryDict(mutable=True)
    query.update(asked)
    return list(HistoryTable(Everything(), query).all_rows())


def told(**asked) -> list[str]:
    return [
        f"{line.who} {line.verb}: {line.kind} {line.record} {line.happened}: {line.sentence}" for line in found(**asked)
    ]


def older(days: int) -> None:
    """What was recorded so far gets older, since one test is one moment of the database."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for table in event_tables().values():
            cursor.execute(
                f"UPDATE {table._meta.db_table} SET pgh_created_at = pgh_created_at - interval '{days} days'"
            )
        cursor.execute("SET session_replication_role = DEFAULT")


def planned(project: Project, number: int) -> None:
    Milestone.objects.bulk_create(
        Milestone(project=project, title=f"Step {one}", owner=project.lead, baseline_on=today())
        for one in range(number)
    )


def test_auditors_and_the_office_read_it_and_nobody_else(browse, auditor, coordinator, decision_maker, cio_finance):
    for user, status in ((auditor, 200), (coordinator, 200), (decision_maker, 403), (cio_finance, 403), (None, 302)):
        assert browse(user).get(PAGE).status_code == status
    navigation = browse(auditor).get(PAGE).context["nav"]
    assert (navigation[0].title, [item.label for item in navigation[0].items]) == ("Audit", ["Snapshots", "History"])


def test_a_change_names_who_what_and_both_values(project, coordinator):
    older(1)
    edit_project(project, project.version, by=coordinator, on=today(), title="Tax account")
    assert told(since=str(today())) == [
        "Irena Tolvaj edited the project: Project Tax account changed: "
        "Title changed from Digital tax account to Tax account"
    ]


def test_a_new_record_tells_what_it_began_with_references_by_name(project, health, coordinator):
    older(1)
    invite(project, health, "partner", by=coordinator, on=today())
    (line,) = told(kind="projects.participation")
    assert "Institution: Ministry of Health" in line
    assert "Project: Digital tax account" in line


def test_a_removed_record_keeps_its_last_name_and_what_it_held(project, finance, cio_finance, coordinator):
    with acting(by=coordinator, verb="tidied"):
        project.milestones.all().delete()
        cio_finance.appointments.all().delete()
    milestone, post = sorted(found(verb="tidied"), key=lambda line: line.kind, reverse=True)
    assert (milestone.record, milestone.happened, milestone.path) == ("Payroll declarations", "removed", "")
    assert "Milestone: Payroll declarations" in milestone.sentence
    assert post.record == "CIO, Ministry of Finance"


def test_every_filter_narrows(project, finance, coordinator, cio_finance):
    edit_institution(finance, finance.version, by=coordinator, remit="Budget and treasury")
    milestone = project.milestones.get()
    move_milestone(milestone, milestone.version, by=cio_finance, on=today(), forecast_on=today() + timedelta(days=9))
    older(3)
    edit_project(project, project.version, by=coordinator, on=today(), sponsor="Ada Lind")
    edited = "Irena Tolvaj edited the project: Project Digital tax account changed: Sponsor: Ada Lind"
    assert told(kind="projects.project", happened="update") == [edited]
    assert told(verb="EDITED project") == [edited]
    assert told(who="tolvaj velmar", since=str(today())) == [edited]
    assert [line.verb for line in found(who="pavel.orsin@")] == ["moved a milestone"]
    assert {line.verb for line in found(record=f"ministries.institution:{finance.pk}", happened="update")} == {
        "edited the institution"
    }
    assert edited not in told(until=str(today() - timedelta(days=1)))
    assert edited in told(until=str(today()))
    assert {line.who for line in found(who="the system")} == {"The system"}
    assert found(who="nobody at all") == found(verb="sang") == found(happened="delete") == []


def test_days_are_days_of_the_country(project):
    late = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE projects_projectevent SET pgh_created_at = %s", [late])
        cursor.execute("SET session_replication_role = DEFAULT")
    with timezone.override(timezone.get_fixed_timezone(60)):
        assert len(found(kind="projects.project", since="2026-03-02", until="2026-03-02")) == 1
        assert found(kind="projects.project", until="2026-03-01") == []


@pytest.mark.parametrize(
    "asked",
    [
        {"since": "rubbish"}, {"until": "9999-12-31"}, {"kind": "auth.group"}, {"record": "projects.nothing:1"},
        {"record": "projects.project:" + "9" * 40}, {"record": "x"}, {"who": "a\0b"}, {"happened": "x"},
    ],
    ids=str,
)  # fmt: skip
def test_a_wrong_filter_says_so_and_shows_nothing(asked, browse, auditor, project):
    page = browse(auditor).get(PAGE, asked)
    assert page.status_code == 200
    assert page.context["table"].page.rows == []
    assert page.context["table"].filters.errors


@pytest.mark.parametrize(
    "page", ["x", "e30", "WyJuZXdlc3QiLCJhZnRlciIsIngiLDFd", "WyJuZXdlc3QiLCJhZnRlciIsIjIwMjYtMDEtMDEgeC55IiwxXQ"]
)
def test_a_damaged_page_address_gives_the_first_page(page, browse, auditor, project):
    client = browse(auditor)
    first = client.get(PAGE).context["table"].page
    assert client.get(PAGE, {"page": page}).context["table"].page == first


def test_pages_follow_each_other_both_ways_without_gap_or_overlap(project, report, cio_finance):
    older(1)
    planned(project, 30)
    everything = [line.event for line in found()]
    assert len(everything) > 35
    pages, cursor = [], ""
    while cursor is not None:
        pages.append(Everything().page(size=7, cursor=cursor))
        cursor = pages[-1].next
    assert [event for page in pages for event in page.rows] == everything
    for page, earlier in zip(reversed(pages), list(reversed(pages))[1:], strict=False):
        assert Everything().page(size=7, cursor=page.previous).rows == earlier.rows


def test_queries_do_not_grow_with_the_rows_and_those_of_a_file_with_its_chunks(browse, auditor, project, coordinator):
    client, counts = browse(auditor), []
    client.get(PAGE)
    for number in (1, 1000):
        planned_now = Milestone.objects.filter(project=project).count()
        Milestone.objects.bulk_create(
            Milestone(project=project, title=f"Step {planned_now + one}", owner=project.lead, baseline_on=today())
            for one in range(number)
        )
        for asked in ({"kind": "projects.milestone"}, {"kind": "projects.milestone", "export": "csv"}):
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(PAGE, asked)
                b"".join(answer.streaming_content) if answer.streaming else answer.content
            counts.append(len(queries))
    page, file, long_page, long_file = counts
    assert page == long_page
    assert long_file <= file * (1 + 1000 // ROWS)
    assert max(page, file) <= 20


def test_the_whole_page_keeps_its_ceiling(browse, auditor, project, report, cio_finance, health):
    client = browse(auditor)
    with CaptureQueriesContext(connection) as queries:
        client.get(PAGE)
    assert len(queries) <= 30


def test_files_hold_exactly_the_filtered_rows_and_no_formula(browse, auditor, project, coordinator):
    edit_project(project, project.version, by=coordinator, on=today(), sponsor="=cmd()", title="+Tax")
    client, asked = browse(auditor), {"kind": "projects.project"}
    answer = client.get(PAGE, asked | {"export": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(text)))
    assert len(rows) == len(found(**asked)) == client.get(PAGE, asked).context["table"].count
    assert rows[0]["Record"] == "'+Tax"
    assert rows[0]["Who"] == "Irena Tolvaj"
    assert "Sponsor: =cmd()" in rows[0]["What changed"]
    sheet = load_workbook(BytesIO(client.get(PAGE, asked | {"export": "xlsx"}).content)).active
    assert [list(row) for row in sheet.iter_rows(values_only=True)][1][6] == "'+Tax"
    assert sheet.max_row == len(rows) + 1


def test_beyond_a_workbook_the_count_stops_and_the_file_is_csv(monkeypatch, browse, auditor, project):
    monkeypatch.setattr("history.tables.MOST_XLSX_ROWS", 5)
    monkeypatch.setattr("core.exports.MOST_XLSX_ROWS", 5)
    client = browse(auditor)
    assert client.get(PAGE).context["table"].count_text == "more than 5 rows"
    assert client.get(PAGE, {"export": "xlsx"})["Content-Type"].startswith("text/csv")


def test_a_page_reads_from_the_index_of_each_table(project):
    with CaptureQueriesContext(connection) as queries:
        Everything().page(size=50)
    places = queries[0]["sql"]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {places}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert plan.count("Index") >= len(event_tables())
    assert "Seq Scan" not in plan


def test_the_names_of_the_filter_are_in_words(browse, auditor, project):
    page = browse(auditor).get(
        PAGE, {"record": f"projects.project:{project.pk}", "since": "2026-01-02", "happened": "delete"}
    )
    chips = {chip.label: chip.value for chip in page.context["table"].chips}
    assert chips == {
        "History of": "Project, Digital tax account",
        "First day": "2 Jan 2026",
        "What happened": "Removed",
    }
    assert "Nothing matches this filter" in page.content.decode()

"""Every list of projects: three ratings with whose and how old, the gap, trend, "unchanged" and "silent"."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.access import today
from ministries.models import CoordinationFunction
from projects.models import Current, Project, Report, Round, Submission
from projects.services import assess, change_stage, create_project, serve_functions
from projects.tables import ProjectTable
from tests.projects.test_pages import path, said

LIST = reverse("projects:project-list")


def text(client, url, **asked):
    return client.get(url, asked).content.decode()


@pytest.fixture
def rated(browse, cio_finance, coordinator, project, report, round_):
    browse(cio_finance).post(path(report), said(report))
    assess(project, round_, rating=2, basis="Read the plan.", by=coordinator, on=today(), assessor="Court of Audit")
    return project


@pytest.fixture
def silent(project, report):
    """The report was due three weeks ago."""
    Round.objects.update(
        starts_on=today() - timedelta(days=60), ends_on=today() - timedelta(days=30),
        opens_on=today() - timedelta(days=30), due_on=today() - timedelta(days=21),
    )  # fmt: skip
    Current.objects.refresh(today())
    return project


def test_a_filter_with_a_wrong_value_names_its_question_and_shows_no_row(browse, coordinator, project):
    page = text(browse(coordinator), LIST, rating="9")
    assert "“Assessment” has no such choice; take one of the list" in page
    assert "This filter cannot be applied" in page
    assert project.title not in page


def test_wherever_a_project_is_listed_its_three_ratings_stand_side_by_side(
    browse, rated, report, round_, coordinator, cio_finance, finance
):
    function = CoordinationFunction.objects.first()
    serve_functions(rated, rated.version, [function], by=coordinator, on=today())
    client = browse(coordinator)
    for url in (
        LIST, finance.get_absolute_url(), function.get_absolute_url(), round_.get_absolute_url(),
        report.get_absolute_url(), rated.get_absolute_url(),
    ):  # fmt: skip
        page = text(client, url)
        for word in ("Amber/green", "Amber/red", "Computed", "Court of Audit"):
            assert word in page, f"{word} on {url}"
        assert "ec-gap" in page or "steps apart" in page, url


def test_silent_says_for_how_many_days_and_only_where_a_report_is_owed(browse, silent, coordinator, finance):
    client = browse(coordinator)
    for url in (LIST, finance.get_absolute_url(), silent.get_absolute_url()):
        assert "silent for 21 days" in text(client, url), url
    change_stage(silent, silent.version, "cancelled", by=coordinator, on=today(), reason="No money.")
    for url in (LIST, silent.get_absolute_url()):
        assert "silent for" not in text(client, url), url


def test_our_reports_say_how_each_project_stands(browse, silent, cio_finance):
    page = text(browse(cio_finance), reverse("projects:our-reports"))
    assert "silent for 21 days" in page
    assert "Computed" in page


def test_the_longest_silent_come_first_and_can_be_chosen(browse, silent, coordinator, finance):
    create_project(title="A quiet project", lead=finance, by=coordinator, on=today())
    client = browse(coordinator)
    shown = [row.title for row in client.get(LIST, {"sort": "silent"}).context["table"].page.rows]
    assert shown == ["Digital tax account", "A quiet project"]
    assert "A quiet project" not in text(client, LIST, view="silent")


def test_unchanged_counts_every_report_running_that_says_so(browse, project, cio_finance, coordinator):
    """People may say it twice running; a history that says it more often is told as it is."""
    post = cio_finance.appointments.get()
    for number in range(5):
        ends_on = today() - timedelta(days=30 * (6 - number))
        round_ = Round.objects.create(
            name=f"Round {number}", starts_on=ends_on, ends_on=ends_on, opens_on=ends_on, due_on=ends_on,
            closed_on=ends_on,
        )  # fmt: skip
        report = Report.objects.create(
            project=project, round=round_, institution=project.lead, status="accepted", asked_on=ends_on
        )
        Submission.objects.create(
            report=report, number=1, signed_by=cio_finance, appointment=post, at=timezone.now(), rating=4,
            is_unchanged=number > 0,
        )  # fmt: skip
    Current.objects.refresh(today())
    client = browse(coordinator)
    assert "unchanged for 4 reports" in text(client, LIST)
    assert "Digital tax account" in text(client, LIST, view="unchanged", sort="unchanged")
    text_of_file = b"".join(client.get(LIST, {"export": "csv"}).streaming_content).decode("utf-8-sig")
    told = next(csv.DictReader(io.StringIO(text_of_file)))
    assert (told["Reports running unchanged"], told["Last rounds, oldest first"]) == ("4", "4 4 4 4 4")


@pytest.mark.parametrize("order", ProjectTable.orders)
def test_an_index_gives_every_order(db, order):
    table = ProjectTable(Project.objects.for_list(), QueryDict(f"sort={order}"))
    with CaptureQueriesContext(connection) as told:
        assert table.page.rows == []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off; SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off")
        cursor.execute(f"EXPLAIN {told.captured_queries[0]['sql']}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    sorts = plan.count("Sort  (") - (order == "code")  # unique by itself: what follows it is sorted row by row
    assert sorts == 0, plan

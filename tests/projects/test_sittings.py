"""What reporting costs: from opening the form to a save, without the name of anybody."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.access import access_of
from projects.burden import loads
from projects.forms import opened_at, stamp
from projects.models import Sitting
from projects.services import ReportContent, close_round, report_nothing_changed, report_status, save_draft
from tests.projects.test_pages import path, said
from tests.projects.test_reports import rounds_of

NOW = timezone.now()
CONTENT = ReportContent(rating=3, why="Slow, and known.")
ASKED = 13
"""Eleven questions and the two dates of the one open milestone."""


def minutes(number):
    return timedelta(minutes=number)


def file(report, by, opened, at=NOW):
    report.refresh_from_db()
    return report_status(report, report.version, content=CONTENT, by=by, at=at, opened_at=opened)


def load(user, institution=None):
    return next(each for each in loads(access_of(user)) if each.institution == institution)


def test_it_counts_from_opening_to_signing(report, cio_finance, coordinator, finance):
    file(report, cio_finance, NOW - minutes(9))
    found = load(coordinator, finance)
    assert (found.reports, found.minutes, found.fields, found.machine) == (1, 9, ASKED, 0)


def test_a_sitting_is_cut_to_half_an_hour_and_sittings_are_added(report, cio_finance, coordinator):
    save_draft(report, report.version, draft={}, by=cio_finance, at=NOW - minutes(200), opened_at=NOW - minutes(300))
    file(report, cio_finance, NOW - minutes(5))
    assert load(coordinator).minutes == 35


def test_a_form_that_was_saved_before_counts_from_that_save(report, cio_finance, coordinator):
    opened = NOW - minutes(20)
    save_draft(report, report.version, draft={}, by=cio_finance, at=NOW - minutes(8), opened_at=opened)
    file(report, cio_finance, opened)
    assert load(coordinator).minutes == 20


def test_nothing_changed_asks_for_one_press(round_, report, cio_finance, coordinator):
    file(report, cio_finance, None, NOW - timedelta(days=40))
    round_.refresh_from_db()
    close_round(round_, round_.version, by=coordinator, on=NOW.date())
    next(rounds_of(coordinator, NOW.date(), 1))
    again = report.project.reports.order_by("-round__ends_on").first()
    report_nothing_changed(again, again.version, by=cio_finance, at=NOW, opened_at=NOW - minutes(1))
    found = load(coordinator)
    assert (found.fields, found.unchanged, found.minutes) == (1, 1, 1)


def test_what_a_machine_sent_is_counted_apart(report, cio_finance, coordinator):
    report_status(report, report.version, content=CONTENT, by=cio_finance, at=NOW, is_machine=True)
    found = load(coordinator)
    assert (found.reports, found.minutes, found.fields, found.machine) == (0, None, 0, 1)


def test_a_draft_that_was_never_filed_does_not_count(report, cio_finance, coordinator):
    save_draft(report, report.version, draft={}, by=cio_finance, at=NOW, opened_at=NOW - minutes(3))
    assert loads(access_of(coordinator)) == []


def test_the_moment_of_opening_travels_in_the_form_and_reading_writes_nothing(browse, report, cio_finance, coordinator):
    page = browse(cio_finance).get(path(report))
    assert not Sitting.objects.exists()
    opened = page.context["form"]["opened"].value()
    assert opened_at(opened, report) <= timezone.now()
    assert browse(cio_finance).post(path(report), said(report, opened=opened)).status_code == 302
    assert Sitting.objects.get().way == "submitted"


@pytest.mark.parametrize("forged", ["", "1:2:3", None])
def test_a_forged_or_missing_stamp_is_no_obstacle_and_measures_nothing(browse, report, cio_finance, forged):
    more = {} if forged is None else {"opened": forged}
    assert browse(cio_finance).post(path(report), said(report, **more)).status_code == 302
    assert not Sitting.objects.exists()


def test_the_stamp_of_another_report_does_not_count(report, restricted_project, round_, coordinator, project):
    other = type(report)(pk=report.pk + 1)
    assert opened_at(stamp(other, NOW), report) is None


def test_a_conflict_keeps_the_moment_the_form_was_opened(browse, report, cio_finance, deputy_finance):
    opened = stamp(report, timezone.now() - minutes(7))
    draft = {"why": ["Theirs"], "rating": ["3"]}
    save_draft(report, report.version, draft=draft, by=deputy_finance, at=timezone.now() - minutes(30))
    asked = browse(cio_finance).post(path(report), said(report, opened=opened))
    assert asked.status_code == 409
    assert opened in asked.content.decode()


def test_a_reader_finds_only_reports_they_see(report, cio_finance, cio_health, project):
    file(report, cio_finance, NOW - minutes(9))
    type(project).objects.filter(pk=project.pk).update(visibility="restricted")
    assert loads(access_of(cio_health)) == []
    assert loads(access_of(cio_finance))


def test_the_page_says_what_it_measures_and_exports_every_round(browse, report, cio_finance, auditor):
    address = reverse("projects:burden")
    assert "Nothing is measured yet" in browse(auditor).get(address).content.decode()
    file(report, cio_finance, NOW - minutes(9))
    text = browse(auditor).get(address).content.decode()
    assert "9 min" in text
    assert "No person is measured" in text
    lines = b"".join(browse(auditor).get(address, {"export": "csv"}).streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert browse(auditor).get(address, {"export": "xlsx"}).content[:2] == b"PK"


def test_the_page_asks_a_fixed_number_of_queries(browse, report, cio_finance, auditor):
    client, address = browse(auditor), reverse("projects:burden")
    file(report, cio_finance, NOW - minutes(9))
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        client.get(address)
    assert len(found) <= 9

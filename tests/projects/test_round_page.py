"""The page of a round: who has filed, who has not, whom to remind, and what closing would do."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.access import access_of, today
from outbox.models import Nudge
from projects.filing import filing
from projects.models import Report, Snapshot
from projects.services import ReportContent, close_round, create_project, open_round, report_status, return_report

ON = today()
CONTENT = ReportContent(rating=3, why="Slow, and known.")


def opened(by, **days):
    dates = {"starts_on": ON - timedelta(days=20), "ends_on": ON, "due_on": ON + timedelta(days=7), **days}
    return open_round(name="This month", by=by, on=dates.pop("on", ON), **dates)


def test_what_is_missing_stands_first_and_each_ministry_has_its_sum(
    project, restricted_project, coordinator, cio_finance, finance, health
):
    round_ = opened(coordinator)
    report = Report.objects.get(project=project)
    report_status(report, report.version, content=CONTENT, by=cio_finance, at=timezone.now())
    found = filing(round_, access_of(coordinator), ON)
    assert [line.report.status for line in found.lines] == ["owed", "submitted"]
    assert [(share.institution, share.asked, share.filed, share.missing) for share in found.shares] == [
        (health, 1, 0, 1),
        (finance, 1, 1, 0),
    ]
    assert found.shares[1].asked_people == ["Pavel Orsin, CIO"]
    assert found.shares[0].asked_people == []
    report.refresh_from_db()
    return_report(report, report.version, reason="Say when.", by=coordinator, on=ON)
    assert [line.report.status for line in filing(round_, access_of(coordinator), ON).lines] == ["returned", "owed"]


def test_signed_after_the_due_day_is_late(project, coordinator, cio_finance):
    round_ = opened(coordinator, on=ON - timedelta(days=9), due_on=ON - timedelta(days=3))
    report = Report.objects.get(project=project)
    report_status(report, report.version, content=CONTENT, by=cio_finance, at=timezone.now())
    assert filing(round_, access_of(coordinator), ON).late == 1


def test_another_ministry_sees_only_what_it_may(project, restricted_project, coordinator, cio_finance):
    round_ = opened(coordinator)
    assert [line.report.project for line in filing(round_, access_of(cio_finance), ON).lines] == [project]


def test_all_or_one_are_reminded_and_the_page_says_who_pressed(browse, project, restricted_project, coordinator):
    round_ = opened(coordinator)
    client, report = browse(coordinator), Report.objects.get(project=project)
    address = round_.get_absolute_url()
    assert "Remind of 2 reports" in client.get(address).content.decode()
    client.post(f"{address}remind/", {"only": report.pk})
    assert list(Nudge.objects.values_list("key", flat=True)) == [f"report:{report.pk}"]
    text = client.get(address).content.decode()
    assert "Irena Tolvaj" in text
    assert "pressed today" in text
    client.post(f"{address}remind/")
    assert Nudge.objects.count() == 2
    again = client.post(f"{address}remind/", follow=True)
    assert "pressed this already" in again.content.decode()
    assert Nudge.objects.count() == 2


def test_before_closing_the_page_says_what_it_will_do(browse, project, restricted_project, coordinator, auditor):
    round_ = opened(coordinator)
    text = browse(coordinator).get(round_.get_absolute_url()).content.decode()
    assert "2 reports count as missed (2 not begun, 0 drafted)" in text
    assert "The portfolio of 2 projects is published as a snapshot" in text
    assert "Close the round" not in browse(auditor).get(round_.get_absolute_url()).content.decode()
    close_round(round_, round_.version, by=coordinator, on=ON)
    assert (
        f"/snapshots/{Snapshot.objects.get().number}/"
        in browse(auditor).get(round_.get_absolute_url()).content.decode()
    )


def test_a_round_without_a_snapshot_says_so(browse, project, coordinator, round_):
    type(round_).objects.filter(pk=round_.pk).update(closed_on=ON)
    assert "No snapshot was kept" in browse(coordinator).get(round_.get_absolute_url()).content.decode()


def test_a_round_that_asks_nobody_says_so(browse, coordinator):
    assert "Nobody is asked" in browse(coordinator).get(opened(coordinator).get_absolute_url()).content.decode()


def test_the_page_asks_as_many_queries_for_thirty_reports_as_for_one(
    browse, project, coordinator, finance, cio_finance
):
    def asked():
        client.get(round_.get_absolute_url())
        with CaptureQueriesContext(connection) as found:
            client.get(round_.get_absolute_url())
        return len(found)

    client, round_ = browse(coordinator), opened(coordinator)
    few = asked()
    for number in range(30):
        made = create_project(title=f"Project {number}", lead=finance, by=coordinator, on=ON, stage="delivery")
        Report.objects.get_or_create(project=made, round=round_, defaults={"institution": finance, "asked_on": ON})
    assert asked() == few

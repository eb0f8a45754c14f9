"""The table of derived columns says what its one statement says, whatever a service has just done."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from core.access import today
from history.models import Mark
from projects.models import Baseline, Current, Report
from projects.querysets.current import BY_RULES, LIVE
from projects.services import (
    accept_report,
    approve_baseline,
    assess,
    change_lead,
    change_stage,
    close_round,
    create_project,
    edit_project,
    move_milestone,
    plan_milestone,
    refresh_portfolio,
    report_status,
    return_report,
    save_draft,
)
from projects.services.reports import ReportContent

COLUMNS = [field.column for field in Current._meta.concrete_fields if field.name not in BY_RULES]
CONTENT = ReportContent(rating=4, why="The vendor is back on plan.", forecast_cost=Decimal("10100000"))


def rows(source, on):
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(COLUMNS)} FROM {source} ORDER BY project_id", {"everything": True, "ids": [], "on": on}
        )
        return [dict(zip(COLUMNS, row, strict=True)) for row in cursor.fetchall()]


def stored():
    return rows("projects_current", today())


def live(on=None):
    return rows(f"({LIVE}) live", on or today())


def again(record):
    return type(record).objects.get(pk=record.pk)


def baseline(project, report, by):
    on = today()
    approve_baseline(
        project, by=by, on=on, starts_on=on, ends_on=on + timedelta(days=500), cost=Decimal("12000000"),
        reason=Baseline.Reason.SCOPE,
    )  # fmt: skip


def milestone(project, report, by):
    plan_milestone(project, title="First company", by=by, on=today(), baseline_on=today() + timedelta(days=5))


def moved(project, report, by):
    found = project.milestones.get()
    move_milestone(found, found.version, by=by, on=today(), forecast_on=today() + timedelta(days=90))


def draft(project, report, by):
    save_draft(report, report.version, draft={"why": ["Half a"]}, by=by, at=timezone.now())


def filed(project, report, by):
    report_status(report, report.version, content=CONTENT, by=by, at=timezone.now())


def edited(project, report, by):
    edit_project(project, again(project).version, by=by, on=today(), title="Tax account")


def paused(project, report, by):
    change_stage(project, project.version, "paused", by=by, on=today(), reason="The law is not there yet.")


def rated(project, report, by):
    assess(project, report.round, rating=2, basis="Read.", by=by, on=today())


def closed(project, report, by):
    round_ = again(report.round)
    close_round(round_, round_.version, by=by, on=today() + timedelta(days=8))


@pytest.mark.parametrize(
    "act", [baseline, milestone, moved, draft, filed, edited, paused, rated], ids=lambda act: act.__name__
)
def test_the_stored_row_is_the_live_row_after(act, project, report, cio_finance):
    act(project, report, cio_finance)
    assert stored() == live()
    kept = list(Current.objects.values())
    Current.objects.refresh(today())
    assert list(Current.objects.values()) == kept


def test_it_stays_so_through_a_round(project, report, cio_finance, coordinator, health):
    filed(project, report, cio_finance)
    rated(project, report, coordinator)
    assert stored() == live()
    assert (stored()[0]["gap"], stored()[0]["cio_rating"], stored()[0]["assessed_rating"]) == (2, 4, 2)
    found = again(report)
    return_report(found, found.version, reason="Say by when.", by=coordinator, on=today())
    assert stored() == live()
    found = again(report)
    filed(project, found, cio_finance)
    found = again(report)
    accept_report(found, found.version, by=coordinator)
    assert found.submissions.count() == 2
    assert stored() == live()
    change_lead(project, project.version, health, by=coordinator, on=today())
    create_project(title="Sign once", lead=health, by=coordinator, on=today())
    assert len(stored()) == 2
    assert stored() == live()


def test_a_missed_report_makes_it_silent_from_the_due_date(project, report, coordinator):
    closed(project, report, coordinator)
    assert Report.objects.get().status == Report.Status.MISSED
    assert stored() == live(today() + timedelta(days=8))
    assert stored()[0]["silent_since_on"] == report.round.due_on


def test_the_nightly_refresh_lets_silence_come_with_the_day(project, report):
    late = report.round.due_on + timedelta(days=1)
    assert stored()[0]["silent_since_on"] is None
    refresh_portfolio(on=late)
    assert stored() == live(late)
    assert stored()[0]["silent_since_on"] == report.round.due_on


def test_the_refresh_mends_a_row_that_went_wrong(project):
    Current.objects.update(gap=4, assessor="Nobody")
    assert stored() != live()
    refresh_portfolio(on=today())
    assert stored() == live()


def test_a_second_refresh_of_a_day_writes_nothing(project, report, cio_finance, coordinator):
    filed(project, report, cio_finance)
    rated(project, report, coordinator)
    refresh_portfolio(on=today())
    Mark.objects.all().delete()
    refresh_portfolio(on=today())
    assert not Mark.objects.exists()


def test_a_refresh_writes_the_row_that_differs_alone(project, report, cio_finance, coordinator, health):
    filed(project, report, cio_finance)
    rated(project, report, coordinator)
    create_project(title="Sign once", lead=health, by=coordinator, on=today())
    for wrong in ({"signal": 1}, {"is_apart": False, "widest_gap": None}, {"trend": [1]}, {"days_late": 9000}):
        kept = list(Current.objects.order_by("pk").values())
        Current.objects.filter(pk=project.pk).update(**wrong)
        Mark.objects.all().delete()
        refresh_portfolio(on=today())
        assert list(Current.objects.order_by("pk").values()) == kept
        assert list(Mark.objects.values_list("kind", "record_id")) == [("projects.current", project.pk)]


def test_a_night_leaves_a_project_alone_of_which_nothing_ages(project):
    refresh_portfolio(on=today())
    Mark.objects.all().delete()
    refresh_portfolio(on=today() + timedelta(days=1))
    assert not Mark.objects.exists()
    late = max(baseline.ends_on for baseline in project.baselines.all()) + timedelta(days=1)
    refresh_portfolio(on=late)
    assert list(Mark.objects.values_list("kind", "record_id")) == [("projects.current", project.pk)]

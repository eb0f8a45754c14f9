"""The rules of rounds and reports (DOMAIN section 4), each tried once for and once against."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, InternalError, connection, transaction

from core.versions import Conflict
from ministries.models import Country
from projects.models import Project, Report, Submission
from projects.services import (
    MilestoneForecast,
    ReportContent,
    assess,
    change_lead,
    change_stage,
    close_round,
    create_project,
    open_round,
    report_nothing_changed,
    report_status,
    return_report,
    save_draft,
    why_not_unchanged,
)

DAY = timedelta(days=1)
MARCH = date(2026, 3, 2)


def at(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), ZoneInfo("UTC")) + timedelta(hours=12)


def rounds_of(by, first: date, count: int):
    """One round after another, each open for ten days; closes the one before."""
    for number in range(count):
        on = first + 30 * number * DAY
        yield open_round(
            name=f"Round {number}", starts_on=on, ends_on=on + 29 * DAY, due_on=on + 10 * DAY, by=by, on=on
        )


@pytest.fixture
def tax(finance, coordinator) -> Project:
    return create_project(
        title="Digital tax account", lead=finance, by=coordinator, on=date(2026, 1, 5), stage="delivery"
    )


@pytest.fixture
def march(tax, coordinator):
    return next(rounds_of(coordinator, MARCH, 1))


@pytest.fixture
def owed(tax, march) -> Report:
    return Report.objects.get(project=tax, round=march)


def file(report, by, day=MARCH, **said):
    return report_status(
        report, report.version, content=ReportContent(**{"rating": 4, "why": "On plan.", **said}), by=by, at=at(day)
    )


def test_opening_a_round_asks_every_project_in_a_reporting_stage(finance, coordinator):
    stages = [stage for stage in Project.Stage if stage != Project.Stage.CANCELLED]
    for stage in stages:
        create_project(title=stage.label, lead=finance, by=coordinator, on=MARCH, stage=stage)
    next(rounds_of(coordinator, MARCH, 1))
    asked = dict(Report.objects.values_list("project__stage", "status"))
    assert asked == {"approved": "owed", "delivery": "owed", "closing": "owed", "paused": "waived"}


def test_a_second_round_waits_until_the_first_is_closed(march, coordinator):
    with pytest.raises(ValidationError, match="still open"):
        next(rounds_of(coordinator, MARCH + DAY, 1))


def test_a_project_joins_an_open_round_ten_working_days_before_its_due_date_and_no_later(finance, coordinator, country):
    due = date(2026, 3, 20)
    open_round(name="March", starts_on=MARCH, ends_on=date(2026, 3, 31), due_on=due, by=coordinator, on=MARCH)
    create_project(title="In time", lead=finance, by=coordinator, on=date(2026, 3, 6), stage="delivery")
    create_project(title="Too late", lead=finance, by=coordinator, on=date(2026, 3, 9), stage="delivery")
    assert list(Report.objects.values_list("project__title", flat=True)) == ["In time"]


def test_what_is_owed_or_drafted_counts_as_missed_when_the_round_closes(owed, march, cio_finance, coordinator):
    save_draft(owed, owed.version, draft={"why": ["half a"]}, by=cio_finance, at=at(MARCH))
    close_round(march, march.version, by=coordinator, on=MARCH + 12 * DAY)
    owed.refresh_from_db()
    assert (owed.status, owed.draft) == (Report.Status.MISSED, {"why": ["half a"]})


def test_a_missed_report_filed_later_is_late_and_enters_the_live_record(owed, march, tax, cio_finance, coordinator):
    close_round(march, march.version, by=coordinator, on=MARCH + 12 * DAY)
    owed.refresh_from_db()
    file(owed, cio_finance, MARCH + 15 * DAY, rating=2)
    owed.refresh_from_db()
    tax.refresh_from_db()
    assert (owed.status, owed.is_late, tax.current.cio_rating) == (Report.Status.SUBMITTED, True, 2)


def test_a_filed_report_is_not_filed_again_unless_it_is_returned(owed, cio_finance, coordinator):
    file(owed, cio_finance)
    owed.refresh_from_db()
    with pytest.raises(ValidationError, match="ask the office to return it"):
        file(owed, cio_finance)
    return_report(owed, owed.version, reason="Say what slipped.", by=coordinator, on=MARCH)
    owed.refresh_from_db()
    assert file(owed, cio_finance, rating=3).number == 2


def test_nobody_without_a_post_at_the_institution_files(owed, cio_health, coordinator):
    for stranger in (cio_health, coordinator):
        with pytest.raises(PermissionDenied):
            file(owed, stranger)


def test_the_second_of_two_writers_is_told(owed, cio_finance, deputy_finance):
    save_draft(owed, owed.version, draft={"why": ["Mine"]}, by=deputy_finance, at=at(MARCH))
    with pytest.raises(Conflict):
        file(owed, cio_finance)


def test_nothing_changed_is_taken_twice_running_and_not_a_third_time(tax, cio_finance, coordinator):
    taken = []
    for round_ in rounds_of(coordinator, MARCH, 5):
        report = Report.objects.get(project=tax, round=round_)
        day = round_.opens_on + DAY
        if why_not_unchanged(report, on=day):
            taken.append(file(report, cio_finance, day).is_unchanged)
        else:
            taken.append(report_nothing_changed(report, report.version, by=cio_finance, at=at(day)).is_unchanged)
        close_round(round_, round_.version, by=coordinator, on=round_.due_on)
    assert taken == [False, True, True, False, True]


@pytest.mark.parametrize("passes", ["forecast end", "milestone"])
def test_nothing_changed_is_refused_when_a_date_has_passed_since(tax, cio_finance, coordinator, passes):
    first, second = rounds_of, None
    opened = first(coordinator, MARCH, 2)
    round_ = next(opened)
    soon = MARCH + 20 * DAY
    if passes == "milestone":
        tax.milestones.create(title="Pilot", owner=tax.lead, baseline_on=soon)
    report = Report.objects.get(project=tax, round=round_)
    file(report, cio_finance, forecast_ends_on=soon if passes == "forecast end" else None)
    close_round(round_, round_.version, by=coordinator, on=round_.due_on)
    second = next(opened)
    report = Report.objects.get(project=tax, round=second)
    assert "passed" in why_not_unchanged(report, on=second.opens_on)
    with pytest.raises(ValidationError):
        report_nothing_changed(report, report.version, by=cio_finance, at=at(second.opens_on))


def test_a_report_moves_the_milestones_and_keeps_how_they_stood(owed, tax, cio_finance):
    pilot = tax.milestones.create(title="Pilot", owner=tax.lead, baseline_on=MARCH + 30 * DAY)
    filed = file(owed, cio_finance, milestones=[MilestoneForecast(pilot.pk, forecast_on=MARCH + 60 * DAY)])
    pilot.refresh_from_db()
    assert pilot.forecast_on == MARCH + 60 * DAY
    assert filed.milestones[0]["forecast_on"] == (MARCH + 60 * DAY).isoformat()


@pytest.mark.parametrize(
    ("forecast", "actual", "refusal"),
    [(None, MARCH + DAY, "has not come yet"), (None, None, "Give the milestone a date")],
)
def test_a_milestone_is_not_done_tomorrow_nor_left_without_a_date(owed, tax, cio_finance, forecast, actual, refusal):
    pilot = tax.milestones.create(title="Pilot", owner=tax.lead, forecast_on=MARCH + 30 * DAY)
    with pytest.raises(ValidationError, match=refusal):
        file(owed, cio_finance, milestones=[MilestoneForecast(pilot.pk, forecast, actual)])


def test_a_country_of_three_steps_takes_no_step_between(tax, cio_finance, coordinator):
    Country.objects.update(rating_steps=3)
    march = next(rounds_of(coordinator, MARCH, 1))
    with pytest.raises(ValidationError, match="three steps"):
        file(Report.objects.get(project=tax, round=march), cio_finance, rating=4)


def test_a_change_of_lead_moves_the_duty_and_the_draft(owed, tax, health, cio_finance, cio_health, coordinator):
    save_draft(owed, owed.version, draft={"why": ["So far"]}, by=cio_finance, at=at(MARCH))
    change_lead(tax, tax.version, health, by=coordinator, on=MARCH)
    owed.refresh_from_db()
    assert (owed.institution, owed.draft) == (health, {"why": ["So far"]})
    file(owed, cio_health)


def test_pausing_wants_a_reason(tax, owed, coordinator):
    with pytest.raises(ValidationError, match="Say why"):
        change_stage(tax, tax.version, Project.Stage.PAUSED, by=coordinator, on=MARCH)


def test_silence_counts_from_the_due_date_of_the_last_report_owed(owed, march, tax, cio_finance, coordinator):
    def silent_since():
        tax.refresh_from_db()
        return tax.current.silent_since_on

    close_round(march, march.version, by=coordinator, on=MARCH + 12 * DAY)
    assert silent_since() == march.due_on
    owed.refresh_from_db()
    file(owed, cio_finance, MARCH + 15 * DAY)
    assert silent_since() is None


@pytest.mark.parametrize(("steps", "cio", "office", "gap"), [(5, 4, 2, 2), (5, 2, 4, -2), (3, 5, 1, 2), (3, 3, 1, 1)])
def test_the_gap_is_counted_in_the_steps_of_the_country(
    country, tax, cio_finance, coordinator, steps, cio, office, gap
):
    Country.objects.update(rating_steps=steps)
    march = next(rounds_of(coordinator, MARCH, 1))
    file(Report.objects.get(project=tax, round=march), cio_finance, rating=cio)
    assess(tax, march, rating=office, basis="Read.", by=coordinator, on=MARCH)
    tax.refresh_from_db()
    assert tax.current.gap == gap


def test_an_assessment_wants_a_basis(tax, march, coordinator):
    with pytest.raises(ValidationError, match="basis"):
        assess(tax, march, rating=3, basis=" ", by=coordinator, on=MARCH)


@pytest.mark.parametrize("statement", ["UPDATE projects_submission SET rating = 5", "DELETE FROM projects_submission"])
def test_a_submission_is_never_changed_not_even_by_hand(owed, cio_finance, statement):
    file(owed, cio_finance)
    with pytest.raises((InternalError, IntegrityError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Submission.objects.get().rating == 4

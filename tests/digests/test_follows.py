"""What one follows is told once, to those who may see it, in one line with the reason."""

from datetime import date, datetime, timedelta

import pgtrigger
import pytest
from django.db import connection

from core.records import ref
from history.events import event_tables
from ministries.models import CoordinationFunction, Mandate
from ministries.services import give_mandate
from outbox.models import Follow, Mail
from outbox.services import follow, set_preferences, stop_optional
from projects.models import Milestone, Project
from projects.services import ReportContent, change_stage, plan_milestone, report_status
from projects.services.plan import move_milestone
from tests.digests.conftest import OPENED, at

TUESDAY, WEDNESDAY, THURSDAY = (OPENED + timedelta(days=number) for number in (1, 2, 3))


def was_at(*models, moment: datetime) -> None:
    """What history wrote just now, it wrote then."""
    for model in models:
        table = event_tables()[model._meta.label_lower]._meta.db_table
        with pgtrigger.ignore(), connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} SET pgh_created_at = %s WHERE pgh_created_at > '2026-03-31'::timestamptz", [moment]
            )


@pytest.fixture(autouse=True)
def written_long_ago(tax, coordinator):
    was_at(Project, moment=at(OPENED - timedelta(days=90)))


@pytest.fixture
def follower(auditor, tax):
    follow(ref(tax), by=auditor, at=at(OPENED))
    return auditor


def paused(tax, coordinator, *, moment: datetime) -> None:
    tax.refresh_from_db()
    change_stage(
        tax, tax.version, "paused", by=coordinator, on=moment.date(), resumes_on=date(2026, 9, 1), reason="No money."
    )
    was_at(Project, moment=moment)


def test_a_change_is_told_once_and_says_why(clockwork, tax, follower, coordinator):
    assert clockwork.run(TUESDAY) == []
    paused(tax, coordinator, moment=at(TUESDAY, 12))
    (mail,) = clockwork.run(WEDNESDAY)
    assert mail.to == [follower.email]
    assert mail.subject == "1 record you follow has changed (4 March 2026)"
    assert "Stage changed from Delivery to Paused" in mail.body
    assert "You follow it; this happened since 3 Mar 2026." in mail.body
    assert f"https://coordination.velmar.example{tax.get_absolute_url()}" in mail.body
    assert "because you follow what has changed" in mail.body
    assert "Open my desk" in mail.body
    assert "what is asked of me" not in mail.body  # nothing is
    assert clockwork.run(THURSDAY) == []


def test_what_happened_before_one_followed_is_not_told(clockwork, tax, coordinator, auditor):
    paused(tax, coordinator, moment=at(OPENED, 6))
    follow(ref(tax), by=auditor, at=at(OPENED))
    assert clockwork.run(TUESDAY) == []


def test_several_changes_are_one_line_and_what_was_undone_is_none(clockwork, tax, follower, coordinator):
    plan_milestone(tax, title="Pilot", by=coordinator, on=OPENED, baseline_on=date(2026, 6, 1))
    was_at(Milestone, moment=at(OPENED, 6))
    milestone = tax.milestones.get()
    for day in (date(2026, 7, 1), date(2026, 8, 1)):
        milestone.refresh_from_db()
        move_milestone(milestone, milestone.version, by=coordinator, on=OPENED, forecast_on=day)
    was_at(Milestone, moment=at(OPENED, 12))
    (mail,) = clockwork.run(TUESDAY)
    assert mail.body.count("Milestone Pilot") == 1
    assert "1 Aug 2026" in mail.body
    assert "1 Jul 2026" not in mail.body


def test_a_rating_that_fell_is_told_beside_the_old_one(clockwork, tax_report, tax, follower, cio_finance, coordinator):
    from projects.models import Submission

    clockwork.run(OPENED)
    for rating in (4, 2):
        tax_report.refresh_from_db()
        if rating == 2:
            from projects.services import return_report

            return_report(tax_report, tax_report.version, reason="Look again.", by=coordinator, on=OPENED)
            tax_report.refresh_from_db()
        content = ReportContent(rating=rating, why="We looked.")
        report_status(tax_report, tax_report.version, content=content, by=cio_finance, at=at(OPENED, 10))
        was_at(Submission, moment=at(OPENED, 6) if rating == 4 else at(OPENED, 12))
    letters = {mail.to[0]: mail for mail in clockwork.run(TUESDAY)}
    assert "The CIO: Rating changed from Amber/green to Amber/red" in letters[follower.email].body


def test_who_may_not_see_it_any_more_hears_nothing(clockwork, tax, cio_health, coordinator):
    follow(ref(tax), by=cio_health, at=at(OPENED))
    paused(tax, coordinator, moment=at(OPENED, 12))
    clockwork.write(TUESDAY)
    Project.objects.filter(pk=tax.pk).update(visibility="restricted")
    assert clockwork.send(TUESDAY).cancelled == 1


def test_a_pause_holds_changes_and_the_next_mail_has_them_all(clockwork, tax, follower, coordinator):
    set_preferences(follower, 0, by=follower, paused_until=WEDNESDAY)
    paused(tax, coordinator, moment=at(OPENED, 12))
    assert clockwork.run(TUESDAY) == clockwork.run(WEDNESDAY) == []
    (mail,) = clockwork.run(THURSDAY)
    assert "Paused" in mail.body


def test_switched_off_changes_are_not_told_nor_made_up_for(clockwork, tax, follower, coordinator):
    stop_optional(follower)
    paused(tax, coordinator, moment=at(OPENED, 12))
    assert clockwork.run(TUESDAY) == []
    assert Follow.objects.get().told_until > at(OPENED, 12)


def test_a_mail_that_waited_takes_both_times_into_one_line(clockwork, tax, follower, coordinator):
    paused(tax, coordinator, moment=at(OPENED, 12))
    clockwork.write(TUESDAY)
    tax.refresh_from_db()
    Project.objects.filter(pk=tax.pk).update(lead=tax.lead, resumes_on=date(2026, 10, 1))
    was_at(Project, moment=at(TUESDAY, 12))
    (mail,) = clockwork.run(WEDNESDAY)
    assert "Stage changed from Delivery to Paused" in mail.body
    assert "1 Oct 2026" in mail.body
    assert sorted(Mail.objects.values_list("state", flat=True)) == ["cancelled", "sent"]


def test_a_mandate_is_told_to_who_follows_the_function_and_the_institution(
    clockwork, auditor, decision_maker, health, coordinator
):
    function = CoordinationFunction.objects.get(code="funding")
    follow(ref(function), by=auditor, at=at(OPENED))
    follow(ref(health), by=decision_maker, at=at(OPENED))
    give_mandate(health, function, Mandate.Role.LEAD, by=coordinator, starts_on=TUESDAY, basis="Decree 7/2026")
    was_at(Mandate, moment=at(OPENED, 12))
    letters = {mail.to[0]: mail for mail in clockwork.run(TUESDAY)}
    assert "Mandate Ministry of Health" in letters[auditor.email].body
    assert "Mandate Funding" in letters[decision_maker.email].body


def test_hundred_follows_cost_as_many_queries_as_one(
    clockwork, tax, follower, finance, coordinator, django_assert_max_num_queries
):
    paused(tax, coordinator, moment=at(OPENED, 12))
    for number in range(100):
        follow(ref(Project(pk=10_000 + number)), by=coordinator, at=at(OPENED))
    with django_assert_max_num_queries(45):
        clockwork.write(TUESDAY)
    assert Mail.objects.count() == 1

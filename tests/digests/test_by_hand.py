"""Reminders by hand: one for a duty and working day, in the mail of that day, never a second mail for the same duty."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from outbox.models import Mail, Nudge
from projects.services import (
    ReportContent,
    close_round,
    create_project,
    invite,
    remind,
    report_status,
    save_draft,
)
from tests.digests.conftest import OPENED, at

QUIET = date(2026, 3, 4)  # a Wednesday: neither asked nor reminded
SATURDAY = date(2026, 3, 7)
BY_HAND = "Reminder: the office asked for it once more."


def press(round_, by, day=QUIET, hour=10, **chosen):
    return remind(round_, by=by, on=day, at=at(day, hour), **chosen)


@pytest.fixture
def asked(clockwork, march, tax_report, cio_finance):
    """The report was asked for when the round opened."""
    clockwork.run(OPENED)
    return tax_report


def test_a_pressed_reminder_goes_out_the_same_day_and_says_why(clockwork, asked, march, coordinator, cio_finance):
    assert clockwork.run(QUIET, 8) == []
    assert press(march, coordinator) == 1
    (mail,) = clockwork.run(QUIET, 11)
    assert mail.to == [cio_finance.email]
    assert BY_HAND in mail.body
    assert clockwork.run(QUIET, 12) == []
    assert clockwork.run(QUIET + timedelta(days=1)) == []


def test_who_pressed_and_when_is_recorded(asked, march, coordinator):
    press(march, coordinator)
    nudge = Nudge.objects.get()
    assert (nudge.key, nudge.on, nudge.pressed_by, nudge.pressed_at) == (
        f"report:{asked.pk}",
        QUIET,
        coordinator,
        at(QUIET, 10),
    )


def test_a_second_press_on_the_same_day_is_refused(asked, march, coordinator):
    press(march, coordinator)
    with pytest.raises(ValidationError, match="pressed this already"):
        press(march, coordinator, hour=15)
    assert press(march, coordinator, day=QUIET + timedelta(days=1)) == 1


def test_it_does_not_count_among_the_two_reminders(clockwork, asked, march, coordinator):
    press(march, coordinator)
    clockwork.run(QUIET, 11)
    days = [QUIET + timedelta(days=number) for number in range(1, 40)]
    assert [day for day in days if clockwork.run(day)] == [date(2026, 3, 11), date(2026, 3, 18)]


def test_what_todays_mail_carried_gets_no_second_mail_that_day_and_none_the_next(
    clockwork, asked, tax, march, health, cio_finance, coordinator
):
    other = create_project(title="Fuel cards", lead=health, by=coordinator, on=OPENED, stage="proposed")
    invite(other, asked.institution, "user", by=coordinator, on=QUIET)
    (morning,) = clockwork.run(QUIET, 8)
    assert "Still open" in morning.body
    press(march, coordinator)
    assert clockwork.run(QUIET, 11) == []
    assert clockwork.run(QUIET + timedelta(days=1)) == []


def test_what_was_asked_after_todays_mail_goes_out_in_another(clockwork, asked, march, coordinator):
    """The morning's mail could not carry a report that is asked for since noon."""
    create_project(title="Fuel cards", lead=asked.institution, by=coordinator, on=OPENED, stage="delivery")
    assert press(march, coordinator, day=OPENED) == 2
    (mail,) = clockwork.run(OPENED, 13)
    assert mail.body.count(BY_HAND) == 1
    assert list(Mail.objects.order_by("pk").values_list("period", flat=True)) == ["2026-03-02", "2026-03-02.2"]
    assert clockwork.run(OPENED, 14) == clockwork.run(OPENED + timedelta(days=1)) == []


def test_a_mail_that_still_waits_takes_it_along(clockwork, asked, march, coordinator, cio_finance):
    day = date(2026, 3, 11)
    assert clockwork.write(day) == 1
    press(march, coordinator, day=day)
    assert clockwork.write(day, 11) == 0
    before = Mail.objects.count()
    (mail,) = clockwork.run(day, 11)
    assert BY_HAND in mail.body
    assert Mail.objects.count() == before


def test_on_a_day_off_it_waits_for_the_next_working_day(clockwork, asked, march, coordinator):
    press(march, coordinator, day=SATURDAY)
    assert Nudge.objects.get().on == date(2026, 3, 9)
    (mail,) = clockwork.run(date(2026, 3, 9))
    assert BY_HAND in mail.body


def test_what_was_filed_meanwhile_is_not_in_the_mail(clockwork, asked, march, coordinator, cio_finance):
    press(march, coordinator)
    clockwork.write(QUIET, 11)
    report_status(
        asked, asked.version, content=ReportContent(rating=4, why="On course."), by=cio_finance, at=at(QUIET, 11)
    )
    assert clockwork.send(QUIET, 12).sent == 0
    assert Mail.objects.order_by("pk").last().state == Mail.State.CANCELLED


def test_who_has_begun_is_reminded_by_hand_only(clockwork, asked, march, coordinator, cio_finance):
    save_draft(asked, asked.version, draft={"why": ["Soon"]}, by=cio_finance, at=at(OPENED, 12))
    assert clockwork.run(date(2026, 3, 11)) == []
    press(march, coordinator, day=date(2026, 3, 12))
    (mail,) = clockwork.run(date(2026, 3, 12), 11)
    assert BY_HAND in mail.body


def test_nothing_is_owed_in_a_closed_round(asked, march, coordinator):
    closed = close_round(march, march.version, by=coordinator, on=QUIET)
    with pytest.raises(ValidationError, match="closed"):
        press(closed, coordinator)


def test_a_filed_report_is_not_reminded_of(asked, march, coordinator, cio_finance):
    report_status(
        asked, asked.version, content=ReportContent(rating=4, why="On course."), by=cio_finance, at=at(OPENED, 12)
    )
    with pytest.raises(ValidationError, match="Nothing is owed"):
        press(march, coordinator)
    assert not Nudge.objects.exists()

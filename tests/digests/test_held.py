"""A retry respects its reader's hours, days and pauses, and what was held comes in one mail with what is new."""

import smtplib
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.mail.backends.locmem import EmailBackend

from ministries.models import Holiday
from outbox.models import Mail
from outbox.services import send_waiting, set_preferences
from outbox.standing import standing
from projects.services import create_project, invite
from tests.digests.conftest import OPENED

TUESDAY, WEDNESDAY = OPENED + timedelta(days=1), OPENED + timedelta(days=2)
FRIDAY, MONDAY = date(2026, 3, 6), date(2026, 3, 9)


class Refusing(EmailBackend):
    is_down = False

    def send_messages(self, messages):
        if Refusing.is_down:
            raise smtplib.SMTPDataError(451, b"4.3.2 Not now")
        return super().send_messages(messages)


@pytest.fixture(autouse=True)
def refusing(clockwork, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    Refusing.is_down = True


def moment(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), UTC)


def send(day: date, clock: str):
    return send_waiting(clock=lambda: moment(day, clock))


def refused_until(clockwork, day: date, clock: str) -> None:
    """Written in the evening and refused for now until then."""
    clockwork.write(day, 19)
    assert send(day, "19:00").put_back == 1
    assert send(day, clock).put_back == 1
    Refusing.is_down = False


def is_sent() -> bool:
    return Mail.objects.get().state == Mail.State.SENT


def test_a_retry_in_the_night_waits_for_the_morning(clockwork, tax_report, cio_finance):
    refused_until(clockwork, OPENED, "19:50")
    assert send(OPENED, "20:05").held == 1
    held = Mail.objects.get()
    assert (held.state, held.send_after, held.attempts) == ("waiting", moment(TUESDAY, "07:20"), 2)
    assert standing(moment(OPENED, "23:00")).overdue == 0
    for clock in ("03:00", "07:00", "07:15"):
        assert send(TUESDAY, clock).sent == 0
    assert send(TUESDAY, "07:20").sent == 1


def test_a_retry_does_not_fall_on_days_off(clockwork, country, tax_report, cio_finance):
    Holiday.objects.create(country=country, on=MONDAY, name="Day of the Bridge")
    clockwork.write(FRIDAY, 19)
    Refusing.is_down = True
    assert send(FRIDAY, "19:58").put_back == 1
    Refusing.is_down = False
    assert send(FRIDAY, "20:10").held == 1
    assert Mail.objects.get().send_after == moment(MONDAY + timedelta(days=1), "07:20")
    assert send(MONDAY, "12:00").sent == 0
    assert send(MONDAY + timedelta(days=1), "12:00").sent == 1


def test_who_goes_on_leave_meanwhile_gets_it_afterwards(clockwork, tax_report, cio_finance):
    refused_until(clockwork, OPENED, "19:20")
    set_preferences(cio_finance, 0, by=cio_finance, paused_until=WEDNESDAY, hour=9)
    assert send(OPENED, "19:40").held == 1
    assert Mail.objects.get().send_after == moment(WEDNESDAY + timedelta(days=1), "09:20")


def test_a_mail_that_no_sender_took_in_time_is_held_too(clockwork, tax_report, cio_finance):
    Refusing.is_down = False
    clockwork.write(OPENED, 19)
    assert send(OPENED, "23:00").held == 1
    assert not is_sent()


def test_what_was_just_written_goes_out_a_moment_past_the_hour(clockwork, tax_report, cio_finance):
    Refusing.is_down = False
    clockwork.write(OPENED, 19)
    assert send(OPENED, "20:00").sent == 1


def test_the_digest_of_the_morning_takes_over_what_was_held(
    clockwork, tax_report, cio_finance, finance, health, coordinator
):
    refused_until(clockwork, OPENED, "19:50")
    send(OPENED, "20:05")
    other = create_project(title="Land register", lead=health, by=coordinator, on=OPENED)
    invite(other, finance, "partner", by=coordinator, on=TUESDAY)
    (mail,) = clockwork.run(TUESDAY, 7)
    assert "New, asked on 2 Mar 2026." in mail.body
    assert "New, asked on 3 Mar 2026." in mail.body
    assert send(TUESDAY, "12:00").sent == 0


def test_a_held_mail_is_the_mail_of_the_day_on_which_it_arrives(
    clockwork, tax_report, cio_finance, finance, health, coordinator
):
    refused_until(clockwork, OPENED, "19:50")
    send(OPENED, "20:05")
    assert send(TUESDAY, "08:00").sent == 1
    other = create_project(title="Land register", lead=health, by=coordinator, on=OPENED)
    invite(other, finance, "partner", by=coordinator, on=TUESDAY)
    assert clockwork.run(TUESDAY, 10) == []
    (mail,) = clockwork.run(WEDNESDAY)
    assert "Land register" in mail.body

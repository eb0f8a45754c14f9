"""Reminders follow the post."""

from datetime import timedelta

from accounts.models import User
from ministries.models import Appointment
from ministries.services import appoint, end_appointment
from tests.digests.conftest import OPENED

LAST = OPENED + timedelta(days=7)


def test_the_digest_goes_to_the_successor_and_nothing_to_who_left(
    clockwork, tax_report, finance, cio_finance, coordinator
):
    (mail,) = clockwork.run(OPENED)
    assert mail.to == [cio_finance.email]
    held = Appointment.objects.get(person=cio_finance)
    end_appointment(held, held.version, by=coordinator, ends_on=LAST)
    follows = User.objects.create_user("ada@velmar.example", full_name="Ada Lind", kind="official")
    appoint(follows, finance, "cio", by=coordinator, starts_on=LAST + timedelta(days=1))
    later = [mail for days in range(1, 21) for mail in clockwork.run(LAST + timedelta(days=days))]
    assert later
    assert {mail.to[0] for mail in later} == {follows.email}
    assert any("Digital tax account" in mail.body for mail in later)

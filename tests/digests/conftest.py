from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail

from digests.services import write_digests
from outbox.services import Tally, send_waiting
from projects.models import Report
from projects.services import create_project, open_round

OPENED = date(2026, 3, 2)  # a Monday
DUE = date(2026, 3, 20)  # Friday of the third week; half time on Wednesday 11, last call on Wednesday 18


def at(day: date, hour: int = 8) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


@dataclass
class Clockwork:
    """Writes and sends as the two clocks would on a day."""

    def run(self, day: date, hour: int = 8) -> list[mail.EmailMultiAlternatives]:
        before = len(mail.outbox)
        self.write(day, hour)
        self.send(day, hour)
        return mail.outbox[before:]

    def write(self, day: date, hour: int = 8) -> int:
        return write_digests(now=at(day, hour))

    def send(self, day: date, hour: int = 8) -> Tally:
        return send_waiting(clock=lambda: at(day, hour))


@pytest.fixture
def clockwork(settings) -> Clockwork:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.SITE_URL = "https://coordination.velmar.example"
    return Clockwork()


@pytest.fixture
def tax(finance, coordinator):
    return create_project(
        title="Digital tax account", lead=finance, by=coordinator, on=OPENED - timedelta(days=90), stage="delivery"
    )


@pytest.fixture
def march(tax, coordinator):
    return open_round(
        name="March 2026",
        starts_on=date(2026, 2, 1),
        ends_on=date(2026, 2, 28),
        due_on=DUE,
        by=coordinator,
        on=OPENED,
    )


@pytest.fixture
def tax_report(march, tax) -> Report:
    return Report.objects.get(round=march, project=tax)

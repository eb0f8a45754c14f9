"""What it costs to write and send a morning's digests: `python3 run.py bench digest`.

Ten reports are owed by each institution and asked of all its deputies, so that every mail has ten lines. The mails are
written into the outbox and rendered; then they are sent: rendered again, made into messages and thrown away in place of a
mail server. CPU is that of this process; the database's own stands beside it as the rest of the time.

The case `digest` tells the time of one mail, written and sent, and beside it what it takes Python's own library to make a
message of the same words.
"""

import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from typing import Any, ClassVar

from django.core.mail.backends.base import BaseEmailBackend
from django.test import override_settings
from django.urls import resolve

from accounts.models import User
from bench.case import Case, Country, Peak, counted
from digests.services import write_digests
from ministries.models import Appointment, Institution
from ministries.services import set_up_country
from outbox.models import Mail
from outbox.services import letters, send_waiting
from outbox.services.sending import BATCH
from projects.models import Project, Report, Round

NAMES = ("digest",)
RECIPIENTS, INSTITUTIONS, LINES = 10_000, 1_000, 10
ON = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
ROWS = 2_000
KEPT = 500
SINK, SITE = "bench.digest.Sink", "https://coordination.velmar.example"


class Sink(BaseEmailBackend):
    """Takes the bytes a mail server would get, counts them and throws them away."""

    mails = 0
    bytes = 0
    kept: ClassVar[list[Any]] = []

    def send_messages(self, email_messages: Sequence[Any]) -> int:
        for message in email_messages:
            Sink.mails += 1
            Sink.bytes += len(message.message().as_bytes(linesep="\r\n"))
            if len(Sink.kept) < KEPT:
                Sink.kept.append(message)
        return len(email_messages)


def cases(country: Country, names: Sequence[str]) -> Iterator[Case]:
    """In a world of its own."""
    fill(RECIPIENTS, INSTITUTIONS)
    resolve("/")  # a worker has read the addresses of the site long ago
    Sink.mails = Sink.bytes = 0
    Sink.kept.clear()
    peak = Peak()
    with override_settings(EMAIL_BACKEND=SINK, SITE_URL=SITE), counted() as statements:
        with measured() as writing:
            written = write_digests(now=NOW)
        taken = len(statements)
        with measured() as rendering:
            rendered = sum(len(letters(mails, NOW)) for mails in waiting())
        statements.clear()
        with measured() as sending:
            tally = send_waiting(clock=lambda: NOW)
        growth = peak.growth_mb()
        taken += len(statements)
    assert written == rendered == tally.sent == Sink.mails == RECIPIENTS, (written, rendered, tally, Sink.mails)
    print(
        f"{written:,} mails of {Sink.bytes // Sink.mails:,} bytes, {LINES} lines each, asked of {INSTITUTIONS:,} institutions"
    )
    print(f"written {writing[0]:.1f} s CPU ({writing[1]:.1f} s in all)")
    print(f"rendered as text and HTML {rendering[0]:.1f} s CPU ({rendering[1]:.1f} s in all)")
    print(f"rendered again and sent, each marked before and after, {sending[0]:.1f} s CPU ({sending[1]:.1f} s in all)")
    ms = (writing[1] + sending[1]) * 1000 / RECIPIENTS
    yield Case(
        NAMES[0], ms, statistics.median(alone(message) for message in Sink.kept), sql=taken, rows_per_s=1000 / ms,
        memory_growth_mb=growth,
    )  # fmt: skip


def waiting() -> Iterator[list[Mail]]:
    """As a sender takes them, batch by batch."""
    last = 0
    while mails := list(Mail.objects.filter(pk__gt=last).select_related("recipient").order_by("pk")[:BATCH]):
        yield mails
        last = mails[-1].pk


def alone(message: Any) -> float:
    began = time.perf_counter()
    made = EmailMessage()
    made["Subject"], made["From"], made["To"] = message.subject, message.from_email, ", ".join(message.to)
    made.set_content(message.body)
    made.add_alternative(message.alternatives[0][0], subtype="html")
    made.as_bytes()
    return (time.perf_counter() - began) * 1000


@contextmanager
def measured() -> Iterator[list[float]]:
    taken: list[float] = []
    cpu, wall = time.process_time(), time.perf_counter()
    yield taken
    taken += [time.process_time() - cpu, time.perf_counter() - wall]


def fill(recipients: int, institutions: int) -> None:
    set_up_country(
        name="Republic of Velmar", office_name="Coordination Office", currency="EUR", languages=["en"],
        reporting_stages=["delivery"], on=ON,
    )  # fmt: skip
    places = Institution.objects.bulk_create(
        [Institution(code=f"body-{n}", name=f"Body {n}", kind="agency") for n in range(institutions)], ROWS
    )
    people = User.objects.bulk_create(
        [
            User(email=f"person{n}@bench.example", full_name=f"Person {n}", kind="official", password="!")  # noqa: S106 - nobody signs in with it
            for n in range(recipients)
        ],
        ROWS,
    )
    Appointment.objects.bulk_create(
        [
            Appointment(person=one, institution=places[n % institutions], post="deputy", starts_on=date(2020, 1, 1))
            for n, one in enumerate(people)
        ],
        ROWS,
    )
    round_ = Round.objects.create(
        name="March 2026", starts_on=ON, ends_on=ON, opens_on=ON, due_on=ON + timedelta(days=18)
    )
    projects = Project.objects.bulk_create(
        [
            Project(code=f"P-2026-{n:06}", title=f"Digital service {n}", lead=places[n // LINES], stage="delivery", stage_since_on=ON,
                    currency="EUR", visibility="government")
            for n in range(institutions * LINES)
        ],
        ROWS,
    )  # fmt: skip
    Report.objects.bulk_create(
        [Report(project=one, round=round_, institution_id=one.lead_id, asked_on=ON) for one in projects], ROWS
    )

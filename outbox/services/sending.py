"""What leaves. The truth is in PostgreSQL; a mail is never handed over twice unless the mail server said it did not take it."""

import smtplib
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, OuterRef, Subquery

from core.asking import Question
from history.tracking import acting
from outbox.models import Mail, Nudge, Told

if TYPE_CHECKING:
    from accounts.models import User

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=5)
"""Longer than one conversation with a mail server can last at EMAIL_TIMEOUT a step."""
BATCH = 20
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=2), timedelta(hours=2)
MOST_ATTEMPTS = 24

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class NewMail:
    """``told``: pairs of due key and reason, what is new in it."""

    recipient_id: int
    told: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says now, to which address; text and HTML say the same."""

    mail_id: int
    address: str
    subject: str
    text: str
    html: str


letters: Question[[Sequence[Mail], datetime], Letter] = Question()
"""Asked just before sending: what do these mails say now? A mail without a letter is not needed any more."""


@dataclass(slots=True)
class Tally:
    sent: int = 0
    failed: int = 0
    cancelled: int = 0
    unknown: int = 0
    put_back: int = 0


@dataclass(slots=True)
class Sender:
    """One run of one worker: its name on the leases, its connection, what came of it."""

    clock: Clock
    name: str = field(default_factory=lambda: uuid.uuid4().hex)
    tally: Tally = field(default_factory=Tally)


def message_id(kind: str, period: str, recipient_id: int) -> str:
    """The same mail always has the same Message-ID, so that a second copy would be known as one."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<{kind}.{period}.{recipient_id}@{host}>"


@transaction.atomic
def write(kind: str, period: str, mails: Collection[NewMail], *, now: datetime) -> int:
    """Put mails into the outbox; whoever has one of this kind and period gets no second. Returns how many are new.

    Older mails of the kind to the same person that still wait are taken back: what they were to say moves into the new one.
    """
    existing = set(Mail.objects.of(kind, period).values_list("recipient_id", flat=True))
    wanted = {mail.recipient_id: mail for mail in mails if mail.recipient_id not in existing}
    written = Mail.objects.bulk_create(
        [
            Mail(
                kind=kind,
                period=period,
                recipient_id=recipient_id,
                message_id=message_id(kind, period, recipient_id),
                written_at=now,
                send_after=now,
            )
            for recipient_id in wanted
        ],
        batch_size=1000,
    )
    Told.objects.bulk_create(
        [
            Told(mail=mail, recipient_id=mail.recipient_id, key=key, reason=reason)
            for mail in written
            for key, reason in wanted[mail.recipient_id].told
        ],
        batch_size=1000,
    )
    _take_back_older(kind, period, wanted.keys(), now)
    return len(written)


def _take_back_older(kind: str, period: str, recipient_ids: Collection[int], now: datetime) -> None:
    waiting = Mail.objects.waiting().filter(kind=kind, recipient__in=recipient_ids).exclude(period=period)
    older = list(waiting.select_for_update(skip_locked=True).values_list("pk", flat=True))
    if not older:
        return
    Mail.objects.filter(pk__in=older).update(state=Mail.State.CANCELLED, ended_at=now)
    newer = Mail.objects.of(kind, period).filter(recipient=OuterRef("recipient")).values("pk")
    Told.objects.filter(mail__in=older).update(mail=Subquery(newer[:1]))


def join(mail: Mail, told: Collection[tuple[str, str]]) -> None:
    """These, pairs of due key and reason, are told by a mail that was written before."""
    rows = [Told(mail=mail, recipient_id=mail.recipient_id, key=key, reason=reason) for key, reason in told]
    Told.objects.bulk_create(rows, ignore_conflicts=True)


def nudge(keys: Collection[str], *, by: "User", on: date, at: datetime) -> int:
    """Remind by hand of these duties with the mail of the day ``on``. Returns how many had not been pressed for it before.

    Only adds: of two who press at once the database takes one.
    """
    with acting(by=by, verb="reminded"):
        Nudge.objects.bulk_create(
            [Nudge(key=key, on=on, pressed_by=by, pressed_at=at) for key in sorted(keys)], ignore_conflicts=True
        )
        return Nudge.objects.of_keys(keys).filter(on=on, pressed_by=by, pressed_at=at).count()


def sweep(*, now: datetime) -> int:
    """Take back what a dead sender held; what it may have handed over stays visible as unknown. Returns how many of these."""
    held = Mail.objects.lease_over(now)
    unknown = held.handed_over().update(
        state=Mail.State.UNKNOWN,
        lease_until=None,
        ended_at=now,
        words="The sender ended while it handed the mail over.",
    )
    held.not_handed_over().update(state=Mail.State.WAITING, lease_until=None, leased_by="")
    return unknown


def send_waiting(*, clock: Clock, batch: int = BATCH) -> Tally:
    """Send all that waits and is ready; any number of senders may run at once."""
    sender = Sender(clock)
    sender.tally.unknown += sweep(now=clock())
    while mails := _claim(sender, batch):
        _send_batch(mails, sender)
    return sender.tally


@transaction.atomic
def _claim(sender: Sender, batch: int) -> list[Mail]:
    now = sender.clock()
    ids = list(Mail.objects.ready(now).select_for_update(skip_locked=True).values_list("pk", flat=True)[:batch])
    claimed = Mail.objects.filter(pk__in=ids)
    claimed.update(state=Mail.State.SENDING, leased_by=sender.name, lease_until=now + LEASE, attempts=F("attempts") + 1)
    return list(claimed.select_related("recipient").order_by("pk"))


def _send_batch(mails: Sequence[Mail], sender: Sender) -> None:
    try:
        letter_of = {letter.mail_id: letter for letter in letters(mails, sender.clock())}
    except Exception as error:
        log.exception("a mail could not be written")
        return _put_back_all(mails, f"{type(error).__name__} while writing it", sender)
    for mail in mails:
        if mail.pk not in letter_of:
            _end(mail, Mail.State.CANCELLED, sender)
    to_send = [mail for mail in mails if mail.pk in letter_of]
    if to_send:
        _hand_over_all(to_send, letter_of, sender)
    return None


def _hand_over_all(mails: Sequence[Mail], letter_of: Mapping[int, Letter], sender: Sender) -> None:
    connection: BaseEmailBackend | None = None
    for number, mail in enumerate(mails):
        try:
            connection = connection or _open()
        except (smtplib.SMTPException, OSError) as error:
            return _put_back_all(mails[number:], said_by(error), sender)
        if not _hand_over(mail, letter_of[mail.pk], connection, sender):
            _close(connection)
            connection = None
    if connection:
        _close(connection)
    return None


def _open() -> BaseEmailBackend:
    connection = get_connection()
    connection.open()
    return connection


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (smtplib.SMTPException, OSError) as error:
        log.warning("the mail server did not say goodbye", error=str(error))


def _hand_over(mail: Mail, letter: Letter, connection: BaseEmailBackend, sender: Sender) -> bool:
    """Whether the connection is still good for the next mail."""
    if not _mark_handed_over(mail, letter, sender):
        return True
    try:
        connection.send_messages([as_message(mail, letter)])
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as refusal:
        _refused(mail, refusal, sender)
        return True
    except Exception as error:
        log.warning("not known whether a mail was sent", message_id=mail.message_id, error=repr(error))
        _end(mail, Mail.State.UNKNOWN, sender, words=said_by(error))
        return False
    _end(mail, Mail.State.SENT, sender)
    return True


def _mark_handed_over(mail: Mail, letter: Letter, sender: Sender) -> bool:
    """Written before the mail server hears of it. False when the lease ran out and the mail is somebody else's by now."""
    now = sender.clock()
    ours = Mail.objects.filter(pk=mail.pk, state=Mail.State.SENDING, leased_by=sender.name, lease_until__gt=now)
    return bool(ours.update(handed_over_at=now, lease_until=now + LEASE, subject=letter.subject[:200]))


def as_message(mail: Mail, letter: Letter) -> EmailMultiAlternatives:
    headers = {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"}
    message = EmailMultiAlternatives(letter.subject, letter.text, to=[letter.address], headers=headers)
    message.attach_alternative(letter.html, "text/html")
    return message


def _refused(mail: Mail, refusal: Exception, sender: Sender) -> None:
    """The server said it did not take the mail: for now (4xx), or for good."""
    is_for_now = 400 <= code_of(refusal) < 500
    if is_for_now and mail.attempts < MOST_ATTEMPTS:
        return _put_back(mail, said_by(refusal), sender)
    return _end(mail, Mail.State.FAILED, sender, words=said_by(refusal))


def code_of(refusal: Exception) -> int:
    if isinstance(refusal, smtplib.SMTPRecipientsRefused):
        return max(code for code, _words in refusal.recipients.values())
    return int(refusal.smtp_code) if isinstance(refusal, smtplib.SMTPResponseException) else 0


def said_by(error: Exception) -> str:
    """The server's own words, or what went wrong on the way to it."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{code} {_text(words)}" for code, words in error.recipients.values())[:500]
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"[:500]
    return f"{type(error).__name__}: {error}"[:500]


def _text(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words


def _put_back_all(mails: Sequence[Mail], words: str, sender: Sender) -> None:
    for mail in mails:
        if mail.attempts < MOST_ATTEMPTS:
            _put_back(mail, words, sender)
        else:
            _end(mail, Mail.State.FAILED, sender, words=words)


def _put_back(mail: Mail, words: str, sender: Sender) -> None:
    wait = min(FIRST_WAIT * 2 ** (mail.attempts - 1), LONGEST_WAIT)
    Mail.objects.filter(pk=mail.pk).held_by(sender.name).update(
        state=Mail.State.WAITING,
        leased_by="",
        lease_until=None,
        handed_over_at=None,
        ended_at=None,
        send_after=sender.clock() + wait,
        words=words,
    )
    sender.tally.put_back += 1


def _end(mail: Mail, state: str, sender: Sender, *, words: str = "") -> None:
    Mail.objects.filter(pk=mail.pk).held_by(sender.name).update(
        state=state, lease_until=None, ended_at=sender.clock(), words=words
    )
    setattr(sender.tally, state, getattr(sender.tally, state) + 1)

"""Sending what waits. A mail is never handed over twice unless the mail server said it did not take it."""

import smtplib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F

from core.asking import Question
from outbox.line import Backend
from outbox.models import Mail
from outbox.services.sweeping import LEASE, Presence, sweep
from outbox.services.writing import give_way

log = structlog.get_logger(__name__)

BATCH = 100
RUN = timedelta(seconds=30)
"""After that a sender makes room for other work; the next run goes on."""
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=20), timedelta(hours=2)
MOST_ATTEMPTS = 26
"""Of a mail that the server refuses for now: a day and a half."""
GIVES_UP_AFTER = timedelta(days=3)
"""Where the mail server cannot be reached at all."""
DATABASE_WAITS = (1, 2, 4, 8, 15)
"""Seconds. What the mail server said is kept in mind while the database is away."""
UNREACHABLE = (smtplib.SMTPException, OSError)

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says now, to which address; text and HTML say the same. ``unsubscribe_url``: where a mail program posts
    "stop" in one click (RFC 8058); empty for mail that cannot be stopped."""

    mail_id: int
    address: str
    subject: str
    text: str
    html: str
    unsubscribe_url: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """Not now: the reader wants no mail at this hour or on this day. ``until``: not before."""

    mail_id: int
    until: datetime


letters: Question[[Sequence[Mail], datetime], Letter | Held] = Question()
"""Asked just before sending: what do these mails say now? A mail without an answer is not needed any more."""


@dataclass(slots=True)
class Tally:
    sent: int = 0
    failed: int = 0
    cancelled: int = 0
    unknown: int = 0
    put_back: int = 0
    held: int = 0


@dataclass(slots=True)
class Sender:
    """One run of one worker: its name on the leases, what came of it."""

    clock: Clock
    presence: Presence
    tally: Tally = field(default_factory=Tally)

    @property
    def name(self) -> str:
        return self.presence.name


def send_waiting(*, clock: Clock, batch: int = BATCH) -> Tally:
    """Send what waits and is ready; any number of senders may run at once."""
    with Presence() as presence:
        sender = Sender(clock, presence)
        sender.tally.unknown += sweep(now=clock())
        until = clock() + RUN
        is_reachable = True
        while is_reachable and clock() < until and (mails := _claim(sender, batch)):
            is_reachable = _send_batch(mails, sender)
    return sender.tally


@transaction.atomic
def _claim(sender: Sender, batch: int) -> list[Mail]:
    now = sender.clock()
    ids = list(Mail.objects.ready(now).select_for_update(skip_locked=True).values_list("pk", flat=True)[:batch])
    claimed = Mail.objects.filter(pk__in=ids)
    claimed.update(state=Mail.State.SENDING, leased_by=sender.name, lease_until=now + LEASE, attempts=F("attempts") + 1)
    return list(claimed.select_related("recipient").order_by("pk"))


def _send_batch(mails: Sequence[Mail], sender: Sender) -> bool:
    """False: the mail server cannot be reached, and trying with others would only take time."""
    letter_of = _write_all(mails, sender)
    to_send = [mail for mail in mails if mail.pk in letter_of]
    return _hand_over_all(to_send, letter_of, sender) if to_send else True


def _write_all(mails: Sequence[Mail], sender: Sender) -> dict[int, Letter]:
    """Where one cannot be written the others are, one by one; what has nothing to say is cancelled, what is held waits."""
    try:
        said_of = {said.mail_id: said for said in letters(mails, sender.clock())}
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        if len(mails) > 1:
            return {pk: letter for mail in mails for pk, letter in _write_all([mail], sender).items()}
        log.exception("a mail could not be written", message_id=mails[0].message_id)
        _put_back(mails[0], f"{type(error).__name__} while writing it", sender)
        return {}
    for mail in mails:
        said = said_of.get(mail.pk)
        if said is None:
            _end(mail, Mail.State.CANCELLED, sender)
        elif isinstance(said, Held):
            _hold(mail, said, sender)
    return {pk: said for pk, said in said_of.items() if isinstance(said, Letter)}


def _hand_over_all(mails: Sequence[Mail], letter_of: Mapping[int, Letter], sender: Sender) -> bool:
    line: BaseEmailBackend | None = None
    for number, mail in enumerate(mails):
        try:
            line = line or _open()
        except UNREACHABLE as error:
            log.warning("the mail server cannot be reached", error=said_by(error))
            for left in mails[number:]:
                _keep_for_later(left, said_by(error), sender)
            return False
        if not _hand_over(mail, letter_of[mail.pk], line, sender):
            _close(line)
            line = None
    if line:
        _close(line)
    return True


def _open() -> BaseEmailBackend:
    line = get_connection()
    line.open()
    return line


def _close(line: BaseEmailBackend) -> None:
    try:
        line.close()
    except UNREACHABLE as error:
        log.warning("the mail server did not say goodbye", error=str(error))


def _hand_over(mail: Mail, letter: Letter, line: BaseEmailBackend, sender: Sender) -> bool:
    """Whether the line is still good for the next mail."""
    if not _mark_handed_over(mail, letter, sender):
        return True
    try:
        line.send_messages([as_message(mail, letter)])
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as refusal:
        _refused(mail, refusal, sender)
        return False
    except Exception as error:
        if isinstance(line, Backend) and not line.may_have_taken():
            _put_back(mail, said_by(error), sender)
            return False
        log.warning("not known whether a mail was sent", message_id=mail.message_id, error=repr(error))
        _end(mail, Mail.State.UNKNOWN, sender, words=said_by(error))
        return False
    _end(mail, Mail.State.SENT, sender)
    return True


def _mark_handed_over(mail: Mail, letter: Letter, sender: Sender) -> bool:
    """Written before the mail server hears of it. False when the mail was taken from this sender meanwhile."""
    now = sender.clock()
    ours = Mail.objects.filter(pk=mail.pk, state=Mail.State.SENDING, leased_by=sender.name, lease_until__gt=now)
    said = {
        "handed_over_at": now,
        "lease_until": now + LEASE,
        "subject": letter.subject[:200],
        "address": letter.address,
    }
    return _kept(lambda: ours.update(**said), sender) > 0


def as_message(mail: Mail, letter: Letter) -> EmailMultiAlternatives:
    headers = {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"}
    if letter.unsubscribe_url:
        headers |= {
            "List-Unsubscribe": f"<{letter.unsubscribe_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    message = EmailMultiAlternatives(letter.subject, letter.text, to=[letter.address], headers=headers)
    message.attach_alternative(letter.html, "text/html")
    return message


def _refused(mail: Mail, refusal: Exception, sender: Sender) -> None:
    """The server said it did not take the mail. For good is only what it says of the recipient or of the text (5xx)."""
    is_for_good = code_of(refusal) >= 500 and not isinstance(refusal, OF_THE_SENDER)
    if is_for_good:
        _end(mail, Mail.State.FAILED, sender, words=said_by(refusal))
    else:
        _put_back(mail, said_by(refusal), sender)


OF_THE_SENDER = (smtplib.SMTPSenderRefused, smtplib.SMTPHeloError, smtplib.SMTPAuthenticationError)


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


def _put_back(mail: Mail, words: str, sender: Sender) -> None:
    """To be tried again later, longer later each time, and at last no more."""
    if mail.attempts >= MOST_ATTEMPTS:
        return _end(mail, Mail.State.FAILED, sender, words=words)
    seconds = min(FIRST_WAIT * 2 ** (mail.attempts - 1), LONGEST_WAIT)
    sender.tally.put_back += 1
    return _wait(mail, words, sender, until=sender.clock() + seconds, attempts=mail.attempts)


def _keep_for_later(mail: Mail, words: str, sender: Sender) -> None:
    """The server heard nothing of this mail: that is no attempt."""
    if sender.clock() - mail.written_at > GIVES_UP_AFTER:
        return _end(mail, Mail.State.FAILED, sender, words=words)
    sender.tally.put_back += 1
    return _wait(mail, words, sender, until=sender.clock() + FIRST_WAIT, attempts=mail.attempts - 1)


def _hold(mail: Mail, held: Held, sender: Sender) -> None:
    """That is no attempt, and nothing is wrong."""
    sender.tally.held += 1
    _wait(mail, "", sender, until=max(held.until, sender.clock() + FIRST_WAIT), attempts=mail.attempts - 1)


def _wait(mail: Mail, words: str, sender: Sender, *, until: datetime, attempts: int) -> None:
    """A newer mail of the kind that was written meanwhile, and still waits, takes over what this one was to say."""
    held = Mail.objects.filter(pk=mail.pk).held_by(sender.name)
    again = {
        "state": Mail.State.WAITING,
        "leased_by": "",
        "lease_until": None,
        "handed_over_at": None,
        "ended_at": None,
        "attempts": attempts,
        "send_after": until,
        "words": words,
    }
    given_up = {"state": Mail.State.CANCELLED, "lease_until": None, "handed_over_at": None, "ended_at": sender.clock()}

    @transaction.atomic
    def write() -> int:
        return held.update(**(given_up if give_way(mail) else again))

    _kept(write, sender)


def _end(mail: Mail, state: str, sender: Sender, *, words: str = "") -> None:
    held = Mail.objects.filter(pk=mail.pk).held_by(sender.name)
    ended = {"state": state, "lease_until": None, "ended_at": sender.clock(), "words": words}
    _kept(lambda: held.update(**ended), sender)
    setattr(sender.tally, state, getattr(sender.tally, state) + 1)


def _kept(write: Callable[[], int], sender: Sender) -> int:
    """Writes once more where the database was away for a moment: it may be restarted while a mail is on the line."""
    for seconds in DATABASE_WAITS:
        try:
            return write()
        except (OperationalError, InterfaceError) as error:
            if connection.in_atomic_block:
                raise
            log.warning("the database is away", error=str(error))
            connection.close()
            time.sleep(seconds)
            _begin_again(sender)
    return write()


def _begin_again(sender: Sender) -> None:
    try:
        sender.presence.begin()
    except (OperationalError, InterfaceError):
        connection.close()

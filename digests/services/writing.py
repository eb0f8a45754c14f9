"""Who gets a digest on a day. One mail a person and day, and only where there is news."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, time

from django.db import connection, transaction

from accounts.models import User
from core import questions
from core.dates import is_working_day
from core.questions import Due, Scope
from digests.services.letters import KIND
from digests.services.reasons import Reason, by_hand, news_of
from ministries.models import Country
from outbox import services as outbox
from outbox.models import Mail, Nudge, Told

FROM_HOUR = time(7)
WRITING = 20_260_701
"""Key of the advisory lock under which digests are written: two clocks at once write one set."""


def digest_day(now: datetime) -> date | None:
    """The country's date at this moment, if digests go out now: on working days from seven in the morning."""
    country = Country.objects.first()
    if country is None:
        return None
    local = country.local_time(now)
    is_time = local.time() >= FROM_HOUR and is_working_day(local.date(), country.is_holiday)
    return local.date() if is_time else None


@transaction.atomic
def write_digests(*, on: date, now: datetime) -> int:
    """Put the digests of a day into the outbox and return how many. Written again it adds nothing to what is there.

    Who had one already gets another only for a reminder by hand of what was not in it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITING])
    dues = [due for due in questions.due(Scope(on=on)) if due.asked_on <= on]
    news, had = _news(dues, on), _mails_of(on)
    first = [outbox.NewMail(person_id, told) for person_id, told in news.items() if person_id not in had]
    written = outbox.write(KIND, on.isoformat(), first, now=now)
    asked_on = {due.key: due.asked_on for due in dues}
    for person_id in news.keys() & had.keys():
        keys = {key for key, reason in news[person_id] if Reason.of(reason) is Reason.NUDGE}
        pressed = [told for told in news[person_id] if told[0] in keys]
        written += _remind_again(person_id, pressed, had[person_id], asked_on, on, now)
    return written


def _mails_of(on: date) -> dict[int, list[Mail]]:
    """Person to the digests of the day, as far as they may have reached them or still wait."""
    mails: dict[int, list[Mail]] = defaultdict(list)
    for mail in Mail.objects.of_day(KIND, on):
        mails[mail.recipient_id].append(mail)
    return mails


def _remind_again(
    person_id: int,
    pressed: list[tuple[str, str]],
    had: list[Mail],
    asked_on: dict[str, date],
    on: date,
    now: datetime,
) -> int:
    """A reminder by hand after the day's digest: it joins one that waits, and is told already by one that went out with
    the duty in it; else it goes out in a mail of its own. Never a second mail for the same duty that day."""
    waiting = [mail for mail in had if mail.state == Mail.State.WAITING]
    gone = [mail for mail in had if mail.has_reached]
    if waiting:
        outbox.join(waiting[-1], pressed)
        return 0
    carried = [told for told in pressed if gone and _was_in(told[0], gone, asked_on, on)]
    if carried:
        outbox.join(gone[-1], carried)
    rest = [told for told in pressed if told not in carried]
    return (
        outbox.write(KIND, f"{on.isoformat()}.{len(had) + 1}", [outbox.NewMail(person_id, rest)], now=now)
        if rest
        else 0
    )


def _was_in(key: str, gone: list[Mail], asked_on: dict[str, date], on: date) -> bool:
    """A digest carries all that was owed; what was asked on its day only if it was news in it."""
    return asked_on[key] < on or Told.objects.of_keys([key]).filter(mail__in=gone).exists()


def _news(dues: Collection[Due], on: date) -> dict[int, list[tuple[str, str]]]:
    """Person to pairs of due key and reason."""
    is_holiday = Country.objects.current().is_holiday
    told, pressed = _told(dues), _pressed(dues, on)
    news: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for due, person_id in _whom(dues, on):
        heard = told.get((person_id, due.key), set())
        reason = news_of(due, heard, on, is_holiday)
        if reason:
            news[person_id].append((due.key, reason))
        if due.key in pressed and pressed[due.key] not in heard:
            news[person_id].append((due.key, pressed[due.key]))
    return news


def _pressed(dues: Iterable[Due], on: date) -> dict[str, str]:
    """Due key to the reason of its last reminder by hand."""
    found = Nudge.objects.of_keys([due.key for due in dues]).newest(on)
    return {nudge.key: by_hand(nudge.on) for nudge in found}


def _told(dues: Iterable[Due]) -> dict[tuple[int, str], set[str]]:
    told: dict[tuple[int, str], set[str]] = defaultdict(set)
    rows = Told.objects.of_keys([due.key for due in dues]).values_list("recipient_id", "key", "reason")
    for person_id, key, reason in rows:
        told[person_id, key].add(reason)
    return told


def _whom(dues: Iterable[Due], on: date) -> Iterable[tuple[Due, int]]:
    """Every duty with each person who is asked for it and may sign in."""
    institution_ids = frozenset(due.institution_id for due in dues if due.institution_id)
    people: dict[int, set[int]] = defaultdict(set)
    for asked in questions.asked(institution_ids, on):
        people[asked.institution_id].add(asked.person_id)
    named = {person for group in people.values() for person in group} | {due.person_id for due in dues if due.person_id}
    active = set(User.objects.filter(pk__in=named, is_active=True).values_list("pk", flat=True))
    for due in dues:
        owing = people[due.institution_id] if due.institution_id else {due.person_id}
        for person_id in sorted(active & owing):
            yield due, person_id

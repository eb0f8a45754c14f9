"""Who gets a digest now. One mail a person and period, and only where there is news."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from django.db import connection, transaction

from accounts.models import User
from core import questions
from core.questions import Due, Ending, Scope
from digests.services.changes import news_of_follows
from digests.services.endings import LASTS
from digests.services.letters import KIND
from digests.services.reasons import Reason, by_hand, news_of
from digests.services.turns import Turn, Turns
from ministries.models import Country
from outbox import services as outbox
from outbox.models import Mail, Nudge, Preference, Told

WRITING = 20_260_701
"""Key of the advisory lock under which digests are written: two clocks at once write one set."""
News = dict[int, list[tuple[str, str]]]
"""Person to pairs of due key and reason."""


@transaction.atomic
def write_digests(*, now: datetime, on: date | None = None) -> int:
    """Put the digests of those whose turn it is into the outbox and return how many. Written again it adds nothing.

    Who had one in this period gets another only for a reminder by hand of what was not in it. ``on``: everybody's turn, as
    if it were this day. Before set-up there are none.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITING])
    country = Country.objects.first()
    if country is None:
        return 0
    turns = Turns(country, now, on)
    return sum(_write_day(day, turns, now) for day in turns.days)


def _write_day(on: date, turns: Turns, now: datetime) -> int:
    """For those whose date is this one."""
    dues = [due for due in questions.due(Scope(on=on)) if due.asked_on <= on]
    news = _news(dues, questions.ending(Scope(on=on), on - LASTS), on, turns)
    had = _had(turns, on)
    for person_id, changed in news_of_follows(turns, on, had).items():
        news[person_id].extend(changed)
    chosen = {person_id: turn for person_id in news if (turn := turns.of(person_id))}
    written = _write_first(news, chosen, had, now)
    asked_on = {due.key: due.asked_on for due in dues}
    for person_id in news.keys() & had.keys():
        pressed = [told for told in news[person_id] if Reason.of(told[1]) is Reason.NUDGE]
        also = {key for key, _reason in pressed}
        told = [told for told in news[person_id] if told[0] in also]
        written += _remind_again(person_id, told, had[person_id], asked_on, chosen[person_id], now)
    return written


def _write_first(news: News, chosen: Mapping[int, Turn], had: Mapping[int, list[Mail]], now: datetime) -> int:
    by_period: dict[str, list[outbox.NewMail]] = defaultdict(list)
    for person_id, told in news.items():
        if person_id not in had:
            by_period[chosen[person_id].period].append(outbox.NewMail(person_id, told))
    return sum(outbox.write(KIND, period, mails, now=now) for period, mails in by_period.items())


def _had(turns: Turns, on: date) -> dict[int, list[Mail]]:
    """Person to the digests of the period: written in it, or held before and delivered in it."""
    had: dict[int, list[Mail]] = defaultdict(list)
    for mail in Mail.objects.of_kind_since(KIND, turns.began_at(on)):
        turn = turns.of(mail.recipient_id)
        if turn and turn.on == on and _is_of(mail, turn):
            had[mail.recipient_id].append(mail)
    return had


def _is_of(mail: Mail, turn: Turn) -> bool:
    came_at = mail.handed_over_at if mail.has_reached else None
    return mail.written_at >= turn.began_at or (came_at is not None and came_at >= turn.began_at)


def _remind_again(
    person_id: int, told: list[tuple[str, str]], had: list[Mail], asked_on: dict[str, date], turn: Turn, now: datetime
) -> int:
    """A reminder by hand after the period's digest: it joins one that waits, and is told already by one that went out with
    the duty in it; else it goes out in a mail of its own, to a weekly reader with the next. Never a second mail for the same
    duty that day."""
    waiting = [mail for mail in had if mail.state == Mail.State.WAITING]
    gone = [mail for mail in had if mail.has_reached]
    if waiting:
        outbox.join(waiting[-1], told)
    if waiting or turn.is_weekly:
        return 0
    carried = [each for each in told if gone and _was_in(each[0], gone, asked_on, turn.on)]
    if carried:
        outbox.join(gone[-1], carried)
    rest = [each for each in told if each not in carried]
    again = f"{turn.period}.{len(had) + 1}"
    return outbox.write(KIND, again, [outbox.NewMail(person_id, rest)], now=now) if rest else 0


def _was_in(key: str, gone: list[Mail], asked_on: dict[str, date], on: date) -> bool:
    """A digest carries all that was owed; what was asked on its day only if it was news in it."""
    return asked_on[key] < on or Told.objects.of_keys([key]).filter(mail__in=gone).exists()


def _news(dues: Collection[Due], endings: Collection[Ending], on: date, turns: Turns) -> News:
    """Of those whose turn it is on this date."""
    is_holiday = turns.country.is_holiday
    both: list[Due | Ending] = [*dues, *endings]
    told, pressed = _told(both), _pressed(dues, on)
    news: News = defaultdict(list)
    for thing, person_id in _whom(both, on):
        turn = turns.of(person_id)
        if turn is None or turn.on != on:
            continue
        heard = told.get((person_id, thing.key), set())
        if isinstance(thing, Ending):
            if Reason.ENDED not in heard and turns.hears(person_id, Preference.Optional.ENDED):
                news[person_id].append((thing.key, Reason.ENDED))
            continue
        reason = news_of(thing, heard, on, is_holiday)
        if reason:
            news[person_id].append((thing.key, reason))
        if thing.key in pressed and pressed[thing.key] not in heard:
            news[person_id].append((thing.key, pressed[thing.key]))
    return news


def _pressed(dues: Iterable[Due], on: date) -> dict[str, str]:
    """Due key to the reason of its last reminder by hand."""
    found = Nudge.objects.of_keys([due.key for due in dues]).newest(on)
    return {nudge.key: by_hand(nudge.on) for nudge in found}


def _told(things: Iterable[Due | Ending]) -> dict[tuple[int, str], set[str]]:
    told: dict[tuple[int, str], set[str]] = defaultdict(set)
    rows = Told.objects.of_keys([thing.key for thing in things]).values_list("recipient_id", "key", "reason")
    for person_id, key, reason in rows:
        told[person_id, key].add(reason)
    return told


def _whom(things: Collection[Due | Ending], on: date) -> Iterable[tuple[Due | Ending, int]]:
    """Every duty, and everything that ended, with each person who is asked for it and may sign in."""
    institution_ids = frozenset(thing.institution_id for thing in things if thing.institution_id)
    people: dict[int, set[int]] = defaultdict(set)
    for asked in questions.asked(institution_ids, on):
        people[asked.institution_id].add(asked.person_id)
    named = {person for group in people.values() for person in group}
    named |= {thing.person_id for thing in things if isinstance(thing, Due) and thing.person_id}
    active = set(User.objects.filter(pk__in=named, is_active=True).values_list("pk", flat=True))
    for thing in things:
        own = {thing.person_id} if isinstance(thing, Due) and thing.person_id else set()
        owing = people[thing.institution_id] if thing.institution_id else own
        for person_id in sorted(active & owing):
            yield thing, person_id

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
from digests.services.reasons import Reason, news_of
from ministries.models import Country
from outbox import services as outbox
from outbox.models import Told

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
    """Put the digests of a day into the outbox and return how many. Written again it adds nothing to what is there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITING])
    dues = [due for due in questions.due(Scope(on=on)) if due.asked_on <= on]
    mails = [outbox.NewMail(person_id, news) for person_id, news in _news(dues, on).items()]
    return outbox.write(KIND, on.isoformat(), mails, now=now)


def _news(dues: Collection[Due], on: date) -> dict[int, list[tuple[str, str]]]:
    """Person to pairs of due key and reason."""
    is_holiday = Country.objects.current().is_holiday
    told = _told(dues)
    news: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for due, person_id in _whom(dues, on):
        reason = news_of(due, told.get((person_id, due.key), ()), on, is_holiday)
        if reason:
            news[person_id].append((due.key, reason))
    return news


def _told(dues: Iterable[Due]) -> dict[tuple[int, str], set[str]]:
    told: dict[tuple[int, str], set[str]] = defaultdict(set)
    rows = Told.objects.of_keys([due.key for due in dues]).values_list("recipient_id", "key", "reason")
    for person_id, key, reason in rows:
        told[person_id, key].add(Reason(reason))
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

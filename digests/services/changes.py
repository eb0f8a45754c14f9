"""What changed on what people follow. Each change is told once: a follow knows until when it is told, a mail what it tells."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from core import questions
from core.access import Access
from core.records import Ref, seen_by
from digests.services.reasons import Reason
from digests.services.turns import Turns
from outbox.models import Follow, Mail, Preference

Window = tuple[datetime, datetime]
"""After the first moment, until the second."""
_MOMENT = "%Y%m%dT%H%M%S"
_SEVERAL = 4


def key_of(record: Ref) -> str:
    return f"{record.model}:{record.pk}"


def record_of(key: str) -> Ref:
    model, _colon, pk = key.partition(":")
    return Ref(model, int(pk))


def told_as(window: Window) -> str:
    """As ``Told`` keeps it: "change:20260301T050000-20260302T050000", in UTC."""
    return f"{Reason.CHANGE}:{'-'.join(moment.astimezone(UTC).strftime(_MOMENT) for moment in window)}"


def window_of(reason: str) -> Window:
    since, _dash, until = reason.partition(":")[2].partition("-")
    first, last = (datetime.strptime(each, _MOMENT).replace(tzinfo=UTC) for each in (since, until))
    return first, last


def together(windows: Iterable[Window]) -> Window:
    """Of a mail that took over what an older one was to say."""
    found = list(windows)
    return min(since for since, _until in found), max(until for _since, until in found)


def news_of_follows(turns: Turns, on: date, had: Collection[int]) -> dict[int, list[tuple[str, str]]]:
    """Person to pairs of key and reason, of those whose turn it is and who had no mail in this period; marks it as told.

    Whether they may see the record is asked when the mail is sent.
    """
    by_until: dict[datetime, list[Follow]] = defaultdict(list)
    for follow in Follow.objects.all().iterator():
        turn = turns.of(follow.person_id)
        if turn and turn.on == on and follow.person_id not in had and follow.told_until < turn.until:
            by_until[turn.until].append(follow)
    news: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for until, follows in by_until.items():
        changed = _changed({follow.record for follow in follows}, min(follow.told_until for follow in follows), until)
        for follow in follows:
            is_heard = turns.hears(follow.person_id, Preference.Optional.CHANGES)
            if is_heard and follow.record in changed and changed[follow.record] > follow.told_until:
                news[follow.person_id].append((key_of(follow.record), told_as((follow.told_until, until))))
        Follow.objects.filter(pk__in=[follow.pk for follow in follows]).update(told_until=until)
    return news


def _changed(records: Collection[Ref], since: datetime, until: datetime) -> dict[Ref, datetime]:
    """Record to when it changed last."""
    last: dict[Ref, datetime] = {}
    for change in questions.change(records, since, until):
        last[change.record] = max(change.at, last.get(change.record, change.at))
    return last


class Happenings:
    """What mails of one batch have to tell, asked once for each time, and once for each distinct access whether it may be told."""

    def __init__(self, windows: Iterable[tuple[Ref, Window]]) -> None:
        asked: dict[Window, set[Ref]] = defaultdict(set)
        for record, window in windows:
            asked[window].add(record)
        self._records = {record for records in asked.values() for record in records}
        self._words: dict[tuple[Ref, Window], list[str]] = defaultdict(list)
        self._visible: dict[Access, Mapping[Ref, Any]] = {}
        for window, records in asked.items():
            for change in questions.change(records, *window):
                self._words[change.record, window].append(change.words)

    def words(self, record: Ref, window: Window) -> str:
        """One line; empty: it was undone in the meantime."""
        said = self._words.get((record, window), [])
        return "; ".join(said[:_SEVERAL]) + ("; …" if len(said) > _SEVERAL else "")

    def visible_to(self, access: Access) -> Mapping[Ref, Any]:
        if access not in self._visible:
            self._visible[access] = seen_by(access, self._records)
        return self._visible[access]


def windows_in(told: Mapping[int, Collection[tuple[str, str]]], mails: Iterable[Mail]) -> dict[int, dict[Ref, Window]]:
    """Mail to what it tells of records, and from when to when."""
    found: dict[int, dict[Ref, Window]] = {}
    for mail in mails:
        windows: dict[Ref, list[Window]] = defaultdict(list)
        for key, reason in told.get(mail.pk, ()):
            if Reason.of(reason) is Reason.CHANGE:
                windows[record_of(key)].append(window_of(reason))
        found[mail.pk] = {record: together(each) for record, each in windows.items()}
    return found

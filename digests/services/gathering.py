"""What the digests of one batch have to say, asked for all their readers at once and checked once for each distinct access."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from accounts.models import User
from core import questions
from core.access import VISITOR, Access, Kind, accesses_of
from core.questions import Asked, Due, Ending, Scope
from core.records import Ref
from digests.services.changes import Happenings, Window, windows_in
from digests.services.endings import Endings
from digests.services.reasons import Reason
from ministries.models import Country, Institution
from outbox.models import Mail, Preference, Told

EVERY_OFFICIAL = Access(Kind.OFFICIAL)
"""What an official without any institution would see: everybody in a post sees at least that."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A record that one follows."""

    title: str
    path: str
    words: str
    window: Window


@dataclass(slots=True)
class Batch:
    """``told``: mail to what was news in it, due key to the newest reason. ``posts``: person to the institutions that ask them,
    each with its post in words. ``ended``: mail to the keys of what ended."""

    on: date
    country: Country
    told: Mapping[int, Mapping[str, Reason]]
    windows: Mapping[int, Mapping[Ref, Window]]
    happenings: Happenings
    accesses: Mapping[int, Access]
    asked: Mapping[int, Sequence[Asked]]
    names: Mapping[int, str]
    preferences: Mapping[int, Preference]
    ended: Mapping[int, Collection[str]]
    endings: Endings
    dues: Mapping[int, Sequence[Due]] = field(default_factory=dict)
    seen: Collection[str] = frozenset()
    _checked: dict[Access, frozenset[str]] = field(default_factory=dict)

    def dues_of(self, reader: User) -> list[Due]:
        """What is owed by this reader and visible to them, soonest first."""
        access = self.accesses.get(reader.pk, VISITOR)
        owed = [due for asked in self.asked.get(reader.pk, ()) for due in self.dues.get(asked.institution_id, ())]
        found = [due for due in owed if due.key in self.seen or due.key in self._seen_by(access)]
        return sorted(found, key=lambda due: (due.due_on, due.title, due.key))

    def _seen_by(self, access: Access) -> frozenset[str]:
        """Keys of the duties that not every official may see, as far as this access may; asked once for each."""
        if access not in self._checked:
            scope = Scope(on=self.on, access=access, institution_ids=access.institution_ids)
            self._checked[access] = frozenset(due.key for due in questions.due(scope))
        return self._checked[access]

    def posts_of(self, reader: User) -> dict[int, str]:
        """Institution to "Ministry of Finance: CIO"."""
        return {
            asked.institution_id: f"{self.names[asked.institution_id]}: {asked.post}"
            for asked in self.asked.get(reader.pk, ())
        }

    def changed_of(self, mail: Mail) -> list[Changed]:
        """What changed on what the reader follows and may see, by name."""
        windows = self.windows.get(mail.pk, {})
        if not windows or not self._hears(mail, Preference.Optional.CHANGES):
            return []
        visible = self.happenings.visible_to(self.accesses.get(mail.recipient_id, VISITOR))
        found = [
            Changed(str(visible[record]), visible[record].get_absolute_url(), words, window)
            for record, window in windows.items()
            if record in visible and (words := self.happenings.words(record, window))
        ]
        return sorted(found, key=lambda each: each.title.casefold())

    def ended_of(self, mail: Mail) -> list[Ending]:
        """What ended of what the institutions were asked that this reader is asked for, as far as they may see it."""
        keys = self.ended.get(mail.pk, ())
        if not keys or not self._hears(mail, Preference.Optional.ENDED):
            return []
        ids = {asked.institution_id for asked in self.asked.get(mail.recipient_id, ())}
        return self.endings.of(keys, ids, self.accesses.get(mail.recipient_id, VISITOR))

    def _hears(self, mail: Mail, kind: str) -> bool:
        own = self.preferences.get(mail.recipient_id)
        return own is None or own.hears(kind)


def gather(mails: Sequence[Mail], country: Country, on: date, preferences: Mapping[int, Preference]) -> Batch:
    """``preferences``: of those among the readers who have any."""
    accesses = accesses_of([mail.recipient for mail in mails], on=on)
    asked = _asked(accesses, on)
    told = _told(mails)
    windows, names = windows_in(told, mails), _names(asked)
    ended = {pk: keys for pk, pairs in told.items() if (keys := {key for key, said in pairs if said == Reason.ENDED})}
    batch = Batch(
        on=on,
        country=country,
        told={pk: _newest(pairs) for pk, pairs in told.items()},
        windows=windows,
        happenings=Happenings(pair for each in windows.values() for pair in each.items()),
        accesses=accesses,
        asked=asked,
        names=names,
        preferences=preferences,
        ended=ended,
        endings=Endings(on, frozenset(names) if ended else frozenset(), EVERY_OFFICIAL),
    )
    _ask_dues(batch)
    return batch


def _asked(accesses: Mapping[int, Access], on: date) -> dict[int, list[Asked]]:
    """Of these people, each with what they write for."""
    ids = frozenset().union(*(access.institution_ids for access in accesses.values()))
    asked: dict[int, list[Asked]] = defaultdict(list)
    for post in questions.asked(ids, on):
        if post.person_id in accesses and post.institution_id in accesses[post.person_id].institution_ids:
            asked[post.person_id].append(post)
    return asked


def _ask_dues(batch: Batch) -> None:
    """All that these institutions owe, and which of it every official may see."""
    ids = frozenset(batch.names)
    if not ids:
        return
    by_institution: dict[int, list[Due]] = defaultdict(list)
    for due in questions.due(Scope(on=batch.on, institution_ids=ids)):
        if due.asked_on <= batch.on and due.institution_id:
            by_institution[due.institution_id].append(due)
    seen = questions.due(Scope(on=batch.on, access=EVERY_OFFICIAL, institution_ids=ids))
    batch.dues, batch.seen = by_institution, {due.key for due in seen}


def _names(asked: Mapping[int, Iterable[Asked]]) -> dict[int, str]:
    ids = {post.institution_id for posts in asked.values() for post in posts}
    return dict(Institution.objects.filter(pk__in=ids).values_list("pk", "name"))


def _told(mails: Iterable[Mail]) -> dict[int, list[tuple[str, str]]]:
    told: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = Told.objects.filter(mail__in=[mail.pk for mail in mails]).values_list("mail_id", "key", "reason")
    for mail_id, key, reason in rows:
        told[mail_id].append((key, reason))
    return told


def _newest(pairs: Iterable[tuple[str, str]]) -> dict[str, Reason]:
    """Due key to the newest reason."""
    order = list(Reason)
    newest: dict[str, Reason] = {}
    for key, said in pairs:
        reason = Reason.of(said)
        if reason.is_of_due and (key not in newest or order.index(reason) > order.index(newest[key])):
            newest[key] = reason
    return newest

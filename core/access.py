"""All that visibility depends on, made once per request."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from core.asking import Question
from core.records import Ref

if TYPE_CHECKING:
    from accounts.models import User

INSTITUTION = "ministries.institution"


class Kind(StrEnum):
    """DOMAIN section 2. An official without a current appointment, and an administrator who is nothing else, is a visitor here."""

    OFFICE = "office"
    OFFICIAL = "official"
    DECISION_MAKER = "decision maker"
    AUDITOR = "auditor"
    PARTNER = "partner"
    VISITOR = "visitor"


@dataclass(frozen=True, slots=True)
class Access:
    """``parties``: institutions and partners this person writes for today. ``reads``: these and their direct children.

    ``scopes`` are those of a token; None: a person.
    """

    kind: Kind
    parties: frozenset[Ref] = frozenset()
    reads: frozenset[Ref] = frozenset()
    scopes: frozenset[str] | None = None

    @property
    def sees_everything(self) -> bool:
        return self.kind in (Kind.OFFICE, Kind.DECISION_MAKER, Kind.AUDITOR)

    @property
    def told(self) -> tuple[object, ...]:
        """The same of all who may see the same, and of nobody else."""
        return self.kind, sorted(self.parties), sorted(self.reads), None if self.scopes is None else sorted(self.scopes)

    def writes_for(self, institution_id: int) -> bool:
        return Ref(INSTITUTION, institution_id) in self.parties

    @property
    def institution_ids(self) -> frozenset[int]:
        """Institutions this person writes for today."""
        return frozenset(party.pk for party in self.parties if party.model == INSTITUTION)

    @property
    def read_institution_ids(self) -> frozenset[int]:
        return frozenset(party.pk for party in self.reads if party.model == INSTITUTION)


class Party(NamedTuple):
    """What a person stands for on a day. ``writes`` False: may read it only (a child of an institution of theirs)."""

    person_id: int
    record: Ref
    writes: bool


parties: Question[[frozenset[int], date], Party] = Question()

VISITOR = Access(Kind.VISITOR)


def today() -> date:
    """The date in the active time zone. Only edges (views, tasks, commands) call it; rules take the date."""
    return timezone.localdate()


def access_of(user: "User | AnonymousUser", *, on: date | None = None) -> Access:
    """The access of a person on a day (today unless said). Kept on the user object, which lives as long as the request."""
    if not user.is_authenticated or not user.is_active:
        return VISITOR
    day = on or today()
    kept: dict[date, Access] = user.__dict__.setdefault("_access_by_day", {})
    if day not in kept:
        kept[day] = _make(user, parties(frozenset({user.pk}), day) if _stands_for_something(user) else ())
    return kept[day]


def accesses_of(users: "Iterable[User]", *, on: date) -> dict[int, Access]:
    """The same of many people at once, asked together."""
    known = [user for user in users if user.is_active]
    standing: dict[int, list[Party]] = {}
    for party in parties(frozenset(user.pk for user in known if _stands_for_something(user)), on):
        standing.setdefault(party.person_id, []).append(party)
    return {user.pk: _make(user, standing.get(user.pk, ())) for user in known}


def _stands_for_something(user: "User") -> bool:
    return user.kind in (Kind.OFFICIAL, Kind.PARTNER)


def _make(user: "User", standing: Collection[Party]) -> Access:
    kind = Kind(user.kind) if user.kind in set(Kind) else Kind.VISITOR
    if not _stands_for_something(user):
        return Access(kind)
    if not standing:
        return VISITOR
    return Access(
        kind,
        parties=frozenset(party.record for party in standing if party.writes),
        reads=frozenset(party.record for party in standing),
    )

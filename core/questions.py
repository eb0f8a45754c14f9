"""What every app is asked, and how it answers.

An app answers in its ``answers.py``, found at start the way ``django.contrib.admin`` finds ``admin.py``::

    @questions.due.answer
    def reports(scope: Scope) -> Iterable[Due]: ...

    @questions.concern.answer(ConcernKind.NO_BASELINE)
    def baselines(scope: Scope) -> Iterable[Concern]: ...

An answer is one query for the whole government, narrowed by the scope. Who asks (``questions.due(scope)``) imports no domain.
Where there may be thousands, ``title``, ``why`` and ``path`` are given as ``partial(tell, ...)``, told when somebody reads them.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

from django.db.models import QuerySet

from core.access import Access, Party, parties
from core.asking import Question, Words
from core.finding import Finding
from core.ratings import Rated
from core.records import Ref

Q = TypeVar("Q", bound=QuerySet[Any, Any])


class DueKind(StrEnum):
    REPORT = "report"
    MILESTONE = "milestone"
    ACCEPTANCE = "acceptance"
    READING = "reading"
    MITIGATION = "mitigation"
    OPINION = "opinion"


@dataclass(frozen=True)
class Due:
    """Something owed by an institution (its posts answer) or by a person: exactly one of the two is set.

    ``key`` lives exactly as long as the duty, for instance ``report:812``. ``path`` is the path of the form.
    ``is_begun``: somebody saved the form, which stops the reminders; it is still owed.
    """

    kind: DueKind
    key: str
    record: Ref
    institution_id: int | None
    person_id: int | None
    asked_on: date
    due_on: date
    title: Words = Words()
    why: Words = Words()
    path: Words = Words()
    optional: bool = False
    is_begun: bool = False


@dataclass(frozen=True, slots=True)
class Ending:
    """What became of what an institution was asked for, told once when the asking is over. ``key`` is the institution's own.

    ``title`` says it in one line; ``why`` says the rest. The figures are those of what the asker of the question may see.
    """

    key: str
    record: Ref
    institution_id: int
    on: date
    title: str
    why: str
    path: str


class DateKind(StrEnum):
    ROUND = "round"
    RESUMPTION = "resumption"
    CONSULTATION = "consultation"
    STAGE = "stage"
    TRANSPOSITION = "transposition"
    APPOINTMENT = "appointment"
    MANDATE = "mandate"
    TARGET = "target"
    STRATEGY = "strategy"


@dataclass(frozen=True, slots=True)
class Dated:
    """What falls on a day and is owed by nobody: a deadline of all, a step planned, a last day.

    ``institution_id``: whose it is; None: everybody's. ``is_planned``: hoped for; else fixed.
    """

    kind: DateKind
    key: str
    record: Ref
    institution_id: int | None
    on: date
    title: str
    why: str
    path: str
    is_planned: bool = False


class ConcernKind(StrEnum):
    OWNERLESS = "ownerless"
    CONTESTED = "contested"
    ORPHAN = "orphan"
    RATING_GAP = "rating gap"
    UNRATED = "unrated"
    NO_BASELINE = "no baseline"
    UNANSWERED = "unanswered"
    CLASH = "clash"
    LAW_GAP = "law gap"
    STUCK = "stuck"
    TRANSPOSITION_DEFICIT = "transposition deficit"
    CONFORMITY_DEFICIT = "conformity deficit"
    DISSENT = "dissent"
    SILENCE = "silence"
    EXTENSION = "extension"
    COMMENTS = "comments"
    FOR_COUNCIL = "for the council"
    UNREACHABLE = "unreachable"
    REMINDED_TWICE = "reminded twice"


@dataclass(frozen=True)
class Concern:
    """Something that stands in the way. ``since_on`` is by the rule, never when a job first saw it.

    ``severity``: 1 worst to 3. ``institution_id``: whose move it is; None: the office's. ``money`` is what rests on it, in
    ``currency``. ``days``: the size of a gap, clash or delay.
    """

    kind: ConcernKind
    key: str
    record: Ref
    since_on: date
    severity: int
    institution_id: int | None
    title: Words = Words()
    why: Words = Words()
    path: Words = Words()
    money: Decimal | None = None
    currency: str = ""
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to a record that people may follow, the net of a time: ``at`` is the last of it.

    ``words``: a sentence that names the thing and both values. Who may see the record may read it.
    """

    record: Ref
    at: datetime
    words: str


class Changes:
    """The question about changes. An answer declares the kind of record it tells of: these can be followed."""

    def __init__(self) -> None:
        self._answers: dict[str, Callable[[Collection[int], datetime, datetime], Iterable[Change]]] = {}

    def answer(
        self, model: str
    ) -> Callable[
        [Callable[[Collection[int], datetime, datetime], Iterable[Change]]],
        Callable[[Collection[int], datetime, datetime], Iterable[Change]],
    ]:
        def known(
            function: Callable[[Collection[int], datetime, datetime], Iterable[Change]],
        ) -> Callable[[Collection[int], datetime, datetime], Iterable[Change]]:
            self._answers[model] = function
            return function

        return known

    @property
    def models(self) -> frozenset[str]:
        return frozenset(self._answers)

    def __call__(self, records: Iterable[Ref], since: datetime, until: datetime) -> list[Change]:
        """Of these records after ``since`` and until ``until``, both moments; a few queries for each kind of record."""
        pks: dict[str, set[int]] = {}
        for record in records:
            pks.setdefault(record.model, set()).add(record.pk)
        return [
            found
            for model, ids in pks.items()
            if model in self._answers
            for found in self._answers[model](ids, since, until)
        ]


class FactKind(StrEnum):
    PROJECTS = "projects"
    ANSWERS = "answers"
    INVITATIONS = "invitations"
    LAWS = "laws"
    ITEMS = "items"
    OPINIONS = "opinions"


@dataclass(frozen=True, slots=True)
class Fact:
    """What an app holds about a record: a sum (``count`` is set, one fact for each currency) or one of the records behind it.

    ``path`` leads to all of them, or to the one. ``of``: the number ``count`` is a part of. ``rated``: how the one stands.
    ``words``: what else is to be said of it.
    """

    about: Ref
    kind: FactKind
    title: str
    path: str
    count: int | None = None
    of: int | None = None
    money: Decimal | None = None
    currency: str = ""
    rated: Rated | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """``access`` None: the whole government. ``records``: only what is said of these; None: of any.

    ``most``: how many single records ``about`` names beside the sums, of each record.
    """

    on: date
    until: date | None = None
    access: Access | None = None
    institution_ids: frozenset[int] | None = None
    person_ids: frozenset[int] | None = None
    most: int = 0
    records: frozenset[Ref] | None = None

    def ids_of(self, model: str) -> frozenset[int] | None:
        """The keys of this model's records among those asked about; None: all of them."""
        return (
            None if self.records is None else frozenset(record.pk for record in self.records if record.model == model)
        )

    def of(self, rows: Q, model: str, field: str = "pk") -> Q:
        """The rows whose ``field`` leads to one of this model's records among those asked about."""
        ids = self.ids_of(model)
        return rows if ids is None else rows.filter(**{f"{field}__in": ids})


class Concerns:
    """The question about concerns. An answer declares the kinds it may give: who names kinds wakes only those that give one."""

    def __init__(self) -> None:
        self._answers: list[tuple[frozenset[ConcernKind], Callable[[Scope], Iterable[Concern]]]] = []

    def answer(
        self, *kinds: ConcernKind
    ) -> Callable[[Callable[[Scope], Iterable[Concern]]], Callable[[Scope], Iterable[Concern]]]:
        def known(function: Callable[[Scope], Iterable[Concern]]) -> Callable[[Scope], Iterable[Concern]]:
            self._answers.append((frozenset(kinds), function))
            return function

        return known

    def __call__(self, scope: Scope, kinds: Collection[ConcernKind] = tuple(ConcernKind)) -> list[Concern]:
        asked = [function for declared, function in self._answers if declared.intersection(kinds)]
        return [found for function in asked for found in function(scope) if found.kind in kinds]


class FindKind(StrEnum):
    """In the order in which they are shown."""

    PROJECT = "project"
    INSTITUTION = "institution"
    PERSON = "person"
    FUNCTION = "function"
    ACT = "act"
    ITEM = "item"
    CONSULTATION = "consultation"
    OBJECTIVE = "objective"
    INDICATOR = "indicator"
    STRATEGY = "strategy"
    MILESTONE = "milestone"
    RISK = "risk"
    ROUND = "round"


class Asked(NamedTuple):
    """A person who is asked to answer for an institution; ``post`` in words, such as "CIO" or "for X, post vacant"."""

    institution_id: int
    person_id: int
    post: str


class Held(NamedTuple):
    """A post a right rests on: its stored name, the code of the institution it is at, from when to when, by which decree."""

    post: str
    at: str
    since_on: date
    until_on: date | None
    instrument: str


class Right(NamedTuple):
    """For what a person reads or writes today, and why: "CIO of Finance since 3 March 2026 by Decree 12/2026".

    ``code`` and ``name`` are the record's own; ``held`` says the same as ``why`` to programs.
    """

    person_id: int
    record: Ref
    writes: bool
    why: str
    path: str
    code: str = ""
    name: str = ""
    held: Held | None = None


find: Question[[Access, date], Finding] = Question()
due: Question[[Scope], Due] = Question()
concern = Concerns()
ending: Question[[Scope, date], Ending] = Question()
"""Asked for what ended from a day until that of the scope, both inclusive."""
dates: Question[[Scope, date, date], Dated] = Question()
"""Asked for the days from one to another, both inclusive."""
change = Changes()
about: Question[[Collection[Ref], Scope], Fact] = Question()
asked: Question[[frozenset[int], date], Asked] = Question()
rights: Question[[frozenset[int], date], Right] = Question()

__all__ = [
    "Asked",
    "Change",
    "Changes",
    "Concern",
    "ConcernKind",
    "Concerns",
    "DateKind",
    "Dated",
    "Due",
    "DueKind",
    "Ending",
    "Fact",
    "FactKind",
    "FindKind",
    "Finding",
    "Held",
    "Party",
    "Right",
    "Scope",
    "about",
    "asked",
    "change",
    "concern",
    "dates",
    "due",
    "ending",
    "find",
    "parties",
    "rights",
]

"""What every app is asked, and how it answers.

An app answers in its ``answers.py``, found at start the way ``django.contrib.admin`` finds ``admin.py``::

    @questions.due.answer
    def reports(scope: Scope) -> Iterable[Due]: ...

An answer is one query for the whole government, narrowed by the scope. Who asks (``questions.due(scope)``) imports no domain.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from core.access import Access, Party, parties
from core.asking import Question
from core.records import Ref


class DueKind(StrEnum):
    REPORT = "report"
    MILESTONE = "milestone"
    ACCEPTANCE = "acceptance"


@dataclass(frozen=True, slots=True)
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
    title: str
    why: str
    path: str
    optional: bool = False
    is_begun: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """``access`` None: the whole government."""

    on: date
    until: date | None = None
    access: Access | None = None
    institution_ids: frozenset[int] | None = None
    person_ids: frozenset[int] | None = None


class Asked(NamedTuple):
    """A person who is asked to answer for an institution; ``post`` in words, such as "CIO" or "for X, post vacant"."""

    institution_id: int
    person_id: int
    post: str


due: Question[[Scope], Due] = Question()
asked: Question[[frozenset[int], date], Asked] = Question()

__all__ = ["Asked", "Due", "DueKind", "Party", "Scope", "asked", "due", "parties"]

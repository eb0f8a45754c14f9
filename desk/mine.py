"""What is asked of one person for the institutions they write for: duties by date, and what waits for their move."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from core import questions
from core.access import Access
from core.questions import ConcernKind, Scope
from desk.queue import Line, Teller, Thing
from desk.words import TOLD_AS_DUES
from projects.models import Round

SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Part:
    """``key`` names the section; ``sub`` says what it holds."""

    key: str
    title: str
    sub: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Mine:
    parts: Sequence[Part]
    owed: int
    overdue: int


def mine(access: Access, on: date) -> Mine:
    ids = access.institution_ids
    scope = Scope(on, access=access, institution_ids=ids)
    asked = [due for due in questions.due(scope) if due.asked_on <= on]
    found = questions.concern(scope, frozenset(ConcernKind) - TOLD_AS_DUES)
    stands = [concern for concern in found if concern.institution_id in ids]
    things: list[Thing] = [*asked, *stands]
    teller = Teller(things, on, may_act=False, mail_day=on)
    lines = [teller.line(thing) for thing in things]
    dues = sorted((line for line in lines if line.is_due), key=lambda line: (line.since_on, line.thing.title))
    moves = sorted(
        (line for line in lines if not line.is_due and not line.is_marked), key=lambda line: line.worst_first
    )
    late = [line for line in dues if line.since_on < on]
    soon = [line for line in dues if on <= line.since_on <= on + SOON]
    later = [line for line in dues if line.since_on > on + SOON]
    told = [
        Part("overdue", _("Overdue"), _("Past the agreed date. Oldest first."), late),
        Part("soon", _("In the next seven days"), "", soon),
        Part("later", _("Later"), "", later),
        Part("moves", _("Waits for your move"), _("What stands in the way, and you can clear it."), moves),
    ]
    return Mine([part for part in told if part.lines], len(dues), len(late))


def rounds(access: Access) -> list[Round]:
    """Open rounds that ask something of these institutions, with ``asked`` and ``filed``."""
    counted = Round.objects.open().with_counts(access, access.institution_ids)
    return [each for each in counted if each.asked]  # type: ignore[attr-defined]  # an annotation

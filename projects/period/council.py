"""What a report puts before the council: help that CIOs ask for, and ratings that contradict each other too much."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import questions
from core.access import Access
from core.questions import ConcernKind, Scope
from core.ratings import step_of
from projects.answers.gaps import Scale
from projects.models import SnapshotRow
from projects.period.editions import Edition, Period
from projects.rules.signal import GREEN, RED

NEVER_FIRST = frozenset({ConcernKind.REMINDED_TWICE})
"""Of a kind that is never of the first weight: not asked about."""


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that comes before the council by itself. ``since_on`` None: not kept with the snapshot."""

    title: str
    why: str
    path: str
    since_on: date | None = None


def help_asked(edition: Edition) -> list[SnapshotRow]:
    """Running projects whose newest report asks for help, those in the worst state first."""
    asked = [row for row in edition.rows if row.help_needed and not row.is_over]
    return sorted(asked, key=lambda row: (worst_of(row) or 9, row.title))


def worst_of(row: SnapshotRow) -> int | None:
    """The worst of CIO, signal and assessment."""
    return min((each for each in (row.cio_rating, row.signal, row.assessed_rating) if each), default=None)


def for_the_council(period: Period, *, access: Access, on: date, steps: int) -> list[Matter]:
    """Of a closed round from its frozen rows; while it is open, the concerns of today that are of the first weight, and what
    is for the council whatever its weight. One that was marked stands once, as that."""
    if not period.is_preliminary:
        return [matter for row in period.now.rows for matter in _of(row, Scale(steps))]
    every = questions.concern(Scope(on, access=access), frozenset(ConcernKind) - NEVER_FIRST)
    doubles = {each.key.removeprefix("for the council:") for each in every if each.kind is ConcernKind.FOR_COUNCIL}
    weighs = [each for each in every if each.severity == 1 or each.kind is ConcernKind.FOR_COUNCIL]
    found = [each for each in weighs if each.key not in doubles]
    found.sort(key=lambda each: (-(each.money or 0), each.since_on, each.key))
    return [Matter(each.title, each.why, each.path, each.since_on) for each in found]


def _of(row: SnapshotRow, scale: Scale) -> Iterator[Matter]:
    """The CIO better by two steps or more, or red against green (DOMAIN section 4, Rating gap)."""
    office = row.assessed_rating if row.assessed_round == row.cio_round else None
    given = [each for each in (row.cio_rating, row.signal, office) if each is not None]
    ahead = max(scale.ahead(row.cio_rating, row.signal), scale.ahead(row.cio_rating, office))
    if row.is_over or not (ahead > 1 or {RED, GREEN} <= set(given)):
        return
    steps = row.widest_gap or ahead
    words = ngettext("Ratings %(n)s step apart: %(project)s", "Ratings %(n)s steps apart: %(project)s", steps)
    sides = ((_("CIO"), row.cio_rating), (_("computed"), row.signal), (_("office or reviewer"), office))
    said = ", ".join(f"{who} {step_of(rating).lower_word}" for who, rating in sides if rating is not None)
    yield Matter(words % {"n": steps, "project": row.title}, f"{said}.", f"{row.path}#ratings")

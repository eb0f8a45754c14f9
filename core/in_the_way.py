"""What stands in the way of one record, as the record's own page tells it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

from core import questions
from core.access import Access
from core.questions import Concern, Scope
from core.records import Ref


@dataclass(frozen=True, slots=True)
class InTheWay:
    """``mover``: whose move it is. ``path``: where to act; empty where that is the page itself."""

    concern: Concern
    days: int
    mover: str
    path: str


def in_the_way(
    record: Ref,
    *,
    here: str,
    access: Access,
    on: date,
    office: str,
    names: Callable[[Collection[int]], Mapping[int, str]],
) -> list[InTheWay]:
    """Worst first, then the oldest; a mover is an institution, by its name, or the office.

    ``here``: the address of the record's page.
    """
    found = questions.concern(Scope(on, access=access, records=frozenset({record})))
    movers = names({each.institution_id for each in found if each.institution_id})
    worst_first = sorted(found, key=lambda concern: (concern.severity, concern.since_on, concern.key))
    return [
        InTheWay(
            concern=concern,
            days=(on - concern.since_on).days,
            mover=movers.get(concern.institution_id or 0, office),
            path=concern.path if concern.path != here else "",
        )
        for concern in worst_first
    ]

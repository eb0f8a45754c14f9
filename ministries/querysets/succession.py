from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple, Self

from core.querysets import RecordQuerySet

if TYPE_CHECKING:
    from ministries.models import Succession


class Line(NamedTuple):
    """Successions that lead to an institution, oldest first, and those that lead on from it."""

    before: list[Succession]
    after: list[Succession]


class SuccessionQuerySet(RecordQuerySet["Succession"]):
    def in_force(self, on: date) -> Self:
        return self.filter(on__lte=on)

    def whole(self) -> Self:
        """By which the predecessor passed on as a whole: it was renamed or merged."""
        return self.exclude(kind="split")

    def line_of(self, institution_id: int) -> Line:
        """The whole chain, however many mergers and splits back and forth; two queries."""
        pairs = list(self.model._default_manager.values_list("pk", "predecessor_id", "successor_id"))
        back = _reached(institution_id, [(pk, after, before) for pk, before, after in pairs])
        forth = _reached(institution_id, pairs)
        rows = self.filter(pk__in=back | forth).select_related("predecessor", "successor").order_by("on", "pk")
        found = list(rows)
        return Line([row for row in found if row.pk in back], [row for row in found if row.pk in forth])


def _reached(start: int, steps: list[tuple[int, int, int]]) -> set[int]:
    """Keys of all steps that can be walked from ``start``; each step is its key, from where and to where."""
    found: set[int] = set()
    open_ = {start}
    while open_:
        new = {pk: there for pk, here, there in steps if here in open_ and pk not in found}
        found |= set(new)
        open_ = set(new.values())
    return found

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.figures import value_text
from legislation import permissions
from legislation.models import Stage
from legislation.querysets.items import StageCount
from legislation.rules.stages import OVER
from legislation.tables import BoardTable, Line
from legislation.views.items import ItemList

PLACES = (
    ("identified", "intent"), ("drafting",), ("consultation",), ("government",), ("parliament",),
    ("adopted", "in force"),
)  # fmt: skip
"""Six columns: the stages at both ends stand one above the other."""
MOST = 20
"""Cards of one stage; the table has the rest."""
NOTHING = StageCount(0, None)


@dataclass(frozen=True, slots=True)
class Card:
    line: Line
    may_move: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One stage on the board. ``median``: days in it, of those in it now; empty where nobody waits. ``rest``: no cards of it."""

    stage: Stage
    count: int
    median: str
    cards: list[Card]
    address: str

    @property
    def rest(self) -> int:
        return self.count - len(self.cards)


class Board(ItemList):
    """The items of the list by stage, those that have been longest in it first; what was dropped stands in the list."""

    may = permissions.may_see_legislation
    table_class = BoardTable
    template_name = "legislation/board.html"

    def context(self) -> dict[str, Any]:
        rows: Any = self.table.rows
        counts = rows.counted_by_stage()
        return {
            **super().context(),
            "columns": self.columns(counts, list(rows.exclude(stage=Stage.DROPPED).first_of_each_stage(MOST))),
            "dropped": counts.get(Stage.DROPPED, NOTHING).items,
            "dropped_address": self.address_of(Stage.DROPPED),
        }

    def columns(self, counts: Mapping[str, StageCount], items: list[Any]) -> list[list[Part]]:
        return [[self.part(stage, counts.get(stage, NOTHING), items) for stage in place] for place in PLACES]

    def part(self, stage: str, counted: StageCount, items: list[Any]) -> Part:
        cards = [
            Card(self.table.line(item), stage not in OVER and permissions.may_edit_item(self.request.user, item))  # type: ignore[attr-defined]  # the base knows plain tables only
            for item in items
            if item.stage == stage
        ]
        median = "" if stage in OVER else _days(counted.median_days)
        return Part(Stage(stage), counted.items, median, cards, self.address_of(stage))

    def address_of(self, stage: str) -> str:
        """The table of these rows, of this stage."""
        return self.table.address(stage=stage)


def _days(median: float | None) -> str:
    return "" if median is None else str(value_text(Decimal(str(median)), ""))

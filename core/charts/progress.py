"""How far several aims are: the share of the way as a bar, the share of the time as a line across it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from django.utils.translation import gettext as _

from core.charts.shapes import Figure, Picture, Rect, Shape, Table, Text, both, stroke
from core.charts.timeline import name_beside, shortened
from core.figures import number

NONE = "–"
ROW = 44


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """``way`` and ``time``: shares of 1, None where nobody can say; ``said``: the state in words."""

    label: str
    path: str
    said: str
    way: Decimal | None = None
    time: Decimal | None = None


def progress_chart(
    title: str,
    sub: str,
    rows: Sequence[ProgressRow],
    *,
    heads: tuple[str, str],
    key: str = "progress",
    is_mirrored: bool = False,
) -> Figure:
    """``heads``: what a row and what its state is called in the table."""
    wide, narrow = both(_wide(rows), _narrow(rows), is_mirrored=is_mirrored)
    cells = tuple((row.label, row.said, percent(row.way), percent(row.time)) for row in rows)
    table = Table((*heads, _("Way gone"), _("Time gone")), cells, paths=tuple(row.path for row in rows))
    return Figure(key=key, title=title, sub=sub, wide=wide, narrow=narrow, table=table)


def percent(share: Decimal | None) -> str:
    """Cut, never rounded up."""
    if share is None:
        return NONE
    return _("%(percent)s\u00a0%%") % {"percent": number((share * 100).to_integral_value(ROUND_FLOOR))}


def _wide(rows: Sequence[ProgressRow]) -> Picture:
    shapes: list[Shape] = []
    for position, row in enumerate(rows):
        top = ROW * position
        shapes += name_beside(row.label, top + ROW / 2)
        shapes += _bar(row, left=206, room=300, top=top + 14)
        shapes.append(Text("t-m" if row.way is None else "t-b", 520, top + ROW / 2 + 4, _said(row)))
    return Picture(700, ROW * len(rows) + 4, tuple(shapes))


def _narrow(rows: Sequence[ProgressRow]) -> Picture:
    shapes: list[Shape] = []
    pace = 60
    for position, row in enumerate(rows):
        top = pace * position
        shapes.append(Text("t-b", 0, top + 14, shortened(row.label, 46)))
        shapes += _bar(row, left=0, room=324, top=top + 22)
        shapes.append(Text("t-m t-s", 0, top + 54, _said(row)))
    return Picture(328, pace * len(rows) + 4, tuple(shapes))


def _said(row: ProgressRow) -> str:
    return row.said if row.way is None else f"{row.said}, {percent(row.way)}"


def _bar(row: ProgressRow, *, left: float, room: float, top: float) -> list[Shape]:
    if row.way is None:
        return [Rect("b-none", left, top, room, 16)]
    shapes: list[Shape] = [Rect("b-track", left, top, room, 16)]
    gone = min(max(row.way, Decimal(0)), Decimal(1))
    if gone:
        shapes.append(Rect("b-spent", left, top, round(float(gone) * room, 1), 16))
    if row.time is not None:
        x = left + float(row.time) * room
        shapes.append(stroke("c-today", (x, top - 5), (x, top + 21)))
    return shapes

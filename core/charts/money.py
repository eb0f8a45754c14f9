"""Sums of one project as bars from zero, with one line at the approved sum."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from core.charts.shapes import Figure, Picture, Rect, Shape, Table, Text, both, stroke
from core.figures import money_text

KINDS = ("base", "fore", "spent")


@dataclass(frozen=True, slots=True)
class MoneyBar:
    """`kind` is base, fore or spent; an amount nobody gave is shown as such, without a bar. `note`: what a sum leaves out, or
    why there is none."""

    label: str
    amount: Decimal | None
    kind: str = "fore"
    note: str = ""

    @property
    def is_shown(self) -> bool:
        """By years, where most have no sum of some kind."""
        return self.amount is not None or bool(self.note)


def money_bars(
    title: str,
    sub: str,
    bars: Sequence[MoneyBar],
    currency: str,
    *,
    approved: Decimal | None = None,
    key: str = "money",
    download_path: str = "",
    is_mirrored: bool = False,
) -> Figure:
    most = max([bar.amount for bar in bars if bar.amount] + [approved or Decimal(0)], default=Decimal(0)) or Decimal(1)
    wide = _wide(bars, currency, approved, most)
    narrow = _narrow(bars, currency, approved, most)
    wide, narrow = both(wide, narrow, is_mirrored=is_mirrored)
    rows = tuple((bar.label, sum_text(bar, currency)) for bar in bars)
    return Figure(
        key=key, title=title, sub=sub, wide=wide, narrow=narrow, table=Table((_("Sum"), _("Amount")), rows, True),
        download_path=download_path,
    )  # fmt: skip


def sum_text(bar: MoneyBar, currency: str) -> str:
    return bar.note or _("not given") if bar.amount is None else money_text(bar.amount, currency)


def length_of(amount: Decimal | None, most: Decimal, room: float) -> float:
    return round(float((amount or Decimal(0)) / most) * room, 1)


def _wide(bars: Sequence[MoneyBar], currency: str, approved: Decimal | None, most: Decimal) -> Picture:
    start, room, pace = 260.0, 420.0, 34
    shapes: list[Shape] = []
    for position, bar in enumerate(bars):
        y = 4 + pace * position
        shapes.append(Text("", 0, y + 13, bar.label))
        shapes.append(Text("t-b", start - 14, y + 13, sum_text(bar, currency), "end", is_figure=bar.amount is not None))
        if bar.amount:
            shapes.append(Rect(f"b-{bar.kind}", start, y, length_of(bar.amount, most, room), 16))
    foot = pace * len(bars)
    shapes.append(stroke("axis", (start, 0), (start, foot)))
    shapes += _approved(approved, start + length_of(approved, most, room), foot)
    return Picture(700, foot + 4, tuple(shapes))


def _narrow(bars: Sequence[MoneyBar], currency: str, approved: Decimal | None, most: Decimal) -> Picture:
    room, pace = 322.0, 44
    shapes: list[Shape] = []
    for position, bar in enumerate(bars):
        y = pace * position
        shapes.append(Text("", 0, y + 14, bar.label))
        shapes.append(Text("t-b", 326, y + 14, sum_text(bar, currency), "end", is_figure=bar.amount is not None))
        if bar.amount:
            shapes.append(Rect(f"b-{bar.kind}", 0, y + 20, length_of(bar.amount, most, room), 16))
            shapes += _approved(approved, length_of(approved, most, room), y + 38, y + 18)
    return Picture(328, pace * len(bars), tuple(shapes))


def _approved(approved: Decimal | None, x: float, foot: float, head: float = 0) -> list[Shape]:
    return [] if approved is None else [stroke("c-today", (x, head), (x, foot))]

"""Sums by year as bars from zero, a band for each year; every bar carries its name and its sum."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from core.charts.money import MoneyBar, length_of, sum_text
from core.charts.shapes import Figure, Picture, Rect, Shape, Table, Text, both, stroke

PACE, BAR, GAP = 20, 12, 14
HEAD = 24


@dataclass(frozen=True, slots=True)
class MoneyYear:
    """The same kinds of sums in every year, in the same order; one that nobody gave has no bar."""

    label: str
    bars: Sequence[MoneyBar]


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where name, sum and bar of a row stand. ``head``: room above a year's rows for its name; 0: it stands beside them."""

    width: int
    name: float
    end_of_sum: float
    start: float
    head: int

    @property
    def room(self) -> float:
        return self.width - self.start - 2


_WIDE = _Frame(width=700, name=62, end_of_sum=246, start=260, head=0)
_NARROW = _Frame(width=328, name=0, end_of_sum=166, start=176, head=HEAD)


def years_chart(
    title: str,
    sub: str,
    years: Sequence[MoneyYear],
    currency: str,
    *,
    key: str = "by-year",
    download_path: str = "",
    is_mirrored: bool = False,
) -> Figure:
    wide, narrow = both(_picture(years, currency, _WIDE), _picture(years, currency, _NARROW), is_mirrored=is_mirrored)
    heads = (_("Year"), *(bar.label for bar in years[0].bars))
    rows = tuple((year.label, *(_full_text(bar, currency) for bar in year.bars)) for year in years)
    return Figure(
        key=key, title=title, sub=sub, wide=wide, narrow=narrow, table=Table(heads, rows, True),
        download_path=download_path,
    )  # fmt: skip


def _full_text(bar: MoneyBar, currency: str) -> str:
    """In the table there is room to say what a sum leaves out."""
    text = sum_text(bar, currency)
    return _("%(sum)s, %(note)s") % {"sum": text, "note": bar.note} if bar.note and bar.amount is not None else text


def _picture(years: Sequence[MoneyYear], currency: str, frame: _Frame) -> Picture:
    most = max((bar.amount for year in years for bar in year.bars if bar.amount), default=Decimal(1))
    shapes: list[Shape] = []
    y = 0.0
    for year in years:
        shown = [bar for bar in year.bars if bar.is_shown]
        shapes.append(Text("t-b", 0, y + 14, year.label, is_figure=True))
        y += frame.head
        foot = y + PACE * max(len(shown), 1)
        for position, bar in enumerate(shown):
            shapes += _row(bar, currency, most, frame, y + PACE * position)
        shapes.append(stroke("axis", (frame.start, y), (frame.start, foot)))
        y = foot + GAP
    return Picture(frame.width, int(y - GAP + 2), tuple(shapes))


def _row(bar: MoneyBar, currency: str, most: Decimal, frame: _Frame, y: float) -> list[Shape]:
    shapes: list[Shape] = [
        Text("", frame.name, y + 14, bar.label),
        Text("t-b", frame.end_of_sum, y + 14, sum_text(bar, currency), "end", is_figure=bar.amount is not None),
    ]
    if bar.amount:
        shapes.append(Rect(f"b-{bar.kind}", frame.start, y + 4, length_of(bar.amount, most, frame.room), BAR))
    return shapes

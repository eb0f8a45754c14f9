"""Quantities as bars from zero, one below the other; what nobody measured has no bar."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.charts.shapes import Figure, Picture, Rect, Shape, Table, Text, both, stroke


@dataclass(frozen=True, slots=True)
class Bar:
    """`shown` is the value as a reader writes it, or why there is none."""

    label: str
    value: float | None
    shown: str


def bars_chart(
    title: str,
    sub: str,
    bars: Sequence[Bar],
    heads: tuple[str, str],
    *,
    key: str = "bars",
    download_path: str = "",
    is_mirrored: bool = False,
) -> Figure:
    most = max((bar.value or 0 for bar in bars), default=0) or 1
    wide, narrow = both(_wide(bars, most), _narrow(bars, most), is_mirrored=is_mirrored)
    table = Table(heads, tuple((bar.label, bar.shown) for bar in bars), True)
    return Figure(
        key=key, title=title, sub=sub, wide=wide, narrow=narrow, table=table, download_path=download_path
    )  # fmt: skip


def _wide(bars: Sequence[Bar], most: float) -> Picture:
    start, room, pace = 260.0, 420.0, 28
    shapes: list[Shape] = []
    for position, bar in enumerate(bars):
        y = 4 + pace * position
        shapes += [Text("", 0, y + 13, bar.label), Text("t-b", start - 14, y + 13, bar.shown, "end", is_figure=True)]
        if bar.value:
            shapes.append(Rect("b-fore", start, y, round(bar.value / most * room, 1), 16))
    foot = pace * len(bars)
    shapes.append(stroke("axis", (start, 0), (start, foot)))
    return Picture(700, foot + 4, tuple(shapes))


def _narrow(bars: Sequence[Bar], most: float) -> Picture:
    room, pace = 322.0, 44
    shapes: list[Shape] = []
    for position, bar in enumerate(bars):
        y = pace * position
        shapes += [Text("", 0, y + 14, bar.label), Text("t-b", 326, y + 14, bar.shown, "end", is_figure=True)]
        if bar.value:
            shapes.append(Rect("b-fore", 0, y + 20, round(bar.value / most * room, 1), 16))
    return Picture(328, pace * len(bars), tuple(shapes))

"""What a whole is made of, a bar a row: at most four parts, always in the same order, each told apart by its fill and its number."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.charts.shapes import Figure, Picture, Rect, Shape, Table, Text, both
from core.charts.timeline import name_beside, shortened

FILLS = (("b-spent", "t-w"), ("b-fore", "t-b"), ("b-missing", "t-b"), ("b-track", ""))
"""Of the first to the last part: the fill, and what its number is written in. Full, paler, empty, ground: it survives in grey."""
GAP = 2.0
HEIGHT = 18
LABEL_FROM = 9.0
LETTER = 6.6
KEY_LINE = 22
WIDE_PACE, NARROW_PACE = 34, 58


@dataclass(frozen=True, slots=True)
class ShareRow:
    """``counts``: one for each part; ``said``: what stands at the end of the bar; ``path``: where the name leads."""

    label: str
    counts: Sequence[int]
    said: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class _Bar:
    left: float
    room: float
    top: float


def shares_chart(
    title: str,
    sub: str,
    rows: Sequence[ShareRow],
    parts: Sequence[str],
    *,
    heads: tuple[str, str],
    key: str = "shares",
    download_path: str = "",
    is_mirrored: bool = False,
) -> Figure:
    """``parts``: their names. ``heads``: what a row and what is said of it are called in the table."""
    wide, narrow = both(_wide(rows, parts), _narrow(rows, parts), is_mirrored=is_mirrored)
    cells = tuple((row.label, *(str(count) for count in row.counts), row.said) for row in rows)
    table = Table((heads[0], *parts, heads[1]), cells, numeric=True, paths=tuple(row.path for row in rows))
    return Figure(key=key, title=title, sub=sub, wide=wide, narrow=narrow, table=table, download_path=download_path)


def _wide(rows: Sequence[ShareRow], parts: Sequence[str]) -> Picture:
    shapes = list(_key(parts, left=206, room=494))
    head = _key_height(parts, 494)
    for position, row in enumerate(rows):
        top = head + WIDE_PACE * position
        shapes += name_beside(row.label, top + WIDE_PACE / 2)
        shapes += _segments(row, _Bar(206, 370, top + (WIDE_PACE - HEIGHT) / 2))
        shapes.append(Text("", 588, top + WIDE_PACE / 2 + 4, row.said))
    return Picture(700, head + WIDE_PACE * len(rows) + 4, tuple(shapes))


def _narrow(rows: Sequence[ShareRow], parts: Sequence[str]) -> Picture:
    shapes = list(_key(parts, left=0, room=328))
    head = _key_height(parts, 328)
    for position, row in enumerate(rows):
        top = head + NARROW_PACE * position
        shapes.append(Text("t-b", 0, top + 14, shortened(row.label, 28)))
        shapes.append(Text("t-m t-s", 328, top + 14, row.said, "end"))
        shapes += _segments(row, _Bar(0, 328, top + 22))
    return Picture(328, head + NARROW_PACE * len(rows), tuple(shapes))


def _segments(row: ShareRow, bar: _Bar) -> Iterator[Shape]:
    """The whole room, whatever the sum: shares can be compared, and the numbers say of how many."""
    whole, present = sum(row.counts), sum(1 for count in row.counts if count)
    room, x = bar.room - GAP * max(present - 1, 0), bar.left
    for (fill, ink), count in zip(FILLS, row.counts, strict=False):
        if not count:
            continue
        width = count / whole * room
        yield Rect(fill, round(x, 1), bar.top, round(width, 1), HEIGHT)
        if width >= max(LABEL_FROM, LETTER * len(str(count)) + 2):
            yield Text(f"{ink} t-s".strip(), round(x + width / 2, 1), bar.top + 13, str(count), "mid", is_figure=True)
        x += width + GAP


def _key(parts: Sequence[str], *, left: float, room: float) -> Iterator[Shape]:
    """The parts by name over the bars, as many beside each other as there is room."""
    for (fill, _ink), (x, line), part in zip(FILLS, _places(parts, room), parts, strict=False):
        yield Rect(fill, round(left + x + 1, 1), 4 + line * KEY_LINE, 12, 12)
        yield Text("", round(left + x + 19, 1), 14 + line * KEY_LINE, part)


def _places(parts: Sequence[str], room: float) -> list[tuple[float, int]]:
    """Start and line of each entry of the key."""
    found: list[tuple[float, int]] = []
    x, line = 0.0, 0
    for part in parts:
        width = 19 + LETTER * len(part) + 18
        if x and x + width - 18 > room:
            x, line = 0.0, line + 1
        found.append((x, line))
        x += width
    return found


def _key_height(parts: Sequence[str], room: float) -> int:
    places = _places(parts, room)
    return KEY_LINE * (places[-1][1] + 1) + 6 if places else 0

"""A square of cells by two scales, such as likelihood and impact: what stands in a cell is said in it, a frame marks some."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.charts.shapes import Figure, Picture, Rect, Shape, Table, Text, both, stroke
from core.charts.timeline import shortened

Place = tuple[int, int]
GAP = 2


@dataclass(frozen=True, slots=True)
class MatrixAxis:
    """``steps``: from the least to the most."""

    name: str
    steps: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Frame:
    """``start``: where the cells begin beside the labels of the rows; ``room``: characters a cell holds."""

    width: int
    start: int
    cell: tuple[int, int]
    room: int
    is_short: bool

    def corner(self, place: Place, rows: int) -> tuple[int, int]:
        """Of a cell, counted from 1 across and upward."""
        across, upward = place
        return self.start + (across - 1) * self.cell[0], 24 + (rows - upward) * self.cell[1]


_WIDE = _Frame(width=640, start=170, cell=(94, 38), room=12, is_short=False)
_NARROW = _Frame(width=328, start=28, cell=(60, 38), room=8, is_short=True)


def matrix_chart(
    title: str,
    sub: str,
    texts: Mapping[Place, str],
    *,
    across: MatrixAxis,
    upward: MatrixAxis,
    framed: Collection[Place],
    table: Table,
    key: str = "matrix",
    is_mirrored: bool = False,
) -> Figure:
    """``texts`` and ``framed`` by place: steps across and upward, counted from 1."""
    drawn = [_picture(texts, across, upward, framed, frame) for frame in (_WIDE, _NARROW)]
    wide, narrow = both(drawn[0], drawn[1], is_mirrored=is_mirrored)
    return Figure(key=key, title=title, sub=sub, wide=wide, narrow=narrow, table=table)


def _picture(
    texts: Mapping[Place, str], across: MatrixAxis, upward: MatrixAxis, framed: Collection[Place], frame: _Frame
) -> Picture:
    rows, (width, height) = len(upward.steps), frame.cell
    foot = 24 + rows * height
    shapes: list[Shape] = [Text("t-b t-s", 0, 12, upward.name)]
    for row, step in enumerate(upward.steps, start=1):
        _x, y = frame.corner((1, row), rows)
        shapes.append(Text("t-m t-s", 0, y + height / 2 + 4, step[:1] if frame.is_short else step))
    for place in ((column, row) for row in range(rows, 0, -1) for column in range(1, len(across.steps) + 1)):
        shapes += _cell(place, texts.get(place, ""), place in framed, frame, rows)
    for column, step in enumerate(across.steps, start=1):
        x = frame.start + (column - 0.5) * width
        shapes.append(Text("t-m t-s", x, foot + 16, step[:1] if frame.is_short else step, "mid"))
    shapes += [
        *_border(framed, frame, rows),
        Text("t-b t-s", frame.start + len(across.steps) * width, foot + 34, across.name, "end"),
    ]
    return Picture(frame.width, foot + 40, tuple(shapes))


def _cell(place: Place, text: str, is_framed: bool, frame: _Frame, rows: int) -> Iterator[Shape]:
    (x, y), (width, height) = frame.corner(place, rows), frame.cell
    yield Rect("b-track" if is_framed else "c-row", x + GAP / 2, y + GAP / 2, width - GAP, height - GAP)
    if text:
        yield Text("t-b", x + width / 2, y + height / 2 + 4, shortened(text, frame.room), "mid", is_figure=True)


def _border(framed: Collection[Place], frame: _Frame, rows: int) -> Iterator[Shape]:
    """One line around all framed cells together."""
    width, height = frame.cell
    for column, row in sorted(framed):
        x, y = frame.corner((column, row), rows)
        sides = {
            (column - 1, row): ((x, y), (x, y + height)),
            (column + 1, row): ((x + width, y), (x + width, y + height)),
            (column, row + 1): ((x, y), (x + width, y)),
            (column, row - 1): ((x, y + height), (x + width, y + height)),
        }
        yield from (stroke("c-today", *line) for beside, line in sides.items() if beside not in framed)

"""Ratings over the rounds: a column a round, red at the base line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.charts.shapes import Figure, MarkAt, Picture, Rect, Shape, Table, Text, both, stroke
from core.ratings import NOT_RATED, Step, scale

GAP = 2.0
LABEL_FROM = 14.0
COLUMN_SHARE = 0.72
LINE = 17.0
FOOT_COLUMNS = (4, 120, 230)
WIDEST_PACE = 96.0
_BASE_ROOM = 60.0


@dataclass(frozen=True, slots=True)
class StackColumn:
    """`counts` by step; None counts what nobody rated. `short` is the label on narrow pages."""

    label: str
    counts: Mapping[int | None, int]
    short: str = ""

    def of(self, step: Step) -> int:
        return self.counts.get(step.value, 0)


@dataclass(frozen=True, slots=True)
class _Frame:
    width: int
    height: int
    base: float
    top: float
    end: float


_WIDE = _Frame(width=640, height=232, base=206, top=8, end=118)
_NARROW = _Frame(width=328, height=270, base=200, top=8, end=0)


def stack_chart(
    title: str,
    sub: str,
    rounds: Sequence[StackColumn],
    *,
    steps: int = 5,
    key: str = "stack",
    download_path: str = "",
    is_mirrored: bool = False,
) -> Figure:
    order = [*scale(steps), NOT_RATED]
    wide = Picture(_WIDE.width, _WIDE.height, (*_columns(rounds, order, _WIDE), *_side_labels(rounds, order)))
    narrow = Picture(_NARROW.width, _NARROW.height, (*_columns(rounds, order, _NARROW), *_foot_labels(rounds, order)))
    wide, narrow = both(wide, narrow, is_mirrored=is_mirrored)
    return Figure(
        key=key, title=title, sub=sub, wide=wide, narrow=narrow, table=_table(rounds, order),
        css="chart chart--hist", download_path=download_path,
    )  # fmt: skip


def _unit(rounds: Sequence[StackColumn], order: Sequence[Step], frame: _Frame) -> float:
    """Height of one project, the same in all columns."""
    most = max((sum(column.of(step) for step in order) for column in rounds), default=0)
    return (frame.base - frame.top - GAP * (len(order) - 1)) / max(most, 1)


def _pace(rounds: Sequence[StackColumn], frame: _Frame) -> float:
    """From one column to the next."""
    return min((frame.width - frame.end) / max(len(rounds), 1), WIDEST_PACE)


def _columns(rounds: Sequence[StackColumn], order: Sequence[Step], frame: _Frame) -> list[Shape]:
    pace = _pace(rounds, frame)
    every = _label_every(pace, rounds)
    shapes: list[Shape] = []
    for position, column in enumerate(rounds):
        x = position * pace + pace * (1 - COLUMN_SHARE) / 2
        shapes += _column(column, order, frame, x, pace * COLUMN_SHARE, _unit(rounds, order, frame))
        if (len(rounds) - 1 - position) % every == 0:
            label = column.label if frame.end else column.short or column.label
            shapes.append(Text("t-m", round(x + pace * COLUMN_SHARE / 2, 1), frame.base + 18, label, "mid"))
    shapes.append(stroke("axis", (4, frame.base + 0.5), (max(pace * len(rounds), 8), frame.base + 0.5)))
    return shapes


def _label_every(pace: float, rounds: Sequence[StackColumn]) -> int:
    """Every how manieth column is named, so that names keep apart."""
    longest = max((len(column.short or column.label) for column in rounds), default=1) * 7.0 + 4
    return max(1, -(-int(longest) // max(int(pace), 1)))


def _column(
    column: StackColumn, order: Sequence[Step], frame: _Frame, x: float, width: float, unit: float
) -> list[Shape]:
    shapes: list[Shape] = []
    foot = frame.base
    for step in order:
        count = column.of(step)
        if not count:
            continue
        height = count * unit
        shapes.append(Rect(f"f-{step.key}", round(x, 1), round(foot - height, 1), round(width, 1), round(height, 1)))
        if height >= LABEL_FROM:
            shapes.append(_count(step, count, x + width / 2, foot - height / 2 + 4))
        foot -= height + GAP
    return shapes


def _count(step: Step, count: int, x: float, y: float) -> Text:
    return Text(f"{step.label_class} t-s", round(x, 1), round(y, 1), str(count), "mid", is_figure=True)


def _side_labels(rounds: Sequence[StackColumn], order: Sequence[Step]) -> list[Shape]:
    """The last column named at its segments: mark, number, word; pushed apart where segments are thin."""
    shapes: list[Shape] = []
    room = max(_BASE_ROOM, _pace(rounds, _WIDE) * len(rounds))
    for step, y in zip(_present(rounds, order), _apart(_middles(rounds, order)), strict=True):
        shapes += _entry(step, rounds[-1].of(step), room + 8, y)
    return shapes


def _present(rounds: Sequence[StackColumn], order: Sequence[Step]) -> list[Step]:
    return [step for column in rounds[-1:] for step in order if column.of(step)]


def _middles(rounds: Sequence[StackColumn], order: Sequence[Step]) -> list[float]:
    """Heights of the last column's segment middles, from the base up."""
    unit, foot, found = _unit(rounds, order, _WIDE), _WIDE.base, []
    for step in _present(rounds, order):
        height = rounds[-1].of(step) * unit
        found.append(foot - height / 2)
        foot -= height + GAP
    return found


def _apart(middles: Sequence[float]) -> list[float]:
    """Each at least a line above the one below, pushed up first and back down from the top edge."""
    placed: list[float] = []
    for middle in middles:
        placed.append(min(middle, placed[-1] - LINE if placed else _WIDE.base - 4))
    least = _WIDE.top - LINE
    for position in reversed(range(len(placed))):
        least = placed[position] = max(placed[position], least + LINE)
    return placed


def _foot_labels(rounds: Sequence[StackColumn], order: Sequence[Step]) -> list[Shape]:
    shapes: list[Shape] = []
    for position, step in enumerate(_present(rounds, order)):
        shapes += _entry(step, rounds[-1].of(step), FOOT_COLUMNS[position % 3], 242 + (position // 3) * 20)
    return shapes


def _entry(step: Step, count: int, x: float, y: float) -> list[Shape]:
    word = Text("", round(x + 19, 1), round(y + 4, 1), step.lower_word, strong=str(count))
    return [MarkAt(step, round(x + 7, 1), round(y, 1), 13), word]


def _table(rounds: Sequence[StackColumn], order: Sequence[Step]) -> Table:
    heads = (_("Round"), *(str(step.word) for step in reversed(order[:-1])), str(NOT_RATED.word))
    rows = tuple(
        (column.label, *(str(column.of(step)) for step in reversed(order[:-1])), str(column.of(NOT_RATED)))
        for column in rounds
    )
    return Table(heads, rows, numeric=True)

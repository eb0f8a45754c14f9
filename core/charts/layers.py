"""Boxes in layers with arrows between them, each box in a later layer than what it waits for."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from textwrap import wrap

from core.charts.shapes import Figure, Line, Picture, Rect, Shape, Table, Text, both, stroke
from core.charts.timeline import shortened

LETTER = 6.1
TALL, FLAT = 48, 34
SPACE = 13
LINES = 3
MOST_COLUMNS = 5
GAP = 46
LANE, LANES = 10, 6
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class MapNode:
    key: int
    label: str


@dataclass(frozen=True, slots=True)
class MapLink:
    """From ``first`` to ``then``, which waits for it; a ``label`` makes the line thick and stands on it."""

    first: int
    then: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class _Box:
    x: float
    y: float
    width: float
    height: int

    def shapes(self, label: str) -> Iterator[Shape]:
        yield Rect("c-base", self.x, self.y, self.width, self.height, 4)
        lines = _lines(label, int((self.width - 12) / LETTER))
        for number, line in enumerate(lines):
            y = self.y + self.height / 2 + 4 + 13 * (number - (len(lines) - 1) / 2)
            yield Text("t-s", self.x + 6, y, line)


def layers_chart(
    title: str,
    sub: str,
    layers: Sequence[Sequence[MapNode]],
    links: Sequence[MapLink],
    *,
    table: Table,
    key: str = "map",
    is_mirrored: bool = False,
) -> Figure:
    ordered = _ordered(layers, links)
    wide = _columns(ordered, links) if len(layers) <= MOST_COLUMNS else _stack(ordered, links, 700)
    wide, narrow = both(wide, _stack(ordered, links, 328), is_mirrored=is_mirrored)
    return Figure(key=key, title=title, sub=sub, wide=wide, narrow=narrow, table=table)


def _ordered(layers: Sequence[Sequence[MapNode]], links: Sequence[MapLink]) -> list[list[MapNode]]:
    """In each layer by the mean place of what a box waits for, so that fewer lines cross."""
    before: dict[int, list[int]] = defaultdict(list)
    for link in links:
        before[link.then].append(link.first)
    place: dict[int, float] = {}
    ordered = []
    for layer in layers:
        means = {
            node.key: sum(place[first] for first in before[node.key]) / len(before[node.key])
            for node in layer
            if before[node.key]
        }
        found = sorted(layer, key=lambda node: means.get(node.key, 0.0))
        place |= {node.key: (number + 0.5) / len(found) for number, node in enumerate(found)}
        ordered.append(found)
    return ordered


def _columns(layers: Sequence[Sequence[MapNode]], links: Sequence[MapLink]) -> Picture:
    """A column for each layer."""
    pace = (700 + GAP) / max(len(layers), 2)
    row_pace = TALL + SPACE
    height = row_pace * max(len(layer) for layer in layers)
    boxes = {
        node.key: _Box(
            round(column * pace, 1),
            (height - row_pace * len(layer)) / 2 + row_pace * row + 6,
            round(pace - GAP, 1),
            TALL,
        )
        for column, layer in enumerate(layers)
        for row, node in enumerate(layer)
    }
    ends, starts = _gates(links, boxes)
    drawn = [
        _arrow(
            link, [(boxes[link.first].x + boxes[link.first].width, starts[number]), (boxes[link.then].x, ends[number])]
        )
        for number, link in enumerate(links)
    ]
    return _picture(700, height, layers, boxes, drawn)


def _stack(layers: Sequence[Sequence[MapNode]], links: Sequence[MapLink], width: int) -> Picture:
    """One box below the other, with the lines in lanes beside them."""
    nodes = [node for layer in layers for node in layer]
    room = LANE * (LANES + 1)
    boxes = {node.key: _Box(0, (FLAT + SPACE) * row + 6, width - room, FLAT) for row, node in enumerate(nodes)}
    ends, starts = _gates(links, boxes)
    taken: list[float] = [-1.0] * LANES
    drawn = []
    for number in sorted(range(len(links)), key=lambda number: starts[number]):
        lane = next((each for each, until in enumerate(taken) if until < starts[number]), number % LANES)
        taken[lane] = max(taken[lane], ends[number])
        edge, x = width - room, width - room + LANE * (lane + 1)
        points = [(edge, starts[number]), (x, starts[number]), (x, ends[number]), (edge, ends[number])]
        drawn.append(_arrow(links[number], points))
    return _picture(width, (FLAT + SPACE) * len(nodes), layers, boxes, drawn)


def _gates(links: Sequence[MapLink], boxes: Mapping[int, _Box]) -> tuple[list[float], list[float]]:
    """Where each line ends and starts, spread over the side of its box."""
    into = _spread([link.then for link in links], boxes)
    out = _spread([link.first for link in links], boxes)
    return into, out


def _spread(keys: Sequence[int], boxes: Mapping[int, _Box]) -> list[float]:
    seen: dict[int, int] = defaultdict(int)
    places = []
    for key in keys:
        seen[key] += 1
        places.append(round(boxes[key].y + boxes[key].height * seen[key] / (keys.count(key) + 1), 1))
    return places


def _arrow(link: MapLink, points: Sequence[Point]) -> list[Shape]:
    """A line of straight strokes with its point at the end; the label stands before it, or in the box where there is no room."""
    css = "c-today" if link.label else "axis"
    shapes: list[Shape] = [stroke(css, *pair) for pair in pairwise(points)]
    (from_x, _y), (x, y) = points[-2], points[-1]
    back = round(x - 7 if from_x < x else x + 7, 1)
    shapes.append(Line("c-pill", ((x, y), (back, y - 3.5), (back, y + 3.5)), is_closed=True))
    if link.label:
        shapes.append(Text("t-b t-s halo", x - 9, y + (-5 if from_x < x else 4), link.label, "end", is_figure=True))
    return shapes


def _picture(
    width: int,
    height: float,
    layers: Sequence[Sequence[MapNode]],
    boxes: Mapping[int, _Box],
    drawn: Sequence[list[Shape]],
) -> Picture:
    """Lines lie under the boxes, what is written on them lies on top."""
    shapes = [shape for arrow in drawn for shape in arrow]
    under = [shape for shape in shapes if not isinstance(shape, Text)]
    named = [shape for layer in layers for node in layer for shape in boxes[node.key].shapes(node.label)]
    return Picture(width, round(height), (*under, *named, *(shape for shape in shapes if isinstance(shape, Text))))


def _lines(text: str, room: int) -> list[str]:
    lines = wrap(text, room, break_on_hyphens=False)
    return lines if len(lines) <= LINES else [*lines[: LINES - 1], shortened(" ".join(lines[LINES - 1 :]), room)]

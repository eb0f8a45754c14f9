"""What a picture is made of. Sizes are user units of the viewBox; colours are classes of styles/_charts.scss."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

from core.ratings import Step

_OPPOSITE = {"start": "end", "end": "start", "mid": "mid"}


@dataclass(frozen=True, slots=True)
class Rect:
    kind: ClassVar[str] = "rect"
    css: str
    x: float
    y: float
    width: float
    height: float
    rx: float = 0

    def mirrored(self, width: float) -> "Rect":
        return replace(self, x=round(width - self.x - self.width, 1))


@dataclass(frozen=True, slots=True)
class Line:
    """A run of straight strokes through `points`; `is_closed` makes it a shape."""

    kind: ClassVar[str] = "line"
    css: str
    points: tuple[tuple[float, float], ...]
    is_closed: bool = False

    def mirrored(self, width: float) -> "Line":
        return replace(self, points=tuple((round(width - x, 1), y) for x, y in self.points))

    @property
    def path(self) -> str:
        """Always with a decimal point, whatever the locale."""
        return "M" + "L".join(f"{x:g} {y:g}" for x, y in self.points) + ("z" if self.is_closed else "")


@dataclass(frozen=True, slots=True)
class Circle:
    kind: ClassVar[str] = "circle"
    css: str
    cx: float
    cy: float
    r: float

    def mirrored(self, width: float) -> "Circle":
        return replace(self, cx=round(width - self.cx, 1))


@dataclass(frozen=True, slots=True)
class Text:
    """`strong` stands bold before the text; `anchor` is start, mid or end in the text's own direction; figures stay left
    to right in every script."""

    kind: ClassVar[str] = "text"
    css: str
    x: float
    y: float
    text: str
    anchor: str = "start"
    is_figure: bool = False
    strong: str = ""

    def mirrored(self, width: float) -> "Text":
        anchor = _OPPOSITE[self.anchor] if self.is_figure else self.anchor
        return replace(self, x=round(width - self.x, 1), anchor=anchor)

    @property
    def classes(self) -> str:
        names = (self.css, "" if self.anchor == "start" else self.anchor, "ltr" if self.is_figure else "")
        return " ".join(name for name in names if name)


@dataclass(frozen=True, slots=True)
class MarkAt:
    """A rating mark, its centre at (cx, cy)."""

    kind: ClassVar[str] = "mark"
    step: Step
    cx: float
    cy: float
    size: float

    def mirrored(self, width: float) -> "MarkAt":
        return replace(self, cx=round(width - self.cx, 1))

    @property
    def x(self) -> float:
        return round(self.cx - self.size / 2, 1)

    @property
    def y(self) -> float:
        return round(self.cy - self.size / 2, 1)


Shape = Rect | Line | Circle | Text | MarkAt


@dataclass(frozen=True, slots=True)
class Picture:
    width: int
    height: int
    shapes: tuple[Shape, ...]

    def mirrored(self) -> "Picture":
        """The same with time running from the right."""
        return replace(self, shapes=tuple(shape.mirrored(self.width) for shape in self.shapes))


@dataclass(frozen=True, slots=True)
class Table:
    """``paths``: where the name of each row leads; empty where it is text alone."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: bool = False
    paths: tuple[str, ...] = ()

    @property
    def lines(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Each row with its path."""
        return zip(self.paths or ("",) * len(self.rows), self.rows, strict=True)


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """One entry of the key of signs above a picture."""

    sign: str
    label: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture drawn for wide and for narrow pages, with the table that says the same."""

    key: str
    title: str
    sub: str
    wide: Picture
    narrow: Picture
    table: Table
    css: str = "chart"
    label: str = ""
    download_path: str = ""
    signs: tuple[KeyEntry, ...] = field(default=())


def both(wide: Picture, narrow: Picture, *, is_mirrored: bool) -> tuple[Picture, Picture]:
    return (wide.mirrored(), narrow.mirrored()) if is_mirrored else (wide, narrow)


def diamond(css: str, cx: float, cy: float, r: float) -> Line:
    x, y = round(cx, 1), round(cy, 1)
    return Line(css, ((x, y - r), (round(x + r, 1), y), (x, y + r), (round(x - r, 1), y)), is_closed=True)


def stroke(css: str, *points: tuple[float, float]) -> Line:
    return Line(css, tuple((round(x, 1), round(y, 1)) for x, y in points))


def runs(values: Sequence[int | None]) -> list[list[int]]:
    """Positions of unbroken runs of given values."""
    found: list[list[int]] = []
    for position, value in enumerate(values):
        if value is None:
            continue
        if found and found[-1][-1] == position - 1:
            found[-1].append(position)
            continue
        found.append([position])
    return found

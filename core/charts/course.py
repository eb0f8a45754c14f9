"""How figures moved in time: readings of one or several, where the first began and where it is to go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

from django.utils.translation import gettext as _

from core.charts.axis import HEAD, TimeAxis, grid, span_of, today_tag
from core.charts.shapes import Circle, Figure, KeyEntry, Picture, Shape, Table, Text, both, diamond, stroke
from core.charts.timeline import shortened
from core.charts.trend import Trend
from core.figures import value_text

BASE, FOOT = 244, 252
SPACE = 14
LABELLED = 7
STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
Point = tuple[date, Decimal]


@dataclass(frozen=True, slots=True)
class CourseLine:
    """The readings of one, oldest first; only the first line of a picture is our own."""

    label: str
    points: Sequence[Point]


@dataclass(frozen=True, slots=True)
class CourseAim:
    """Where it began and where it is to be when."""

    baseline: Point | None
    target: Point | None

    @property
    def points(self) -> list[Point]:
        return [point for point in (self.baseline, self.target) if point]


NO_AIM = CourseAim(None, None)


@dataclass(frozen=True, slots=True)
class _Plot:
    """Days and values onto a picture of this width; ``names``: the room at its end for what the lines are called."""

    axis: TimeAxis
    top: Decimal
    bottom: Decimal
    width: int
    names: int

    def x(self, on: date) -> float:
        return self.axis.x(on)

    def y(self, value: Decimal) -> float:
        share = float((value - self.bottom) / (self.top - self.bottom))
        return round(BASE - share * (BASE - HEAD - 12), 1)


def course_chart(
    title: str,
    sub: str,
    lines: Sequence[CourseLine],
    today: date,
    *,
    table: Table,
    unit: str = "",
    aim: CourseAim = NO_AIM,
    key: str = "course",
    is_mirrored: bool = False,
) -> Figure:
    """From zero. One line shows each of its values, several show their names and the last value."""
    points = [*(point for line in lines for point in line.points), *aim.points]
    first, last = span_of([today, *(on for on, _value in points)])
    bottom, top, step = _scale([value for _on, value in points])
    names = 150 if len(lines) > 1 else 48
    wide = _Plot(TimeAxis(first, last, 56, 700 - names), top, bottom, 700, names)
    narrow = _Plot(TimeAxis(first, last, 44, 328 - min(names, 92)), top, bottom, 328, min(names, 92))
    pictures = [_picture(plot, lines, aim, today, step, unit) for plot in (wide, narrow)]
    drawn = both(*pictures, is_mirrored=is_mirrored)
    return Figure(
        key=key, title=title, sub=sub, wide=drawn[0], narrow=drawn[1], table=table, signs=_signs(aim, lines),
    )  # fmt: skip


def _signs(aim: CourseAim, lines: Sequence[CourseLine]) -> tuple[KeyEntry, ...]:
    if len(lines) > 1:
        return ()
    found = [
        KeyEntry("base", _("baseline")) if aim.baseline else None,
        KeyEntry("act", _("reading")),
        KeyEntry("fore", _("target")) if aim.target else None,
    ]
    return tuple(entry for entry in found if entry)


def _scale(values: Sequence[Decimal]) -> tuple[Decimal, Decimal, Decimal]:
    """Bottom, top and step of an axis from zero that holds these values in about four steps."""
    least, most = min([Decimal(0), *values]), max([Decimal(0), *values])
    room = (most - least) or Decimal(1)
    power = Decimal(1).scaleb((room / 4).adjusted())
    step = next(power * each for each in STEPS if power * each * 4 >= room)
    top = (most / step).to_integral_value(ROUND_CEILING) * step
    bottom = -((-least / step).to_integral_value(ROUND_CEILING) * step)
    return bottom, top if top > bottom else bottom + step, step


def _picture(
    plot: _Plot, lines: Sequence[CourseLine], aim: CourseAim, today: date, step: Decimal, unit: str
) -> Picture:
    shapes: list[Shape] = [*grid(plot.axis, BASE), *_levels(plot, step)]
    shapes.append(stroke("c-today", (plot.x(today), 22), (plot.x(today), BASE)))
    shapes += _aim(plot, aim, unit)
    for number, line in reversed(list(enumerate(lines))):
        shapes += _line(plot, line, number)
    shapes += _values(plot, lines[0], unit) if len(lines) == 1 else _names(plot, lines)
    return Picture(plot.width, FOOT, (*shapes, *today_tag(today, plot.axis, plot.width)))


def _levels(plot: _Plot, step: Decimal) -> list[Shape]:
    shapes: list[Shape] = []
    value = plot.bottom
    while value <= plot.top:
        y = plot.y(value)
        shapes.append(stroke("axis" if value == 0 else "grid", (plot.axis.left, y), (plot.axis.right, y)))
        shapes.append(Text("t-m t-s", plot.axis.left - 6, y + 4, value_text(value), "end", is_figure=True))
        value += step
    return shapes


def _aim(plot: _Plot, aim: CourseAim, unit: str) -> list[Shape]:
    shapes: list[Shape] = []
    if aim.target:
        x, y = plot.x(aim.target[0]), plot.y(aim.target[1])
        shapes.append(stroke("c-plan", (plot.axis.left, y), (x, y)))
        if aim.baseline:
            shapes.append(stroke("c-path", (plot.x(aim.baseline[0]), plot.y(aim.baseline[1])), (x, y)))
        shapes.append(Circle("c-fore", x, y, 5))
        shapes.append(Text("t-b halo", x + 9, y + 4, value_text(aim.target[1], unit), is_figure=True))
    if aim.baseline:
        shapes.append(diamond("c-base", plot.x(aim.baseline[0]), plot.y(aim.baseline[1]), 6))
    return shapes


def _line(plot: _Plot, line: CourseLine, number: int) -> list[Shape]:
    places = [(plot.x(on), plot.y(value)) for on, value in line.points]
    css, dot = ("c-own", "c-act") if number == 0 else (f"c-other c-other--{(number - 1) % 5 + 1}", "c-dot")
    shapes: list[Shape] = [stroke(css, *places)] if len(places) > 1 else []
    return shapes + [Circle(dot, x, y, 4.5 if number == 0 else 3) for x, y in places]


def _values(plot: _Plot, line: CourseLine, unit: str) -> list[Shape]:
    """Every value, or the last where they would touch."""
    shown = list(line.points) if len(line.points) <= LABELLED and plot.width > 400 else list(line.points[-1:])
    return [
        Text("t-b t-s halo", plot.x(on), plot.y(value) - 9, value_text(value, unit), "mid", is_figure=True)
        for on, value in shown
    ]


def _names(plot: _Plot, lines: Sequence[CourseLine]) -> list[Shape]:
    """At the end of the lines, spread so that none covers another."""
    ends = sorted((plot.y(line.points[-1][1]), number) for number, line in enumerate(lines) if line.points)
    shapes: list[Shape] = []
    lowest = HEAD + 0.0
    for place, (y, number) in enumerate(ends):
        rest = len(ends) - place - 1
        at = min(max(y, lowest + SPACE), BASE - SPACE * rest)
        lowest = at
        line = lines[number]
        x = plot.axis.right + 10
        css = "t-b t-s" if number == 0 else "t-s"
        shapes.append(stroke("c-lead", (plot.x(line.points[-1][0]) + 6, y), (x - 3, at)))
        said = f"{shortened(line.label, (plot.names - 46) // 6)} {value_text(line.points[-1][1])}"
        shapes.append(Text(css, x, round(at + 4, 1), said))
    return shapes


def course_spark(points: Sequence[Point], aim: CourseAim, said: str) -> Trend:
    """The course in one line of text; ``said`` tells it to who cannot see."""
    every = [*points, *aim.points]
    if not every:
        return Trend(Picture(84, 24, ()), said)
    first, last = min(on for on, _value in every), max(on for on, _value in every)
    bottom, top, _step = _scale([value for _on, value in every])
    axis, room = TimeAxis(first, last, 4, 78), float(top - bottom)
    places = [(axis.x(on), round(21 - float(value - bottom) / room * 18, 1)) for on, value in points]
    shapes: list[Shape] = []
    if aim.target:
        y = round(21 - float(aim.target[1] - bottom) / room * 18, 1)
        shapes.append(stroke("md", (2, y), (82, y)))
    if len(places) > 1:
        shapes.append(stroke("ln", *places))
    return Trend(Picture(84, 24, (*shapes, *(Circle("c-act", x, y, 3) for x, y in places[-1:]))), said)

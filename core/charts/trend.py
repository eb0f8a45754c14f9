"""The sparkline of a project's ratings and the line with its three ratings."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.charts.shapes import Circle, Figure, MarkAt, Picture, Shape, Table, Text, both, runs, stroke
from core.ratings import scale, step_of

WIDTH, HEIGHT = 84, 24
MARK_SIZE = 11


@dataclass(frozen=True, slots=True)
class Trend:
    picture: Picture
    label: str


@dataclass(frozen=True, slots=True)
class ScaleMark:
    """Whose rating stands where on the scale; without a step it is left out."""

    label: str
    step: int | None


def trend(values: Sequence[int | None], *, is_mirrored: bool = False) -> Trend:
    """Oldest first. Room for twelve rounds; fewer keep their distance and end at the same place."""
    shapes: list[Shape] = [stroke("md", (2, 12), (82, 12))]
    for run in runs(values):
        points = [(_x(position, len(values)), _y(values[position])) for position in run]
        shapes.append(stroke("ln", *points))
    if values and values[-1] is not None:
        shapes.append(MarkAt(step_of(values[-1]), 76, _y(values[-1]), MARK_SIZE))
    picture = Picture(WIDTH, HEIGHT, tuple(shapes))
    return Trend(picture.mirrored() if is_mirrored else picture, _said(values))


def _x(position: int, count: int) -> float:
    pace = 72 / max(count - 1, 11)
    return 74 - (count - 1 - position) * pace


def _y(value: int | None) -> float:
    return 21 - ((value or 1) - 1) * 4.5


def _said(values: Sequence[int | None]) -> str:
    if not values:
        return _("No round yet")
    last = step_of(values[-1]).lower_word
    if len(values) == 1:
        return _("One round: %(last)s") % {"last": last}
    back = ngettext("%(first)s one round ago", "%(first)s %(count)s rounds ago", len(values) - 1)
    first = capfirst(back % {"first": step_of(values[0]).lower_word, "count": len(values) - 1})
    return _("%(first)s, now %(last)s") % {"first": first, "last": last}


def scale_line(marks: Sequence[ScaleMark], *, steps: int = 5, is_mirrored: bool = False) -> Figure:
    """The scale with each rating on it and the distance between the outermost thick."""
    given = [mark for mark in marks if mark.step is not None]
    wide = _scale_picture(given, steps, Picture(560, 64, ()), inset=62.4)
    narrow = _scale_picture(given, steps, Picture(296, 64, ()), inset=36)
    wide, narrow = both(wide, narrow, is_mirrored=is_mirrored)
    said = [_("%(who)s %(word)s") % {"who": mark.label, "word": step_of(mark.step).lower_word} for mark in given]
    return Figure(
        key="scale", title="", sub="", wide=wide, narrow=narrow, table=Table((), ()), css="chart chart--scale",
        label=_("On the scale: %(ratings)s") % {"ratings": ", ".join(said) or step_of(None).lower_word},
    )  # fmt: skip


def _scale_picture(given: Sequence[ScaleMark], steps: int, page: Picture, *, inset: float) -> Picture:
    order = scale(steps)
    pace = (page.width - 2 * inset) / (len(order) - 1)
    place = {step.value: inset + position * pace for position, step in enumerate(order)}
    taken = [place[mark.step] for mark in given]
    shapes: list[Shape] = [stroke("axis", (inset, 30), (page.width - inset, 30))]
    if taken and max(taken) > min(taken):
        shapes.append(stroke("c-slip", (min(taken), 30), (max(taken), 30)))
    small = " t-s" if page.width < 400 else ""
    for step in order:
        x = round(place[step.value], 1)
        shapes += [MarkAt(step, x, 30, 18)] if x in {round(t, 1) for t in taken} else [Circle("c-base", x, 30, 3)]
        shapes.append(Text(f"t-m{small}", x, 58, str(step.word), "mid"))
        whose = [mark.label for mark in given if mark.step == step.value]
        if whose:
            shapes.append(Text(f"t-b{small}", x, 12, ", ".join(whose), "mid"))
    return Picture(page.width, page.height, tuple(shapes))

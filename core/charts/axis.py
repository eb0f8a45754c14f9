"""The time axis of a picture: days onto a width, the grid with its years, today's line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.dates import MONTHS_3
from django.utils.translation import gettext as _

from core.charts.shapes import Rect, Shape, Text, stroke
from core.dates import FIRST_DAY, LAST_DAY
from core.figures import day_text

HEAD = 44
MONTHS_BY_SPAN = ((550, 1), (1500, 3), (3600, 12), (10_000, 24))


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """Days onto the picture between `left` and `right`."""

    first: date
    last: date
    left: float
    right: float

    def x(self, on: date) -> float:
        share = (on - self.first).days / max((self.last - self.first).days, 1)
        return round(self.left + share * (self.right - self.left), 1)


def span_of(days: Sequence[date]) -> tuple[date, date]:
    """The first and last day of a picture that shows these, with room at both ends."""
    first, last = min(days), max(days)
    edge = max(timedelta(days=20), (min(last, LAST_DAY) - max(first, FIRST_DAY)) / 24)
    return max(first, FIRST_DAY) - edge, min(last, LAST_DAY) + edge


def grid(axis: TimeAxis, foot: float) -> list[Shape]:
    shapes: list[Shape] = []
    months = next((months for span, months in MONTHS_BY_SPAN if (axis.last - axis.first).days <= span), 60)
    is_dense = (axis.right - axis.left) < 400 and months < 12
    for on in _ticks(axis, max(months, 3) if is_dense else months):
        x, is_year = axis.x(on), on.month == 1
        shapes.append(stroke("grid", (x, 36 if is_year else HEAD), (x, foot)))
        if is_year:
            shapes.append(Text("t-b t-s", x + 3, 36, str(on.year), is_figure=True))
        elif months <= 3 and not is_dense:
            shapes.append(Text("t-m t-s", x + 3, 36, _quarter(on) if months == 3 else _month(on)))
    return shapes


def _ticks(axis: TimeAxis, months: int) -> Iterator[date]:
    count = axis.first.year * 12
    while (on := date(count // 12, count % 12 + 1, 1)) <= axis.last:
        if on > axis.first:
            yield on
        count += months


def _quarter(on: date) -> str:
    return _("Q%(quarter)s") % {"quarter": (on.month + 2) // 3}


def _month(on: date) -> str:
    return str(MONTHS_3[on.month]).capitalize()


def today_tag(today: date, axis: TimeAxis, width: int) -> list[Shape]:
    """The date tag at the head of today's line, kept inside the picture."""
    half = 42
    x = min(max(axis.x(today), half + 1), width - half - 1)
    return [
        Rect("c-pill", round(x - half, 1), 2, 2 * half, 20, 4),
        Text("t-w t-s", round(x, 1), 16, day_text(today), "mid"),
    ]

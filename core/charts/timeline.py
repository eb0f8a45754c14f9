"""Milestones on one time line: where each was promised, where it stands now."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.dates import MONTHS_3
from django.utils.translation import gettext as _

from core.charts.shapes import Circle, Figure, KeyEntry, Picture, Rect, Shape, Table, Text, both, diamond, stroke
from core.dates import FIRST_DAY, LAST_DAY
from core.figures import day_text

HEAD = 44
LABEL_WIDTH = 186
MONTHS_BY_SPAN = ((550, 1), (1500, 3), (3600, 12), (10_000, 24))


@dataclass(frozen=True, slots=True)
class TimelineRow:
    label: str
    baseline_on: date | None
    forecast_on: date | None
    actual_on: date | None = None

    @property
    def stands_on(self) -> date | None:
        return self.actual_on or self.forecast_on

    @property
    def days_late(self) -> int | None:
        if self.baseline_on is None or self.stands_on is None:
            return None
        return (self.stands_on - self.baseline_on).days


@dataclass(frozen=True, slots=True)
class _Time:
    """Days onto the picture between `left` and `right`."""

    first: date
    last: date
    left: float
    right: float

    def x(self, on: date) -> float:
        share = (on - self.first).days / max((self.last - self.first).days, 1)
        return round(self.left + share * (self.right - self.left), 1)


def timeline_chart(
    title: str,
    sub: str,
    rows: Sequence[TimelineRow],
    today: date,
    *,
    key: str = "timeline",
    download_path: str = "",
    is_mirrored: bool = False,
) -> Figure:
    first, last = _span(rows, today)
    wide = _picture(rows, today, _Time(first, last, LABEL_WIDTH, 640), width=700, pace=34, names_above=False)
    narrow = _picture(rows, today, _Time(first, last, 6, 276), width=328, pace=48, names_above=True)
    wide, narrow = both(wide, narrow, is_mirrored=is_mirrored)
    return Figure(
        key=key, title=title, sub=sub, wide=wide, narrow=narrow, table=_table(rows), download_path=download_path,
        signs=(KeyEntry("base", _("baseline")), KeyEntry("fore", _("forecast")), KeyEntry("act", _("done"))),
    )  # fmt: skip


def _span(rows: Sequence[TimelineRow], today: date) -> tuple[date, date]:
    days = [day for row in rows for day in (row.baseline_on, row.forecast_on, row.actual_on) if day]
    first, last = min([*days, today]), max([*days, today])
    edge = max(timedelta(days=20), (min(last, LAST_DAY) - max(first, FIRST_DAY)) / 24)
    return max(first, FIRST_DAY) - edge, min(last, LAST_DAY) + edge


def _picture(
    rows: Sequence[TimelineRow], today: date, time: _Time, *, width: int, pace: int, names_above: bool
) -> Picture:
    foot = HEAD + pace * len(rows)
    shapes: list[Shape] = [Rect("c-row", 0, HEAD + pace * position, width, pace) for position in range(0, len(rows), 2)]
    shapes += _grid(time, foot)
    shapes.append(stroke("c-today", (time.x(today), 22), (time.x(today), foot)))
    for position, row in enumerate(rows):
        top = HEAD + pace * position
        middle = top + (33 if names_above else pace / 2)
        if names_above:
            shapes.append(Text("halo", 4, top + 16, _shortened(row.label, 48)))
        else:
            shapes += _name(row.label, middle)
        shapes += _marks(row, time, middle)
    shapes += _today(today, time, width)
    return Picture(width, foot + 6, tuple(shapes))


def _name(label: str, middle: float) -> list[Shape]:
    """In at most two lines beside the row."""
    lines = _lines(label, 27)
    start = middle + 4 - 7 * (len(lines) - 1)
    return [
        Text("t-s" if len(lines) > 1 else "", 4, start + 14 * position, line) for position, line in enumerate(lines)
    ]


def _lines(text: str, room: int) -> list[str]:
    if len(text) <= room:
        return [text]
    cut = text.rfind(" ", 0, room + 1)
    cut = cut if cut > 0 else room
    rest = text[cut:].strip()
    return [text[:cut], _shortened(rest, room)]


def _shortened(text: str, room: int) -> str:
    """The table below has it whole."""
    return text if len(text) <= room else text[: room - 1].rstrip() + "…"


def _grid(time: _Time, foot: float) -> list[Shape]:
    shapes: list[Shape] = []
    months = next((months for span, months in MONTHS_BY_SPAN if (time.last - time.first).days <= span), 60)
    is_dense = (time.right - time.left) < 400 and months < 12
    for on in _ticks(time, max(months, 3) if is_dense else months):
        x, is_year = time.x(on), on.month == 1
        shapes.append(stroke("grid", (x, 36 if is_year else HEAD), (x, foot)))
        if is_year:
            shapes.append(Text("t-b t-s", x + 3, 36, str(on.year), is_figure=True))
        elif months <= 3 and not is_dense:
            shapes.append(Text("t-m t-s", x + 3, 36, _quarter(on) if months == 3 else _month(on)))
    return shapes


def _ticks(time: _Time, months: int) -> Iterator[date]:
    count = time.first.year * 12
    while (on := date(count // 12, count % 12 + 1, 1)) <= time.last:
        if on > time.first:
            yield on
        count += months


def _quarter(on: date) -> str:
    return _("Q%(quarter)s") % {"quarter": (on.month + 2) // 3}


def _month(on: date) -> str:
    return str(MONTHS_3[on.month]).capitalize()


def _marks(row: TimelineRow, time: _Time, y: float) -> list[Shape]:
    shapes: list[Shape] = []
    start, now = row.baseline_on, row.stands_on
    if start and now and start != now:
        shapes.append(stroke("c-slip" if row.actual_on else "c-slip-late", (time.x(start), y), (time.x(now), y)))
    if start:
        shapes.append(diamond("c-base", time.x(start), y, 6))
    if now:
        is_done = row.actual_on is not None
        shapes.append(Circle("c-act" if is_done else "c-fore", time.x(now), y, 6 if is_done else 5))
    if row.days_late and now and start:
        x = max(time.x(now), time.x(start)) + 10
        sign = "+" if row.days_late > 0 else "\u2212"
        text = _("%(days)s d") % {"days": f"{sign}{abs(row.days_late)}"}
        shapes.append(Text("t-b halo", round(x, 1), y + 4, text, is_figure=True))
    return shapes


def _today(today: date, time: _Time, width: int) -> list[Shape]:
    """The date tag at the head of today's line, kept inside the picture."""
    half = 42
    x = min(max(time.x(today), half + 1), width - half - 1)
    return [
        Rect("c-pill", round(x - half, 1), 2, 2 * half, 20, 4),
        Text("t-w t-s", round(x, 1), 16, day_text(today), "mid"),
    ]


def _table(rows: Sequence[TimelineRow]) -> Table:
    heads = (_("Milestone"), _("Baseline"), _("Forecast"), _("Done"), _("Days late"))
    return Table(heads, tuple(_row(row) for row in rows))


def _row(row: TimelineRow) -> tuple[str, ...]:
    days = (day_text(on) if on else "–" for on in (row.baseline_on, row.forecast_on, row.actual_on))
    return (row.label, *days, "–" if row.days_late is None else str(row.days_late))

"""Milestones on one time line: where each was promised, where it stands now."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from core.charts.axis import HEAD, TimeAxis, grid, span_of, today_tag
from core.charts.shapes import Circle, Figure, KeyEntry, Picture, Rect, Shape, Table, Text, both, diamond, stroke
from core.figures import MINUS, day_text

LABEL_WIDTH = 186


@dataclass(frozen=True, slots=True)
class TimelineRow:
    label: str
    baseline_on: date | None
    forecast_on: date | None
    actual_on: date | None = None

    @property
    def days(self) -> Iterator[date]:
        return (day for day in (self.baseline_on, self.forecast_on, self.actual_on) if day)

    @property
    def stands_on(self) -> date | None:
        return self.actual_on or self.forecast_on

    @property
    def days_late(self) -> int | None:
        if self.baseline_on is None or self.stands_on is None:
            return None
        return (self.stands_on - self.baseline_on).days


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
    first, last = span_of([today, *(day for row in rows for day in row.days)])
    wide = _picture(rows, today, TimeAxis(first, last, LABEL_WIDTH, 640), width=700, pace=34, names_above=False)
    narrow = _picture(rows, today, TimeAxis(first, last, 6, 276), width=328, pace=48, names_above=True)
    wide, narrow = both(wide, narrow, is_mirrored=is_mirrored)
    return Figure(
        key=key, title=title, sub=sub, wide=wide, narrow=narrow, table=_table(rows), download_path=download_path,
        signs=signs(),
    )  # fmt: skip


def signs() -> tuple[KeyEntry, ...]:
    return KeyEntry("base", _("baseline")), KeyEntry("fore", _("forecast")), KeyEntry("act", _("done"))


def _picture(
    rows: Sequence[TimelineRow], today: date, axis: TimeAxis, *, width: int, pace: int, names_above: bool
) -> Picture:
    foot = HEAD + pace * len(rows)
    shapes: list[Shape] = [Rect("c-row", 0, HEAD + pace * position, width, pace) for position in range(0, len(rows), 2)]
    shapes += grid(axis, foot)
    shapes.append(stroke("c-today", (axis.x(today), 22), (axis.x(today), foot)))
    for position, row in enumerate(rows):
        top = HEAD + pace * position
        middle = top + (33 if names_above else pace / 2)
        if names_above:
            shapes.append(Text("halo", 4, top + 16, shortened(row.label, 48)))
        else:
            shapes += name_beside(row.label, middle)
        shapes += marks(row, axis, middle)
        shapes += _moved(row, axis, middle)
    shapes += today_tag(today, axis, width)
    return Picture(width, foot + 6, tuple(shapes))


def name_beside(label: str, middle: float) -> list[Shape]:
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
    return [text[:cut], shortened(rest, room)]


def shortened(text: str, room: int) -> str:
    """The table below has it whole."""
    return text if len(text) <= room else text[: room - 1].rstrip() + "…"


def marks(row: TimelineRow, axis: TimeAxis, y: float) -> list[Shape]:
    shapes: list[Shape] = []
    start, now = row.baseline_on, row.stands_on
    if start and now and start != now:
        shapes.append(stroke("c-slip" if row.actual_on else "c-slip-late", (axis.x(start), y), (axis.x(now), y)))
    if start:
        shapes.append(diamond("c-base", axis.x(start), y, 6))
    if now:
        is_done = row.actual_on is not None
        shapes.append(Circle("c-act" if is_done else "c-fore", axis.x(now), y, 6 if is_done else 5))
    return shapes


def _moved(row: TimelineRow, axis: TimeAxis, y: float) -> list[Shape]:
    """The days at the end of a slip."""
    if not row.days_late:
        return []
    x = max(axis.x(day) for day in (row.baseline_on, row.stands_on) if day) + 10
    return [Text("t-b halo", round(x, 1), y + 4, moved_text(row.days_late), is_figure=True)]


def moved_text(days: int) -> str:
    return _("%(days)s d") % {"days": f"{'+' if days > 0 else MINUS}{abs(days)}"}


def _table(rows: Sequence[TimelineRow]) -> Table:
    heads = (_("Milestone"), _("Baseline"), _("Forecast"), _("Done"), _("Days late"))
    return Table(heads, tuple(_row(row) for row in rows))


def _row(row: TimelineRow) -> tuple[str, ...]:
    days = (day_text(on) if on else "–" for on in (row.baseline_on, row.forecast_on, row.actual_on))
    return (row.label, *days, "–" if row.days_late is None else str(row.days_late))

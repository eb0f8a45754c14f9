"""Many time lines in one picture: a band for each, its milestones in as many lanes as they need to keep apart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _

from core.charts.axis import HEAD, TimeAxis, grid, span_of, today_tag
from core.charts.shapes import Figure, Picture, Rect, Shape, Table, Text, both, stroke
from core.charts.timeline import LABEL_WIDTH, TimelineRow, marks, moved_text, name_beside, shortened, signs
from core.figures import day_text

LANE = 19
NAME = 18
LEAST = 34
MARK = 9
DIGIT, LETTER = 6.6, 5.9
WORDS = 28


@dataclass(frozen=True, slots=True)
class TimelineBand:
    """``path``: where the table's name leads; ``none``: what stands in a band without rows."""

    label: str
    path: str
    rows: Sequence[TimelineRow]
    none: str = ""


@dataclass(frozen=True, slots=True)
class _Placed:
    """One row on the axis with the label at its end, from ``left`` to ``right`` in all."""

    row: TimelineRow
    left: float
    right: float
    texts: tuple[Text, ...] = ()

    def shapes(self, axis: TimeAxis, y: float) -> list[Shape]:
        return [*marks(self.row, axis, y), *(replace(text, y=y + 4) for text in self.texts)]


def timelines_chart(
    title: str,
    sub: str,
    bands: Sequence[TimelineBand],
    today: date,
    *,
    key: str = "timelines",
    heads: tuple[str, str],
    is_mirrored: bool = False,
) -> Figure:
    """``heads``: what a band and what a row is called in the table."""
    first, last = span_of([today, *(day for band in bands for row in band.rows for day in row.days)])
    wide = _picture(bands, today, TimeAxis(first, last, LABEL_WIDTH + 8, 652), width=700, names_above=False)
    narrow = _picture(bands, today, TimeAxis(first, last, 6, 284), width=328, names_above=True)
    wide, narrow = both(wide, narrow, is_mirrored=is_mirrored)
    return Figure(
        key=key, title=title, sub=sub, wide=wide, narrow=narrow, table=_table(bands, heads), signs=signs(),
    )  # fmt: skip


def _picture(bands: Sequence[TimelineBand], today: date, axis: TimeAxis, *, width: int, names_above: bool) -> Picture:
    lanes = [_lanes(band.rows, axis, width, has_words=not names_above) for band in bands]
    tops = _tops(lanes, NAME if names_above else 0)
    shapes: list[Shape] = [Rect("c-row", 0, top, width, below - top) for top, below in list(pairwise(tops))[::2]]
    shapes += grid(axis, tops[-1])
    shapes.append(stroke("c-today", (axis.x(today), 22), (axis.x(today), tops[-1])))
    for band, own, (top, below) in zip(bands, lanes, pairwise(tops), strict=True):
        shapes += _band(band, own, axis, top, below, names_above=names_above)
    return Picture(width, tops[-1] + 6, (*shapes, *today_tag(today, axis, width)))


def _tops(lanes: Sequence[Sequence[Sequence[_Placed]]], name: int) -> list[int]:
    """Where each band begins, and where the last one ends."""
    tops = [HEAD]
    for own in lanes:
        tops.append(tops[-1] + max(name + LANE * max(len(own), 1) + 12, LEAST))
    return tops


def _band(
    band: TimelineBand, lanes: Sequence[Sequence[_Placed]], axis: TimeAxis, top: int, below: int, *, names_above: bool
) -> Iterator[Shape]:
    if names_above:
        yield Text("t-b halo", 4, top + 17, shortened(band.label, 44))
    else:
        yield from name_beside(band.label, (top + below) / 2)
    start = (top + NAME + below) / 2 if names_above else (top + below) / 2
    if not band.rows:
        yield Text("t-m t-s halo", axis.left + 4, start + 4, band.none)
    for position, lane in enumerate(lanes):
        for placed in lane:
            yield from placed.shapes(axis, start + LANE * (position - (len(lanes) - 1) / 2))


def _lanes(rows: Sequence[TimelineRow], axis: TimeAxis, width: int, *, has_words: bool) -> list[list[_Placed]]:
    """Each row, the earliest first, in the first lane where nothing stands in its way."""
    lanes: list[list[_Placed]] = []
    for row in sorted(rows, key=lambda row: min(row.days)):
        each = _placed(row, axis, width, has_words=has_words)
        free = next((lane for lane in lanes if lane[-1].right + 2 <= each.left), None)
        if free is None:
            lanes.append([each])
        else:
            free.append(each)
    return lanes


def _placed(row: TimelineRow, axis: TimeAxis, width: int, *, has_words: bool) -> _Placed:
    """A slip says its days at its end, or before it where the picture ends; a late one that is open also its name."""
    places = [axis.x(day) for day in (row.baseline_on, row.stands_on) if day]
    left, right = min(places) - MARK, max(places) + MARK
    if not row.days_late:
        return _Placed(row, left, right)
    days = moved_text(row.days_late)
    is_named = has_words and row.actual_on is None and row.days_late > 0
    words = shortened(row.label, WORDS) if is_named else ""
    for shown in dict.fromkeys((words, "")):
        both_wide = DIGIT * len(days) + (4 + LETTER * len(shown) if shown else 0)
        if right + both_wide <= width:
            return _said(row, left, right, days, shown, is_before=False)
        if left - both_wide >= axis.left:
            return _said(row, left, right, days, shown, is_before=True)
    return _said(row, left, width - DIGIT * len(days), days, "", is_before=False)


def _said(row: TimelineRow, left: float, right: float, days: str, words: str, *, is_before: bool) -> _Placed:
    step = DIGIT * len(days) + 4
    reach = step + LETTER * len(words)
    x, on = (left, -step) if is_before else (right, step)
    anchor = "end" if is_before else "start"
    texts = [Text("t-b t-s halo", round(x, 1), 0, days, anchor, is_figure=True)]
    texts += [Text("t-s halo", round(x + on, 1), 0, words, anchor)] if words else []
    return _Placed(row, left - reach if is_before else left, right if is_before else right + reach, tuple(texts))


def _table(bands: Sequence[TimelineBand], heads: tuple[str, str]) -> Table:
    lines = [(band, cells) for band in bands for cells in _cells(band)]
    return Table(
        (*heads, _("Baseline"), _("Forecast"), _("Done"), _("Days moved")),
        tuple((band.label, *cells) for band, cells in lines),
        paths=tuple(band.path for band, _cells_of in lines),
    )


def _cells(band: TimelineBand) -> Iterator[tuple[str, ...]]:
    if not band.rows:
        yield (band.none, "–", "–", "–", "–")
    for row in band.rows:
        days = (day_text(on) if on else "–" for on in (row.baseline_on, row.forecast_on, row.actual_on))
        yield (row.label, *days, moved(row.days_late))


def moved(days: int | None) -> str:
    if days is None:
        return "–"
    return moved_text(days) if days else _("none")

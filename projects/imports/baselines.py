"""Start, end and cost as a year published them: a new version only where they differ from what was in force that year."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from exchange.rows import Row
from projects.imports.fields import BASELINE
from projects.models import Baseline, Project

Content = Mapping[str, Any]


def content_of(row: Row) -> Content | None:
    """None when the row says nothing of it."""
    dates = {name: row.day(name) for name in ("starts_on", "ends_on")}
    sums = {name: row.money(name) for name in ("cost", "benefits")}
    content = {**dates, **sums, "withheld": row.withheld(*BASELINE)}
    return content if any(content.values()) else None


def versions(
    project: Project, known: Sequence[Baseline], content: Content, day: date, next_day: date | None
) -> list[Baseline]:
    """The versions to add, none when ``content`` was in force on ``day``.

    A year that comes in late must not change the next one: what was in force on ``next_day`` is said again for that day.
    """
    before = in_force(known, day)
    if before is not None and _content(before) == content:
        return []
    number = max((each.number for each in known), default=0)
    added = [_baseline(project, number + 1, day, content)]
    is_settled = next_day is None or any(day < each.approved_on <= next_day for each in known)
    if before is not None and next_day is not None and not is_settled:
        added.append(_baseline(project, number + 2, next_day, _content(before)))
    return added


def in_force(known: Sequence[Baseline], day: date) -> Baseline | None:
    until = [each for each in known if each.approved_on <= day]
    return max(until, key=lambda each: (each.approved_on, each.number), default=None)


def _content(baseline: Baseline) -> Content:
    return {name: getattr(baseline, name) for name in (*BASELINE, "withheld")}


def _baseline(project: Project, number: int, day: date, content: Content) -> Baseline:
    return Baseline(project=project, number=number, approved_on=day, reason=Baseline.Reason.PUBLISHED, **dict(content))

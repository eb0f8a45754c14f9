"""A project on one page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.charts import Figure
from projects import pictures
from projects.models import SnapshotRow
from projects.models.snapshots import MilestoneThen

MOST_MILESTONES = 6


@dataclass(frozen=True, slots=True)
class Sheet:
    """``left_out``: milestones reached earlier that are not drawn."""

    row: SnapshotRow
    as_of_on: date
    timeline: Figure | None
    left_out: int


def sheet(row: SnapshotRow, as_of_on: date, *, is_mirrored: bool = False) -> Sheet:
    drawn = _drawn(row.plan)
    timeline = (
        pictures.milestones_in_time(drawn, as_of_on, key=f"milestones-{row.code}", is_mirrored=is_mirrored)
        if drawn
        else None
    )
    return Sheet(row, as_of_on, timeline, len(row.plan) - len(drawn))


def _drawn(plan: Sequence[MilestoneThen]) -> list[MilestoneThen]:
    """What is still open, the soonest first to be kept, and of what is done the newest."""
    still_open = [each for each in plan if each.actual_on is None][:MOST_MILESTONES]
    reached = [each for each in plan if each.actual_on is not None]
    room = MOST_MILESTONES - len(still_open)
    return (reached[-room:] if room else []) + still_open

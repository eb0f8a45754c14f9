"""The sections of a report, each from the two editions alone: no query, no clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from projects.models import Project, SnapshotRow
from projects.models.snapshots import MilestoneThen
from projects.period.editions import Period

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Done:
    row: SnapshotRow
    milestone: MilestoneThen


@dataclass(frozen=True, slots=True)
class Shift:
    """An end or a milestone that is expected later than it was."""

    title: str
    before: date
    now: date

    @property
    def days(self) -> int:
        return (self.now - self.before).days


@dataclass(frozen=True, slots=True)
class Slip:
    """``words``: the reason in the words of whoever signed the report; empty where the report gives none."""

    row: SnapshotRow
    end: Shift | None
    milestones: list[Shift]
    words: str

    @property
    def days(self) -> int:
        return max(shift.days for shift in (*self.milestones, *([self.end] if self.end else [])))


@dataclass(frozen=True, slots=True)
class Coming:
    """``overdue``: days since the day it was expected; 0 before."""

    row: SnapshotRow
    milestone: MilestoneThen
    expected_on: date
    overdue: int


@dataclass(frozen=True, slots=True)
class Change:
    """A rating that is another than before. ``whose``: "cio", "signal" or "assessed"; ``words``: why, in a sentence of theirs."""

    row: SnapshotRow
    whose: str
    before: int
    now: int
    words: str

    @property
    def steps(self) -> int:
        """Better is positive."""
        return self.now - self.before


def milestones_done(period: Period) -> list[Done]:
    """Reached since the edition before; of what that one did not know, what was reached in the period."""
    return [Done(row, milestone) for before, row in period.pairs for milestone in _newly_done(period, before, row)]


def _newly_done(period: Period, before: SnapshotRow | None, row: SnapshotRow) -> Iterator[MilestoneThen]:
    known = {milestone.title: milestone for milestone in before.plan} if before else {}
    for milestone in row.plan:
        if milestone.actual_on is None:
            continue
        earlier = known.get(milestone.title)
        if earlier.actual_on is None if earlier else milestone.actual_on >= period.starts_on:
            yield milestone


def closed(period: Period) -> list[SnapshotRow]:
    """Closed or cancelled since the edition before."""
    return [
        row
        for before, row in period.pairs
        if row.is_over and (not before.is_over if before else row.stage_since_on >= period.starts_on)
    ]


def in_flight(period: Period) -> list[SnapshotRow]:
    """Neither closed nor cancelled, the latest against the baseline first."""
    running = [row for row in period.now.rows if not row.is_over]
    return sorted(running, key=lambda row: (-(row.days_late if row.days_late is not None else -9999), row.title))


def slips(period: Period) -> list[Slip]:
    """Ends and open milestones expected later than in the edition before, the longest first."""
    found = [slip for before, row in period.pairs if before and not row.is_over for slip in _slip(before, row)]
    return sorted(found, key=lambda slip: (-slip.days, slip.row.title))


def _slip(before: SnapshotRow, row: SnapshotRow) -> Iterator[Slip]:
    known = {milestone.title: milestone.expected_on for milestone in before.plan}
    pairs = [(milestone.title, known.get(milestone.title), milestone.expected_on) for milestone in row.plan]
    milestones = [Shift(title, then, now) for title, then, now in pairs if then and now and now > then]
    ends = (before.forecast_ends_on or before.baseline_ends_on, row.forecast_ends_on or row.baseline_ends_on)
    end = Shift(row.title, ends[0], ends[1]) if ends[0] and ends[1] and ends[1] > ends[0] else None
    if end or milestones:
        is_new = row.status_round != before.status_round or row.status_on != before.status_on
        yield Slip(row, end, milestones, (row.schedule_words or row.why) if is_new else "")


def coming(period: Period) -> list[Coming]:
    """Open milestones of running projects expected by the end of the next period; what is overdue comes first."""
    found = [
        Coming(row, milestone, milestone.expected_on, max((period.now.as_of_on - milestone.expected_on).days, 0))
        for row in period.now.rows
        if row.stage in _AT_WORK
        for milestone in row.plan
        if milestone.actual_on is None and milestone.expected_on and milestone.expected_on <= period.next_ends_on
    ]
    return sorted(found, key=lambda each: (each.expected_on, each.row.title))


_AT_WORK = (Project.Stage.APPROVED, Project.Stage.DELIVERY, Project.Stage.CLOSING)


def silent(period: Period) -> list[tuple[SnapshotRow, int]]:
    """Whose last report owed is missing, and for how many days; the longest first."""
    found = [(row, (period.now.as_of_on - row.silent_since_on).days) for row in period.now.rows if row.silent_since_on]
    return sorted(found, key=lambda pair: (-pair[1], pair[0].title))


def changes(period: Period) -> list[Change]:
    """Ratings given in both editions that differ, the deepest fall first; in one project the office's before the CIO's."""
    found = [change for before, row in period.pairs if before and not row.is_over for change in _changes(before, row)]
    return sorted(found, key=lambda change: (change.steps, change.row.title))


def _changes(before: SnapshotRow, row: SnapshotRow) -> Iterator[Change]:
    sides = (
        ("assessed", before.assessed_rating, row.assessed_rating, row.basis),
        ("cio", before.cio_rating, row.cio_rating, row.why),
        ("signal", before.signal, row.signal, row.worst_reason),
    )
    for whose, then, now, words in sides:
        if then is not None and now is not None and then != now:
            yield Change(row, whose, then, now, words)

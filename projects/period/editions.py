"""The two sides of a report: a snapshot, or what one would hold now, beside the snapshot before it. Five queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.access import Access
from ministries.money import Changer
from projects.models import Round, Snapshot, SnapshotRow


@dataclass(frozen=True, slots=True)
class Edition:
    """The portfolio on a day, as far as the reader sees it. ``snapshot`` None: the live record, so preliminary."""

    name: str
    as_of_on: date
    rows: Sequence[SnapshotRow]
    changer: Changer
    snapshot: Snapshot | None

    @property
    def by_project(self) -> dict[int, SnapshotRow]:
        return {row.project_id: row for row in self.rows}


@dataclass(frozen=True, slots=True)
class Period:
    """``before`` None: nothing was published before."""

    starts_on: date
    ends_on: date
    now: Edition
    before: Edition | None

    @property
    def is_preliminary(self) -> bool:
        return self.now.snapshot is None

    @property
    def pairs(self) -> list[tuple[SnapshotRow | None, SnapshotRow]]:
        """Each project as it stood before, if it did, and as it stands."""
        before = self.before.by_project if self.before else {}
        return [(before.get(row.project_id), row) for row in self.now.rows]

    @property
    def next_ends_on(self) -> date:
        """The last day of a next period as long as this one."""
        return self.ends_on + (self.ends_on - self.starts_on)


def of_round(round_: Round, access: Access, on: date) -> Period | None:
    """Of a closed round what its snapshot in force says, whatever changed since; None where none was kept."""
    if round_.is_open:
        now = Edition(round_.name, on, SnapshotRow.objects.standing_now(access, round_, on), Changer(on), None)
        return Period(round_.starts_on, round_.ends_on, now, _last(access, round_.ends_on))
    snapshot = Snapshot.objects.visible_to(access).in_force().filter(round=round_).first()
    if snapshot is None:
        return None
    earlier = Snapshot.objects.visible_to(access).known_at(snapshot).exclude(round=round_).last()
    before = _published(earlier, access) if earlier else None
    return Period(snapshot.starts_on, snapshot.ends_on, _published(snapshot, access), before)


def of_now(access: Access, on: date) -> Period:
    """Today beside what was published last."""
    open_round = Round.objects.visible_to(access).open().first()
    now = Edition("", on, SnapshotRow.objects.standing_now(access, open_round, on), Changer(on), None)
    before = _last(access, on)
    starts_on = before.as_of_on if before else on
    return Period(starts_on, on, now, before)


def _last(access: Access, until: date) -> Edition | None:
    published: Any = Snapshot.objects.visible_to(access).in_force().filter(ends_on__lte=until)
    newest = published.order_by("-ends_on", "-number").first()
    return _published(newest, access) if newest else None


def _published(snapshot: Snapshot, access: Access) -> Edition:
    rows = list(SnapshotRow.objects.visible_to(access).of(snapshot))
    changer = Changer.at(snapshot.currency, snapshot.kept_rates)
    return Edition(snapshot.round_name, snapshot.as_of_on, rows, changer, snapshot)

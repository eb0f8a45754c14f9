"""The minister's brief: what fits on one page, chosen by rules that the page names."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.ratings import NOT_RATED, Step, scale
from projects.models import SnapshotRow
from projects.period.council import worst_of
from projects.period.editions import Edition, Period
from projects.period.sections import Change, Coming, changes
from projects.rules.signal import AMBER, AMBER_RED

NEEDED, FELL, ASKED = 3, 3, 3


@dataclass(frozen=True, slots=True)
class Beside:
    """A figure of today, and the one published last; None: nothing was."""

    now: int
    before: int | None


@dataclass(frozen=True, slots=True)
class RatedBy:
    """How many projects one side rates with each step, red first, not rated last."""

    whose: str
    counts: list[Beside]


@dataclass(frozen=True, slots=True)
class Figures:
    running: Beside
    doubtful: Beside
    late: Beside
    silent: Beside
    apart: Beside


@dataclass(frozen=True, slots=True)
class Asked:
    """What one ministry owes."""

    who: str
    silent: int
    longest: int
    overdue: int

    @property
    def words(self) -> str:
        parts = []
        if self.silent:
            words = ngettext(
                "%(n)s report is missing, for %(days)s days",
                "%(n)s reports are missing, for up to %(days)s days",
                self.silent,
            )
            parts.append(words % {"n": self.silent, "days": self.longest})
        if self.overdue:
            words = ngettext("%(n)s milestone is overdue", "%(n)s milestones are overdue", self.overdue)
            parts.append(words % {"n": self.overdue})
        return "; ".join(parts)


def figures(period: Period) -> Figures:
    def beside(holds: Callable[[SnapshotRow], bool]) -> Beside:
        return _beside(period, lambda edition: sum(holds(row) for row in _running(edition)))

    return Figures(
        running=beside(lambda row: True),
        doubtful=beside(is_doubtful),
        late=beside(lambda row: (row.days_late or 0) > 0),
        silent=beside(lambda row: row.silent_since_on is not None),
        apart=beside(lambda row: row.is_apart),
    )


def _beside(period: Period, count: Callable[[Edition], int]) -> Beside:
    return Beside(count(period.now), count(period.before) if period.before else None)


def _running(edition: Edition) -> list[SnapshotRow]:
    return [row for row in edition.rows if not row.is_over]


def is_doubtful(row: SnapshotRow) -> bool:
    """Somebody, the CIO, the rules or the office, says amber/red or red."""
    return (worst_of(row) or 9) <= AMBER_RED


def rated(period: Period, steps: int) -> list[RatedBy]:
    order: list[Step] = [*scale(steps), NOT_RATED]
    sides: list[tuple[str, Callable[[SnapshotRow], int | None]]] = [
        (_("CIOs"), lambda row: row.cio_rating),
        (_("Computed"), lambda row: row.signal),
        (_("Office and reviewers"), lambda row: row.assessed_rating),
    ]
    found = []
    for whose, given in sides:
        now = Counter(given(row) for row in _running(period.now))
        before = Counter(given(row) for row in _running(period.before)) if period.before else None
        found.append(
            RatedBy(whose, [Beside(now[step.value], before[step.value] if before else None) for step in order])
        )
    return found


def headline(found: Figures) -> str:
    doubtful, running = found.doubtful, found.running
    words = ngettext(
        "%(n)s of %(all)s running projects is in doubt", "%(n)s of %(all)s running projects are in doubt", doubtful.now
    ) % {"n": doubtful.now, "all": running.now}
    if doubtful.before is None:
        return words
    more = doubtful.now - doubtful.before
    if more > 0:
        return _("%(words)s, %(n)s more than in the last round") % {"words": words, "n": more}
    if more < 0:
        return _("%(words)s, %(n)s fewer than in the last round") % {"words": words, "n": -more}
    return _("%(words)s, as many as in the last round") % {"words": words}


def fell(period: Period) -> list[Change]:
    """The deepest fall of each project that fell."""
    deepest: dict[int, Change] = {}
    for change in changes(period):
        if change.steps < 0:
            deepest.setdefault(change.row.project_id, change)
    return list(deepest.values())


def needing(period: Period) -> list[SnapshotRow]:
    """By the worst rating anybody gives, then who asks for help, then money; amber and worse only."""
    found = [row for row in _running(period.now) if (worst_of(row) or 9) <= AMBER]
    return sorted(found, key=lambda row: (worst_of(row), not row.help_needed, -_worth(period.now, row), row.title))


def _worth(edition: Edition, row: SnapshotRow) -> Decimal:
    if row.baseline_cost is None:
        return Decimal(0)
    return edition.changer.total([(row.currency, row.baseline_cost)]).amount or Decimal(0)


def asked_of(silent: Sequence[tuple[SnapshotRow, int]], coming: Sequence[Coming]) -> list[Asked]:
    """By lead, who owes most first: reports before milestones."""
    missing: dict[str, list[int]] = defaultdict(list)
    overdue: Counter[str] = Counter()
    for row, days in silent:
        missing[row.lead_name].append(days)
    for each in coming:
        overdue[each.row.lead_name] += bool(each.overdue)
    found = [
        Asked(who, len(missing[who]), max(missing[who], default=0), overdue[who])
        for who in sorted({*missing, *(name for name, n in overdue.items() if n)})
    ]
    return sorted(found, key=lambda each: (-each.silent, -each.overdue, each.who))

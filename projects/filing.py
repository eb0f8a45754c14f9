"""Who has filed in a round and who has not: report by report, and institution by institution."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import User
from core import questions
from core.access import Access
from ministries.models import Institution
from outbox.models import Nudge
from projects.answers.dues import report_key
from projects.models import Report, Round

WORST_FIRST = ("returned", "missed", "owed", "draft", "submitted", "accepted", "waived")
NEVER = 9


@dataclass(frozen=True, slots=True)
class Line:
    """``nudge``: the last reminder by hand. ``is_after_due``: first signed after the due day, or missed and filed late."""

    report: Any
    nudge: Nudge | None
    is_after_due: bool

    @property
    def is_open(self) -> bool:
        return self.report.status in ("owed", "draft", "returned") and self.report.round.is_open


@dataclass(frozen=True, slots=True)
class Share:
    """What one institution was asked in the round and how it answered. ``asked_people``: who is asked today, in words."""

    institution: Institution
    counts: Counter[str]
    late: int
    asked_people: Sequence[str]

    @property
    def asked(self) -> int:
        return self.counts.total() - self.counts["waived"]

    @property
    def filed(self) -> int:
        return self.counts["submitted"] + self.counts["returned"] + self.counts["accepted"]

    @property
    def missing(self) -> int:
        return self.counts["owed"] + self.counts["draft"] + self.counts["missed"]


@dataclass(frozen=True, slots=True)
class Filing:
    """``groups``: state and its lines, the worst first. ``shares``: the institution that owes most first."""

    lines: Sequence[Line]
    groups: Sequence[tuple[str, Sequence[Line]]]
    shares: Sequence[Share]
    counts: Counter[str]
    late: int

    @property
    def asked(self) -> int:
        return len(self.lines) - self.counts["waived"]

    @property
    def filed(self) -> int:
        return self.counts["submitted"] + self.counts["returned"] + self.counts["accepted"]

    @property
    def missing(self) -> int:
        return self.counts["owed"] + self.counts["draft"] + self.counts["missed"]

    @property
    def pending(self) -> int:
        """Filed and neither accepted yet nor out of the office's hands."""
        return self.counts["submitted"] + self.counts["returned"]

    @property
    def open(self) -> int:
        """How many an institution still has to write: owed, begun or returned."""
        return sum(line.is_open for line in self.lines)


def filing(round_: Round, access: Access, on: date) -> Filing:
    """Of the reports this reader may see; five queries for any number of them."""
    rows: Any = Report.objects.visible_to(access).filter(round=round_).with_ratings().with_days().for_due()
    reports = list(
        rows.select_related("project", "round", "institution").order_by("institution__name", "project__title")
    )
    nudges = _nudges(reports, on)
    lines = sorted((_line(report, nudges) for report in reports), key=_badness)
    counts = Counter(str(line.report.status) for line in lines)
    groups = [
        (str(Report.Status(status).label), [line for line in lines if line.report.status == status])
        for status in WORST_FIRST
        if counts[status]
    ]
    return Filing(lines, groups, _shares(lines, round_, on), counts, sum(line.is_after_due for line in lines))


def _nudges(reports: Iterable[Report], on: date) -> dict[str, Nudge]:
    """By due key, also those pressed on a day off for the next working day."""
    keys = [report_key(report) for report in reports]
    found = Nudge.objects.of_keys(keys).newest(date.max).select_related("pressed_by")
    return {nudge.key: nudge for nudge in found}


def _line(report: Any, nudges: dict[str, Nudge]) -> Line:
    signed_late = report.signed_on is not None and not report.from_file and report.first_signed_on > report.round.due_on
    return Line(report, nudges.get(report_key(report)), report.is_late or signed_late)


def _badness(line: Line) -> tuple[int, int, str]:
    """State, then the computed rating, the worst first."""
    return WORST_FIRST.index(line.report.status), line.report.computed or NEVER, line.report.institution.name


def _shares(lines: Sequence[Line], round_: Round, on: date) -> list[Share]:
    by_institution: dict[Institution, list[Line]] = defaultdict(list)
    for line in lines:
        by_institution[line.report.institution].append(line)
    asked = _asked(frozenset(institution.pk for institution in by_institution), on) if round_.is_open else {}
    shares = [
        Share(
            institution,
            Counter(str(line.report.status) for line in owed),
            sum(line.is_after_due for line in owed),
            asked.get(institution.pk, []),
        )
        for institution, owed in by_institution.items()
    ]
    return sorted(shares, key=lambda share: (-share.missing, -share.counts["returned"], share.institution.name))


def _asked(institution_ids: frozenset[int], on: date) -> dict[int, list[str]]:
    """Who is asked for each, by name and post."""
    found = list(questions.asked(institution_ids, on))
    names = dict(User.objects.filter(pk__in={each.person_id for each in found}).values_list("pk", "full_name"))
    people: dict[int, list[str]] = defaultdict(list)
    for each in found:
        people[each.institution_id].append(f"{names[each.person_id]}, {each.post}")
    return people

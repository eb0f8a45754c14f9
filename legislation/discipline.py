"""How institutions answer when their opinion is asked, in a period: four queries, whatever the number."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.access import Access
from core.dates import working_days_between
from core.tables import Column
from legislation.models import Consultation, Request
from ministries.models import Country, Institution

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Period:
    """Both days inclusive: what was asked on one of them counts, as it stands today."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Answering:
    """Of one institution or, ``institution`` None, of all together. Each request is on time, late, silent or not yet due: once.

    ``days``: the median of working days from the asking to the first opinion. ``tacit``: of the silent, those that count as
    agreement by the rules of the day their round opened. ``settled``: of the dissents, those that were ended.
    """

    institution: Institution | None
    asked: int
    on_time: int
    late: int
    silent: int
    awaited: int
    agreed: int
    tacit: int
    extensions: int
    granted: int
    dissents: int
    settled: int
    days: float | None

    @property
    def counted(self) -> int:
        """Whose deadline has passed, or that answered before it."""
        return self.on_time + self.late + self.silent

    @property
    def parts(self) -> tuple[int, int, int, int]:
        return self.on_time, self.late, self.silent, self.awaited

    @property
    def said(self) -> str:
        if not self.counted:
            return _("none due")
        return _("%(n)s of %(of)s") % {"n": self.on_time, "of": self.counted}

    @property
    def agreeing(self) -> int:
        """Silence only where the rules say so, never by itself."""
        return self.agreed + self.tacit

    @property
    def name(self) -> str:
        return self.institution.name if self.institution else _("All")


@dataclass(frozen=True, slots=True)
class Discipline:
    """``by_institution``: who is silent or late most first. It is a table of `core.exports` too."""

    period: Period
    together: Answering
    by_institution: Sequence[Answering]
    shortened: Sequence[Consultation]
    export_name: ClassVar[str] = "consultation-discipline"
    columns: ClassVar[Mapping[str, Column[Any]]] = {
        "institution": Column(gettext_lazy("Institution"), lambda row: row.name),
        "asked": Column(gettext_lazy("Asked"), lambda row: row.asked),
        "on_time": Column(gettext_lazy("On time"), lambda row: row.on_time),
        "late": Column(gettext_lazy("Late"), lambda row: row.late),
        "silent": Column(gettext_lazy("No answer"), lambda row: row.silent),
        "awaited": Column(gettext_lazy("Not yet due"), lambda row: row.awaited),
        "days": Column(gettext_lazy("Working days to answer, median"), lambda row: row.days),
        "agreed": Column(gettext_lazy("Approved, with or without comments"), lambda row: row.agreed),
        "tacit": Column(gettext_lazy("No answer that counts as agreement"), lambda row: row.tacit),
        "extensions": Column(gettext_lazy("Asked for more time"), lambda row: row.extensions),
        "granted": Column(gettext_lazy("Got more time"), lambda row: row.granted),
        "dissents": Column(gettext_lazy("Not approved"), lambda row: row.dissents),
        "settled": Column(gettext_lazy("Not approved, ended since"), lambda row: row.settled),
    }

    @property
    def count(self) -> int:
        return len(self.by_institution) + 1

    def all_rows(self) -> Iterator[Answering]:
        yield self.together
        yield from self.by_institution

    @property
    def finding(self) -> str:
        all_ = self.together
        if not all_.counted:
            return _("No opinion was due in this period")
        said = {"n": all_.on_time, "of": all_.counted, "late": all_.late, "silent": all_.silent}
        words = ngettext(
            "%(n)s of %(of)s opinion came on time, %(late)s late, %(silent)s not at all",
            "%(n)s of %(of)s opinions came on time, %(late)s late, %(silent)s not at all",
            all_.counted,
        )
        return words % said


def discipline(access: Access, period: Period, on: date) -> Discipline:
    """Of the requests this reader may see."""
    rows = Request.objects.visible_to(access).asked_between(period.first, period.last).with_standing(on)
    counts = list(rows.discipline())
    days = _days(rows.answering_days())
    institutions = Institution.objects.in_bulk([row["institution"] for row in counts])
    found = [_answering(institutions[row["institution"]], row, days[row["institution"]]) for row in counts]
    found.sort(key=lambda each: (-each.silent, -each.late, each.name))
    numbers = [name for name in (counts[0] if counts else {}) if name != "institution"]
    sums = {name: sum(row[name] for row in counts) for name in numbers}
    shortened = Consultation.objects.visible_to(access).shortened(period.first, period.last)
    every = [number for told in days.values() for number in told]
    return Discipline(period, _answering(None, sums, every), found, list(shortened))


def _answering(institution: Institution | None, row: Mapping[str, Any], days: Sequence[int]) -> Answering:
    names = [name for name in Answering.__slots__ if name not in ("institution", "days")]
    numbers = {name: row.get(name, 0) for name in names}
    return Answering(institution=institution, days=float(median(days)) if days else None, **numbers)


def _days(answered: Iterable[Mapping[str, Any]]) -> defaultdict[int, list[int]]:
    """Working days of each first answer, by institution."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    rows = list(answered)
    if not rows:
        return found
    is_holiday = Country.objects.current().is_holiday
    known: dict[tuple[date, date], int] = {}
    for row in rows:
        span = row["asked_on"], row["first_given_on"]
        if span not in known:
            known[span] = working_days_between(*span, is_holiday)
        found[row["institution"]] += [known[span]] * row["count"]
    return found

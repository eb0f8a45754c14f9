"""The years of one profile: which project is in which, so that older years never overwrite newer ones."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext as _

from exchange.problems import refused
from projects.imports.settings import ProjectSettings
from projects.models import Project, Round, Submission

_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")


@dataclass(slots=True)
class Series:
    """``present``: by project, the last days of the rounds it was imported in. ``starts``: first day by last day."""

    present: dict[int, set[date]] = field(default_factory=lambda: defaultdict(set))
    starts: dict[date, date] = field(default_factory=dict)

    def is_newest(self, project: Project, round_: Round) -> bool:
        return all(day <= round_.ends_on for day in self.present.get(project.pk, ()))

    def before(self, round_: Round) -> Round | None:
        """The round of the series before this one."""
        days = {day for present in self.present.values() for day in present if day < round_.ends_on}
        return Round.objects.filter(ends_on=max(days)).first() if days else None

    def next_after(self, project: Project, day: date) -> date | None:
        return min((each for each in self.present.get(project.pk, ()) if each > day), default=None)

    def stage(self, present: Collection[date], settings: ProjectSettings) -> tuple[str, date]:
        """Stage and since when: in the default one from the first round on, in ``absent`` from the first round without it."""
        later = [day for day in self.starts if day > max(present)]
        if settings.defaults.absent and later:
            return settings.defaults.absent, self.starts[min(later)]
        return settings.defaults.stage, self.starts[min(present)]


def series_of(profile_name: str, rounds: Iterable[Round]) -> Series:
    series = Series(starts={each.ends_on: each.starts_on for each in rounds})
    imported = Submission.objects.filter(import_run__profile_name=profile_name).order_by()
    rows = imported.values_list("report__project_id", "report__round__starts_on", "report__round__ends_on").distinct()
    for project_id, starts_on, ends_on in rows:
        series.present[project_id].add(ends_on)
        series.starts[ends_on] = starts_on
    return series


def round_named(name: str, settings: ProjectSettings) -> Round:
    """The round of this name, or a new closed one: the year that ends in the year its name says. Raises Refused."""
    found = Round.objects.filter(name=name).first()
    if found:
        return found
    years = _YEAR.findall(name)
    if not name or settings.year_starts is None or not years:
        reason = _(
            "There is no round of this name. Open it first, or give year_starts in [round] and a name with a year in it."
        )
        raise refused(reason, column="round", value=name)
    return _closed_round(name, int(years[-1]), *settings.year_starts)


def round_before(round_: Round, name: str, settings: ProjectSettings) -> Round:
    """The round of this name, which a file of a later one speaks of too. Raises Refused."""
    earlier = round_named(name, settings)
    if earlier.ends_on >= round_.ends_on:
        reason = _("The profile says that %(earlier)s is earlier than the round of the file. Choose the right round.")
        raise refused(reason % {"earlier": name}, column="round", value=round_.name)
    return earlier


def _closed_round(name: str, year: int, month: int, day: int) -> Round:
    is_calendar_year = (month, day) == (1, 1)
    starts_on = date(year if is_calendar_year else year - 1, month, day)
    ends_on = date(starts_on.year + 1, month, day) - timedelta(days=1)
    return Round(name=name, starts_on=starts_on, ends_on=ends_on, opens_on=starts_on, due_on=ends_on, closed_on=ends_on)

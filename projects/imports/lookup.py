"""Which project another row means: by its identifier, in the file or on record."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from exchange.problems import LeftOut
from exchange.rows import Row
from ministries.models import Institution
from projects.imports.matching import Entry, Matcher
from projects.imports.series import Series
from projects.models import Project, Round


@dataclass(slots=True)
class Said:
    """What a table of a folder does to the records, and what of it could not be taken over."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    left_out: list[LeftOut] = field(default_factory=list)

    def count(self, *, is_new: bool, is_changed: bool) -> None:
        self.new += is_new
        self.changed += is_changed and not is_new
        self.unchanged += not is_changed and not is_new

    def leave_out(self, row: Row, name: str, reason: str, value: str = "") -> None:
        """The cell of a field, of the row that calls itself by its title."""
        self.left_out.append(LeftOut(row.number, row.text("title"), row.columns.get(name, name), value, reason))


class Lookup:
    def __init__(self, entries: Iterable[Entry], matcher: Matcher, series: Series, round_: Round) -> None:
        self._matcher = matcher
        self._series = series
        self._round = round_
        self._said = {entry.identifier.casefold(): entry for entry in entries if entry.identifier}
        self._known = {value: each.project for each in matcher.candidates.values() for value in each.identifiers}

    def find(self, identifier: str) -> Project | None:
        said = self._said.get(identifier.casefold())
        return said.record if said else self._known.get(identifier.casefold())

    def lead(self, identifier: str) -> Institution:
        """Of a project that was found."""
        said = self._said.get(identifier.casefold())
        return said.lead if said else self._matcher.lead_of(self._known[identifier.casefold()])

    def is_newest(self, project: Project) -> bool:
        return project.pk is None or self._series.is_newest(project, self._round)

    def programme_of(self, project: Project) -> Project | None:
        if Project.programme.is_cached(project):
            return project.programme
        known = self._matcher.candidates.get(project.programme_id or 0)
        return known.project if known else None

"""Which row is which institution: by code, by the profile's word, by name; one with the same short name is proposed."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from exchange.names import institution_key, name_key
from exchange.problems import Problem
from exchange.rows import Row
from exchange.targets import Proposal, Request
from ministries.imports.directory import Directory, code_of
from ministries.imports.settings import InstitutionSettings
from ministries.models import Institution
from ministries.services.institutions import TAKEN_CODES


@dataclass(slots=True)
class Entry:
    """One row and its institution, which is new and not saved when ``is_new``."""

    row: Row
    institution: Institution | None = None
    is_new: bool = False
    is_changed: bool = False

    @property
    def code(self) -> str:
        """As the file gives it; empty when it gives none."""
        return self.row.text("code")

    @property
    def name(self) -> str:
        return self.row.text("name")

    @property
    def record(self) -> Institution:
        assert self.institution is not None
        return self.institution


class Matcher:
    def __init__(self, request: Request, known: Sequence[Institution], directory: Directory) -> None:
        self._settings: InstitutionSettings = request.profile.settings
        self._decisions = request.decisions
        self._columns = request.columns
        self._directory = directory
        self._free = {each.pk: each for each in known}
        self.entries = [Entry(row) for row in request.rows if row.text("name")]
        self.problems: list[Problem] = []
        self.proposals: list[Proposal] = []

    def match(self) -> None:
        """Each way is tried for all rows before the next, so that a sure match is never taken by a weaker one."""
        self._refuse_codes()
        once = Counter(name_key(entry.name) for entry in self.entries)
        self._each(lambda entry: self._directory.by_code(entry.code) if entry.code else None)
        self._each(self._by_profile)
        self._each(lambda entry: self._by_name(entry) if once[name_key(entry.name)] == 1 else None)
        self._each(self._proposed)
        for entry in sorted(self.entries, key=lambda entry: not entry.code):
            if entry.institution is None:
                entry.is_new, entry.institution = True, self._new(entry)
            self._directory.add(entry.record, entry.code)

    def _each(self, way: Callable[[Entry], Institution | None]) -> None:
        for entry in self.entries:
            found = way(entry) if entry.institution is None else None
            if found and self._free.pop(found.pk, None):
                entry.institution = found

    def _refuse_codes(self) -> None:
        seen: dict[str, int] = {}
        for entry in self.entries:
            if not entry.code:
                continue
            code = code_of(entry.code)
            first = seen.setdefault(code, entry.row.number)
            if not code or code in TAKEN_CODES:
                self._problem(entry, _("This cannot be a code. Use letters a to z, digits and hyphens."))
            elif first != entry.row.number:
                reason = _("Row %(row)d has the same code; the first 60 signs count. Give each its own.")
                self._problem(entry, reason % {"row": first})

    def _problem(self, entry: Entry, reason: str) -> None:
        self.problems.append(Problem(entry.row.number, self._columns.get("code", "code"), entry.code, reason))

    def _by_profile(self, entry: Entry) -> Institution | None:
        codes = (theirs for ours, theirs in self._settings.same if ours == entry.code.casefold())
        return next((found for code in codes if (found := self._directory.by_code(code))), None)

    def _by_name(self, entry: Entry) -> Institution | None:
        named = [each for each in self._directory.named(entry.name) if each.pk in self._free]
        return named[0] if len(named) == 1 and not self._are_apart(entry, named[0]) else None

    def _are_apart(self, entry: Entry, known: Institution) -> bool:
        return (entry.code.casefold(), known.code.casefold()) in self._settings.different

    def _proposed(self, entry: Entry) -> Institution | None:
        """One with the same short name and another name: what a person said of it, or the question."""
        found = self._directory.with_short_name(entry.row.text("short_name"))
        if found is None or found.pk not in self._free or self._are_apart(entry, found):
            return None
        key = f"{entry.code or institution_key(entry.name)} = {found.code}"
        decision = self._decisions.get(key)
        if decision is None:
            self.proposals.append(self._proposal(key, entry, found))
        return found if decision else None

    def _proposal(self, key: str, entry: Entry, found: Institution) -> Proposal:
        return Proposal(
            key=key,
            row=entry.row.number,
            column=self._columns.get("short_name", "short_name"),
            value=f"{entry.row.text('short_name')}: {entry.name}",
            known=f"{found.acronym}: {found.name}",
            likeness=1,
            path=found.get_absolute_url(),
        )

    def _new(self, entry: Entry) -> Institution:
        row = entry.row
        code = code_of(entry.code) or self._directory.free_code(row.text("short_name") or entry.name)
        return Institution(**{"kind": self._settings.kind, **given(row), "code": code})


def given(row: Row) -> dict[str, Any]:
    """What a row says of an institution itself, by field of the record; an empty cell says nothing."""
    texts = {name: row.text(name) for name in ("name", "kind", "remit")}
    days = {name: row.day(name) for name in ("starts_on", "ends_on")}
    return {name: value for name, value in (texts | days).items() if value}

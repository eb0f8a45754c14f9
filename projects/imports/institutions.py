"""Institutions named in a file: the known ones, the new ones, and who took over from whom."""

from collections import defaultdict
from datetime import date, timedelta

from django.utils.text import slugify

from exchange.names import institution_key
from ministries.models import Institution, Succession
from projects.imports.settings import NamedInstitution, ProjectSettings

SHORT = 12


class Directory:
    """``related(code)``: an institution with all its predecessors and successors, by code."""

    def __init__(self, settings: ProjectSettings) -> None:
        self._settings = settings
        self._by_key: dict[str, Institution] = {}
        self._codes: set[str] = set()
        self.new: list[Institution] = []
        self.successions: list[Succession] = []
        self._related: dict[str, frozenset[str]] = {}
        known = list(Institution.objects.all())
        self.by_id = {each.pk: each for each in known}
        for each in known:
            self._remember(each)
        self._later: dict[str, set[str]] = defaultdict(set)
        self._existing = set(Succession.objects.values_list("predecessor__code", "successor__code"))
        for predecessor, successor in self._existing:
            self._later[predecessor].add(successor)

    def _remember(self, institution: Institution) -> None:
        self._codes.add(institution.code)
        for text in (institution.name, institution.code, institution.acronym):
            if text:
                self._by_key[institution_key(text)] = institution

    def known(self, key: str) -> Institution | None:
        """An institution of the records or of this file, by any key of it."""
        named = self._settings.institutions.get(key)
        return self._by_key.get(key) or (self._by_key.get(institution_key(named.acronym)) if named else None)

    def find(self, text: str) -> Institution:
        """The institution of this short name, code or name; a new one, not saved, when there is none."""
        key = institution_key(text)
        named = self._settings.institutions.get(key)
        found = self.known(key)
        if found is None:
            found = self._make(named, text)
            self.new.append(found)
            self._remember(found)
        self._by_key[key] = found
        return found

    def _make(self, named: NamedInstitution | None, text: str) -> Institution:
        is_short = len(text) <= SHORT and " " not in text
        return Institution(
            code=self._free_code(named.acronym if named else text),
            name=named.name if named else text,
            acronym=named.acronym if named else text if is_short else "",
            kind=(named.kind if named else "") or self._settings.defaults.institution_kind,
            starts_on=named.starts_on if named else None,
            ends_on=_last_day(named.on) if named and named.successor else None,
        )

    def _free_code(self, text: str) -> str:
        code = slugify(text)[:55] or "institution"
        number = 1
        while code in self._codes:
            number += 1
            code = f"{slugify(text)[:55]}-{number}"
        return code

    def record_successions(self) -> None:
        """Between institutions that both exist; call when all that are named have been found."""
        for named in set(self._settings.institutions.values()):
            predecessor = self._by_key.get(institution_key(named.acronym))
            successor = self._by_key.get(institution_key(named.successor)) if named.successor else None
            if predecessor is None or successor is None or named.on is None:
                continue
            pair = (predecessor.code, successor.code)
            self._later[pair[0]].add(pair[1])
            if pair not in self._existing:
                self._existing.add(pair)
                self.successions.append(
                    Succession(predecessor=predecessor, successor=successor, kind=named.how, on=named.on)
                )

    def related(self, code: str) -> frozenset[str]:
        if code not in self._related:
            earlier: dict[str, set[str]] = defaultdict(set)
            for predecessor, successors in self._later.items():
                for successor in successors:
                    earlier[successor].add(predecessor)
            self._related[code] = frozenset({code}) | _reach(code, self._later) | _reach(code, earlier)
        return self._related[code]


def _reach(start: str, steps: dict[str, set[str]]) -> frozenset[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for step in steps.get(waiting.pop(), set()) - found:
            found.add(step)
            waiting.append(step)
    return frozenset(found)


def _last_day(on: date | None) -> date | None:
    return on - timedelta(days=1) if on else None

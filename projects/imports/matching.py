"""Which row is which project: by identifier, by identifier without its prefix, by name, by the profile's word, else proposed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from exchange.names import institution_key, likeness, name_key, telling_words
from exchange.problems import Problem
from exchange.rows import Row
from exchange.targets import Decisions, Proposal
from ministries.models import Institution
from projects.imports.institutions import Directory
from projects.imports.settings import Known, ProjectSettings
from projects.models import Identifier, Project

NAME_SCHEME = "name at "
COMMON_FROM = 50


@dataclass(slots=True)
class Entry:
    """One row and what it belongs to. ``project`` is new and not saved when ``is_new``; ``present``: the last days of the
    rounds the row speaks of.
    """

    row: Row
    lead: Institution
    partners: Sequence[Institution]
    identifier: str
    name: str
    present: frozenset[date]
    project: Project | None = None
    is_new: bool = False
    is_changed: bool = False

    @property
    def known(self) -> Known:
        return (self.lead.code, self.name)

    @property
    def column(self) -> str:
        """Where its title stands."""
        return self.row.columns.get("title", "title")

    @property
    def record(self) -> Project:
        assert self.project is not None
        return self.project


@dataclass(slots=True)
class Candidate:
    """A project there already is, with every identifier and name it has or had."""

    project: Project
    identifiers: set[str] = field(default_factory=set)
    names: set[Known] = field(default_factory=set)


class Matcher:
    def __init__(self, settings: ProjectSettings, directory: Directory, decisions: Decisions) -> None:
        self._settings = settings
        self._directory = directory
        self._decisions = decisions
        self._groups = self._by_known(settings.same)
        self._apart = self._by_known(settings.different)
        self.candidates = self._load()
        self._free = dict(self.candidates)
        self.problems: list[Problem] = []
        self.proposals: list[Proposal] = []

    def _by_known(self, groups: Sequence[frozenset[Known]]) -> dict[Known, set[int]]:
        found: dict[Known, set[int]] = defaultdict(set)
        for number, group in enumerate(groups):
            for institution, name in group:
                found[(self._code(institution), name)].add(number)
        return found

    def _code(self, institution: str) -> str:
        """Of the institution that a profile names by a key, whether it is in this file or not."""
        known = self._directory.known(institution)
        return known.code if known else institution

    def _load(self) -> dict[int, Candidate]:
        leads = self._directory.by_id
        found = {}
        for project in Project.objects.all():
            code = leads[project.lead_id].code
            found[project.pk] = Candidate(project, names={(code, name_key(project.title))})
        for project_id, scheme, value in Identifier.objects.values_list("project_id", "scheme", "value"):
            if scheme == self._settings.scheme:
                found[project_id].identifiers.add(value.casefold())
            elif scheme.startswith(NAME_SCHEME):
                code = self._code(institution_key(scheme.removeprefix(NAME_SCHEME)))
                found[project_id].names.add((code, name_key(value)))
        return found

    def lead_of(self, project: Project) -> Institution:
        return self._directory.by_id[project.lead_id]

    def match(self, entries: Sequence[Entry]) -> None:
        """Each way is tried for all rows before the next, so that a sure match is never taken by a weaker one."""
        self._refuse_twins(entries)
        for way in (self._by_identifier, self._by_tail, self._by_name, self._by_profile):
            for entry, candidate in way([each for each in entries if each.project is None]):
                self._take(entry, candidate)
        self._propose([each for each in entries if each.project is None])

    def _take(self, entry: Entry, candidate: Candidate) -> None:
        if self._free.pop(candidate.project.pk, None) is None:
            self.problems.append(
                Problem(
                    entry.row.number,
                    entry.column,
                    entry.row.text("title"),
                    _("Another row is the same project, %(code)s. Remove one of them.")
                    % {"code": candidate.project.code},
                )
            )
        entry.project = candidate.project

    def _refuse_twins(self, entries: Iterable[Entry]) -> None:
        seen: dict[tuple[str, ...], Entry] = {}
        for entry in entries:
            key = (entry.identifier.casefold(),) if entry.identifier else entry.known
            first = seen.setdefault(key, entry)
            if first is not entry:
                reason = _("Row %(row)d names the same project. Remove one of them.") % {"row": first.row.number}
                self.problems.append(Problem(entry.row.number, entry.column, entry.row.text("title"), reason))

    def _by_identifier(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, Candidate]]:
        owners = {value: each for each in self._free.values() for value in each.identifiers}
        for entry in entries:
            if entry.identifier.casefold() in owners:
                yield entry, owners[entry.identifier.casefold()]

    def _by_tail(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, Candidate]]:
        """The identifier without the part that may change, within the institution and those before or after it."""
        if self._settings.identifier_ignore is None:
            return
        owners: dict[str, list[Candidate]] = defaultdict(list)
        for each in self._free.values():
            for value in each.identifiers:
                owners[self._tail(value)].append(each)
        for entry in entries:
            yield from self._only(entry, owners.get(self._tail(entry.identifier.casefold()), ()))

    def _tail(self, identifier: str) -> str:
        assert self._settings.identifier_ignore is not None
        return self._settings.identifier_ignore.sub("", identifier, count=1)

    def _by_name(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, Candidate]]:
        owners: dict[str, list[Candidate]] = defaultdict(list)
        for each in self._free.values():
            for name in {name for _code, name in each.names}:
                owners[name].append(each)
        for entry in entries:
            yield from self._only(entry, owners.get(entry.name, ()), entry.name)

    def _only(
        self, entry: Entry, candidates: Iterable[Candidate], name: str | None = None
    ) -> Iterator[tuple[Entry, Candidate]]:
        """The one candidate in reach; none when there are several."""
        within = self._directory.related(entry.lead.code)
        found = [
            each
            for each in candidates
            if not self._are_apart(entry, each)
            and any(code in within and name in (None, known) for code, known in each.names)
        ]
        if len(found) == 1:
            yield entry, found[0]

    def _by_profile(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, Candidate]]:
        if not self._groups:
            return
        owners: dict[int, Candidate] = {}
        for each in self._free.values():
            for known in each.names:
                owners.update(dict.fromkeys(self._groups.get(known, ()), each))
        for entry in entries:
            groups = self._groups.get(entry.known, set())
            found = next((owners[group] for group in sorted(groups) if group in owners), None)
            if found:
                yield entry, found

    def _are_apart(self, entry: Entry, candidate: Candidate) -> bool:
        groups = self._apart.get(entry.known, set())
        return any(known != entry.known and groups & self._apart.get(known, set()) for known in candidate.names)

    def _propose(self, entries: Sequence[Entry]) -> None:
        """What was not found is asked: the likest pairs first, each row and each project once."""
        pairs = sorted(self._alike(entries), key=lambda pair: (-pair[0], pair[1].row.number, pair[2].project.code))
        asked: set[int] = set()
        for worth, entry, candidate in pairs:
            if id(entry) in asked or entry.project or candidate.project.pk not in self._free:
                continue
            key = f"{entry.lead.code}: {entry.name} = {candidate.project.code}"
            decision = self._decisions.get(key)
            if decision is None:
                asked.add(id(entry))
                self.proposals.append(self._proposal(key, worth, entry, candidate))
            elif decision:
                self._take(entry, candidate)

    def _proposal(self, key: str, worth: float, entry: Entry, candidate: Candidate) -> Proposal:
        lead = self.lead_of(candidate.project)
        return Proposal(
            key=key,
            row=entry.row.number,
            column=entry.column,
            value=f"{entry.lead.short_name}: {entry.row.text('title')}",
            known=f"{lead.short_name}: {candidate.project.title}",
            likeness=worth,
            path=candidate.project.get_absolute_url(),
        )

    def _alike(self, entries: Sequence[Entry]) -> Iterator[tuple[float, Entry, Candidate]]:
        shared = self._by_word()
        for entry in entries:
            within = self._directory.related(entry.lead.code)
            near = {each.project.pk: each for word in telling_words(entry.name) for each in shared.get(word, ())}
            for candidate in near.values():
                if (entry.identifier and candidate.identifiers) or self._are_apart(entry, candidate):
                    continue  # the source itself, or the profile, tells them apart
                worth = max(_worth(entry, known, within) for known in candidate.names)
                if worth >= self._settings.likeness:
                    yield worth, entry, candidate

    def _by_word(self) -> dict[str, list[Candidate]]:
        found: dict[str, list[Candidate]] = defaultdict(list)
        for each in self._free.values():
            for word in {word for _code, name in each.names for word in telling_words(name)}:
                found[word].append(each)
        return {word: several for word, several in found.items() if len(several) < COMMON_FROM}


def _worth(entry: Entry, known: Known, within: frozenset[str]) -> float:
    """Elsewhere only the very same name is worth a question."""
    code, name = known
    if code in within:
        return likeness(entry.name, name)
    return 1.0 if name == entry.name else 0.0

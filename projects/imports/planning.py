"""Reads everything once, decides row by row, and returns what would be written."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exchange.fields import Withheld
from exchange.models import ImportRun
from exchange.names import name_key
from exchange.problems import Problem, Refused
from exchange.rows import Row
from exchange.targets import Plan, Request
from ministries.models import Country
from projects.imports.book import ProjectBook
from projects.imports.fields import EXEMPT, NOT_RATED, RATINGS
from projects.imports.indicators import enter_indicators
from projects.imports.institutions import Directory
from projects.imports.lookup import Lookup, Said
from projects.imports.matching import Entry, Matcher
from projects.imports.milestones import enter_milestones
from projects.imports.moves import moves_since
from projects.imports.programmes import link_programmes
from projects.imports.records import Records
from projects.imports.series import round_before, round_named, series_of
from projects.imports.settings import ProjectSettings
from projects.imports.state import state_of
from projects.models import Assessment, Round

THREE = (1, 3, 5)


def plan(request: Request) -> Plan:
    tallies = {"ratings": _ratings(request.rows)}
    try:
        round_ = round_named(request.options.get("round", ""), request.profile.settings)
        named = sorted({name for row in request.rows for name in row.earlier})
        earlier = {name: round_before(round_, name, request.profile.settings) for name in named}
    except Refused as refusal:
        return Plan(0, 0, 0, problems=refusal.problems, tallies=tallies)
    return _Planning(request, round_, earlier).plan(tallies)


class _Planning:
    def __init__(self, request: Request, round_: Round, earlier: Mapping[str, Round]) -> None:
        self._request = request
        self._earlier = earlier
        self._settings: ProjectSettings = request.profile.settings
        self._round = round_
        self._country = Country.objects.filter(pk=1).first()
        self._book = ProjectBook()
        self._directory = Directory(self._settings)
        self._series = series_of(request.profile.name, (*earlier.values(), round_))

    def plan(self, tallies: Mapping[str, Mapping[str, int]]) -> Plan:
        entries = [self._entry(row) for row in self._request.rows if row.text("title") and row.names("institution")]
        self._directory.record_successions()
        matcher = Matcher(self._settings, self._directory, self._request.decisions)
        matcher.match(entries)
        for record in (*self._directory.new, *self._directory.successions, *self._new_rounds()):
            self._book.add(record)
        records = self._records(entries, matcher, self._round)
        for entry in entries:
            records.enter(entry)
        problems = [*records.problems, *self._look_back(entries, matcher)]
        parts = self._parts(entries, matcher)
        before = self._series.before(self._round)
        moves = moves_since(before, entries, self._series, self._settings) if before else []
        closed = self._follow_stages(entries, matcher)
        new = sum(entry.is_new for entry in entries)
        changed = sum(entry.is_changed and not entry.is_new for entry in entries)
        return Plan(
            new=new + sum(said.new for said in parts),
            changed=changed + sum(said.changed for said in parts),
            unchanged=len(entries) - new - changed + sum(said.unchanged for said in parts),
            problems=[*self._faults(), *matcher.problems, *problems],
            proposals=matcher.proposals,
            tallies={**tallies, **self._records_of_folder()},
            left_out=[line for said in parts for line in said.left_out],
            notes=list(self._notes(closed)),
            moves=moves,
            changes_anything=bool(self._book),
            write=self._write,
        )

    def _entry(self, row: Row) -> Entry:
        lead, *partners = (self._directory.find(name) for name in row.names("institution"))
        present = frozenset((self._round.ends_on, *(self._earlier[name].ends_on for name in row.earlier)))
        return Entry(row, lead, partners, row.text("identifier"), name_key(row.text("title")), present)

    def _new_rounds(self) -> list[Round]:
        return [each for each in (*self._earlier.values(), self._round) if not each.pk]

    def _look_back(self, entries: list[Entry], matcher: Matcher) -> list[Problem]:
        problems: list[Problem] = []
        for name, round_ in self._earlier.items():
            records = self._records(entries, matcher, round_)
            for entry in entries:
                if name in entry.row.earlier:
                    records.look_back(entry, entry.row.earlier[name])
            problems += records.problems
        return problems

    def _parts(self, entries: list[Entry], matcher: Matcher) -> list[Said]:
        """Programmes, and what the other tables of a folder say of the projects."""
        lookup = Lookup(entries, matcher, self._series, self._round)
        rows = self._request.parts
        return [
            link_programmes(entries, lookup, self._book),
            enter_milestones(rows.get("milestones", ()), lookup, self._book),
            enter_indicators(rows.get("indicators", ()), self._settings.scheme, lookup, self._book),
        ]

    def _records_of_folder(self) -> dict[str, dict[str, int]]:
        if not self._request.parts:
            return {}
        counts = {name: len(rows) for name, rows in self._request.parts.items()}
        return {"records": {"projects": len(self._request.rows), **counts}}

    def _records(self, entries: list[Entry], matcher: Matcher, round_: Round) -> Records:
        known = [entry.project.pk for entry in entries if entry.project]
        return Records(
            settings=self._settings,
            assessor=self._assessor(),
            round_=round_,
            series=self._series,
            state=state_of(known, round_, self._assessor()),
            book=self._book,
            matcher=matcher,
        )

    def _assessor(self) -> str:
        if self._settings.rating_of == Assessment.Source.OFFICE:
            return self._country.office_name if self._country else ""
        return self._settings.assessor

    def _faults(self) -> Iterator[Problem]:
        if self._settings.rating_of == Assessment.Source.OFFICE and self._country is None:
            yield Problem(None, "", "", _("Set up the country first: the ratings are those of its office."))
        for row in self._request.rows:
            said = row.text("round")
            if said and said != self._round.name:
                reason = _("The row is of another round than %(round)s. Choose the right file or the right round.")
                told = reason % {"round": self._round.name}
                yield Problem(row.number, row.columns.get("round", "round"), said, told)
        if self._country and self._country.rating_steps == Country.Steps.THREE:
            yield from self._unknown_steps()

    def _unknown_steps(self) -> Iterator[Problem]:
        reason = _("This country rates in three steps. Map the value to red, amber or green in the profile.")
        for row in self._request.rows:
            for said in (row, *row.earlier.values()):
                if RATINGS.get(said.text("rating"), 1) not in THREE:
                    yield Problem(row.number, said.columns.get("rating", "rating"), said.text("rating"), reason)

    def _follow_stages(self, entries: list[Entry], matcher: Matcher) -> int:
        """Stages of the whole series, now that this round belongs to it; returns how many projects it closes."""
        defaults = self._settings.defaults
        for entry in entries:
            if not entry.is_new:
                self._series.present[entry.record.pk] |= entry.present
        by_project = {entry.record.pk: entry for entry in entries if not entry.is_new}
        closed = 0
        for pk, present in self._series.present.items():
            project, said = matcher.candidates[pk].project, by_project.get(pk)
            if project.stage not in (defaults.stage, defaults.absent) or (said and said.row.text("stage")):
                continue
            stage, since = self._series.stage(present, self._settings)
            closed += stage == defaults.absent != project.stage
            is_changed = self._book.change(project, {"stage": stage, "stage_since_on": since})
            if said:
                said.is_changed = said.is_changed or is_changed
        return closed

    def _notes(self, closed: int) -> Iterator[str]:
        for new in self._new_rounds():
            yield _("The round %(round)s is created, closed: %(first)s to %(last)s.") % {
                "round": new.name, "first": _day(new.starts_on), "last": _day(new.ends_on),
            }  # fmt: skip
        for name in self._earlier:
            counts = _ratings(row.earlier[name] for row in self._request.rows if name in row.earlier)
            yield _("Of round %(round)s the file says: %(ratings)s.") % {"round": name, "ratings": _listed(counts)}
        if self._directory.new:
            names = ", ".join(each.short_name for each in self._directory.new)
            yield _("New institutions: %(names)s.") % {"names": names}
        for each in self._directory.successions:
            yield _("%(predecessor)s is taken over by %(successor)s on %(on)s.") % {
                "predecessor": each.predecessor.short_name, "successor": each.successor.short_name, "on": _day(each.on),
            }  # fmt: skip
        if closed:
            yield ngettext(
                "%(count)d project is absent from a newer round and is closed.",
                "%(count)d projects are absent from a newer round and are closed.",
                closed,
            ) % {"count": closed}

    def _write(self, run: ImportRun, at: datetime) -> None:
        self._book.write(run, at, self._request.on)


def _day(day: date) -> str:
    return date_format(day, "j M Y")


def _ratings(rows: Iterable[Row]) -> dict[str, int]:
    """Counts by word, green first; a withheld rating is exempt."""
    counts = Counter(_rating(row) for row in rows if "rating" in row.values)
    return {word: counts[word] for word in (*reversed(RATINGS), EXEMPT, NOT_RATED) if counts[word]}


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{word} {count}" for word, count in counts.items())


def _rating(row: Row) -> str:
    if isinstance(row.values["rating"], Withheld):
        return EXEMPT
    return row.text("rating") or NOT_RATED

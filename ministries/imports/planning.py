"""Reads the records once, decides row by row, and returns what would be written."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.figures import day_text
from exchange.book import Book
from exchange.models import ImportRun
from exchange.names import institution_key
from exchange.problems import Problem
from exchange.targets import Plan, Request
from ministries.imports.directory import Directory
from ministries.imports.matching import Entry, Matcher, given
from ministries.imports.parents import link_parents
from ministries.imports.report import TAKEN, Report
from ministries.imports.settings import InstitutionSettings
from ministries.imports.successions import new_successions
from ministries.models import Institution, Succession

MOST_TOLD = 20


def plan(request: Request) -> Plan:
    known = list(Institution.objects.all())
    directory, book = Directory(known), InstitutionBook()
    matcher = Matcher(request, known, directory)
    matcher.match()
    entries, report = matcher.entries, Report(request.columns, directory)
    successions = _enter(entries, known, request.profile.settings, report, book)
    new = sum(entry.is_new for entry in entries)
    changed = sum(entry.is_changed and not entry.is_new for entry in entries)
    return Plan(
        new=new,
        changed=changed,
        unchanged=len(entries) - new - changed,
        problems=[*matcher.problems, *_reversed_times(entries, request.columns)],
        proposals=matcher.proposals,
        tallies={"kinds": _kinds(entries)},
        notes=[*_changes(book), *_notes(successions)],
        left_out=sorted(report.lines, key=lambda line: line.row),
        changes_anything=bool(book),
        write=book.write,
    )


def _enter(
    entries: Sequence[Entry],
    known: Sequence[Institution],
    settings: InstitutionSettings,
    report: Report,
    book: Book,
) -> list[Succession]:
    """What they are called, what is said of each, and what links them: a link may use any of the names."""
    _take_short_names(entries, known, report, book)
    for entry in entries:
        if entry.is_new:
            book.add(entry.record)
        else:
            entry.is_changed |= book.change(entry.record, given(entry.row))
            report.directory.add(entry.record)
    link_parents(entries, known, report, book)
    successions = new_successions(entries, settings, report)
    for succession in successions:
        book.add(succession)
    return successions


class InstitutionBook(Book):
    def write(self, run: ImportRun, at: datetime) -> None:
        """New institutions level by level, because a parent must be there before its parts."""
        levels: dict[int, list[Institution]] = {}
        for institution in self.new.pop(Institution, []):
            levels.setdefault(_level(institution), []).append(institution)
        for _number, institutions in sorted(levels.items()):
            Institution.objects.bulk_create(institutions)
        self.save((Institution, Succession))


def _level(institution: Institution) -> int:
    level, above = 0, institution.parent
    while above is not None and above.pk is None:
        level, above = level + 1, above.parent
    return level


def _take_short_names(entries: Iterable[Entry], known: Iterable[Institution], report: Report, book: Book) -> None:
    """A short name belongs to one institution: to the one on record, else to the first row that gives it."""
    owners = {institution_key(each.acronym): each for each in known if each.acronym}
    for entry in entries:
        text = entry.row.text("short_name")
        if not text:
            continue
        if owners.setdefault(institution_key(text), entry.record) is not entry.record:
            report.add(entry, "short_name", text, TAKEN)
            continue
        entry.is_changed |= book.change(entry.record, {"acronym": text})
        report.directory.add(entry.record)


def _reversed_times(entries: Iterable[Entry], columns: Mapping[str, str]) -> Iterator[Problem]:
    for entry in entries:
        starts_on, ends_on = entry.record.starts_on, entry.record.ends_on
        if starts_on and ends_on and ends_on < starts_on:
            reason = _("The end is before the start, %(start)s. Correct one of them.") % {"start": starts_on}
            yield Problem(entry.row.number, columns.get("ends_on", "ends_on"), str(ends_on), reason)


def _kinds(entries: Iterable[Entry]) -> dict[str, int]:
    counts = Counter(entry.record.kind for entry in entries)
    return {str(label): counts[kind] for kind, label in Institution.Kind.choices if counts[kind]}


def _changes(book: InstitutionBook) -> Iterator[str]:
    """What is on record already and would change, so that it is read before it is applied."""
    changed = book.changed[Institution]
    for pk, institution in islice(changed.items(), MOST_TOLD):
        told = [_change(institution, name, old) for name, old in book.before[Institution][pk].items()]
        yield _("%(institution)s is on record already and changes: %(changes)s.") % {
            "institution": institution.name, "changes": "; ".join(told),
        }  # fmt: skip
    more = len(changed) - MOST_TOLD
    if more > 0:
        yield ngettext("%(count)d more on record changes.", "%(count)d more on record change.", more) % {"count": more}


def _change(institution: Institution, name: str, old: Any) -> str:
    """A link is named without its ends: they would be read one by one."""
    field: Any = Institution._meta.get_field(name)
    new = getattr(institution, name) if not field.is_relation else None
    if not old or not new:
        return str(field.verbose_name)
    labels = dict(field.flatchoices)
    said = [labels.get(value) or (day_text(value) if isinstance(value, date) else value) for value in (old, new)]
    return _("%(label)s from %(old)s to %(new)s") % {"label": field.verbose_name, "old": said[0], "new": said[1]}


def _notes(successions: Sequence[Succession]) -> Iterator[str]:
    if successions:
        count = len(successions)
        yield ngettext(
            "%(count)d succession is recorded.", "%(count)d successions are recorded.", count
        ) % {"count": count}  # fmt: skip

"""A folder of tables: which table fills what, and how their rows belong together through a table of typed links."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exchange import cells
from exchange.files import Line, Table, read_table
from exchange.files.archive import unpack
from exchange.files.table import INSIDE
from exchange.problems import LeftOut, Problem, Refused, refused
from exchange.profiles import Folder, Part, Profile, Rule
from exchange.rows import Reading, read_rows


@dataclass(frozen=True, slots=True)
class FolderReading:
    """``readings`` by what they fill, tables in the order of the profile. ``notes``: what of the folder was not read."""

    readings: Mapping[str, Sequence[Reading]]
    rows: int
    problems: Sequence[Problem]
    left_out: Sequence[LeftOut]
    notes: Sequence[str]


def read_folder(content: bytes, profile: Profile, folder: Folder) -> FolderReading:
    """Raises Refused where a table is missing or cannot be read at all."""
    files = unpack(content)
    tables = {part.name: _table(files, part.file, profile) for part in folder.parts}
    links = _Links(_table(files, folder.links.file, profile), folder, tables)
    readings: dict[str, list[Reading]] = defaultdict(list)
    rows, problems, left_out = 0, list(links.problems), list(links.left_out)
    for part in folder.parts:
        if not part.fills:
            continue
        reading, lost = _reading(part, tables[part.name], profile, links)
        readings[part.fills].append(reading)
        rows += len(tables[part.name].lines)
        problems += reading.problems
        left_out += lost
    return FolderReading(readings, rows, problems, left_out, list(_notes(files, profile, folder, links)))


def _table(files: Mapping[str, bytes], name: str, profile: Profile) -> Table:
    if name not in files:
        known = ", ".join(sorted(files))
        raise refused(_("The folder has no such file; it has %(files)s.") % {"files": known}, value=name)
    try:
        return replace(read_table(name, files[name], profile.shape), name=name)
    except Refused as refusal:
        told = [replace(each, column=INSIDE.join(filter(None, (name, each.column)))) for each in refusal.problems]
        raise Refused(told) from None


def _reading(part: Part, table: Table, profile: Profile, links: _Links) -> tuple[Reading, list[LeftOut]]:
    """The table with a column more for every field that stands in a linked row."""
    left_out: list[LeftOut] = []
    problems: list[Problem] = []
    for rule in part.rules:
        if rule.through:
            table, lost, wrong = links.joined(table, rule, part)
            left_out += lost
            problems += wrong
    reading = read_rows(table, replace(profile, rules=part.rules, ignored=part.ignored))
    return replace(reading, problems=[*problems, *reading.problems]), left_out


def _notes(files: Mapping[str, bytes], profile: Profile, folder: Folder, links: _Links) -> Iterator[str]:
    known = {folder.links.file, *(part.file for part in folder.parts)}
    for name in sorted(files.keys() - known):
        count = len(read_table(name, files[name], profile.shape).lines)
        told = ngettext("Not read: %(file)s, %(count)d row.", "Not read: %(file)s, %(count)d rows.", count)
        yield told % {"file": name, "count": count}
    walked = {step for part in folder.parts for rule in part.rules for step in rule.through}
    for kind, count in sorted(links.counts.items()):
        if kind not in walked:
            yield _("Not read: links of the type %(type)s (%(count)d).") % {"count": count, "type": kind}


class _Links:
    """Rows by their key, and where each type of link leads from a row, in either direction."""

    def __init__(self, table: Table, folder: Folder, tables: Mapping[str, Table]) -> None:
        self._key = folder.key
        self._rows: dict[str, tuple[Table, Line]] = {}
        self._steps: dict[str, dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
        self.problems: list[Problem] = []
        self.left_out: list[LeftOut] = []
        self.counts: Counter[str] = Counter()
        for each in tables.values():
            self._number(each)
        walked = {step for part in folder.parts for rule in part.rules for step in rule.through}
        self._read(table, folder, walked)

    def _number(self, table: Table) -> None:
        place = _place(table, self._key)
        for line in table.lines:
            key = cells.plain(line.at(place))
            if not key or key in self._rows:
                reason = _("Every row of the folder needs a key of its own.")
                self.problems.append(Problem(line.number, table.called(self._key), key, reason))
            self._rows[key] = (table, line)

    def _read(self, table: Table, folder: Folder, walked: set[str]) -> None:
        places = [_place(table, each) for each in (folder.links.source, folder.links.target, folder.links.type)]
        for line in table.lines:
            source, target, kind = (cells.plain(line.at(place)) for place in places)
            self.counts[kind] += 1
            if kind not in walked:
                continue
            self._steps[kind][source][target] = None
            self._steps[kind][target][source] = None
            for key in {source, target} - self._rows.keys():
                reason = _("A link leads to a row that no table of the folder has.")
                self.left_out.append(LeftOut(line.number, table.name, kind, key, reason))

    def joined(self, table: Table, rule: Rule, part: Part) -> tuple[Table, list[LeftOut], list[Problem]]:
        """A column more, named as the rule names it, with the cell of the row at the end of the way."""
        name, own = rule.columns[0], _place(table, self._key)
        left_out: list[LeftOut] = []
        problems: list[Problem] = []
        lines = []
        for line in table.lines:
            key = cells.plain(line.at(own))
            found = self._found(key, rule)
            if not found:
                reason = _("No row is linked to it.")
                left_out.append(LeftOut(line.number, _called(part, table, line), table.called(name), key, reason))
            elif len(found) > 1:
                reason = _("%(count)d rows are linked, and the field takes one. Correct the links.")
                told = reason % {"count": len(found)}
                problems.append(Problem(line.number, table.called(name), ", ".join(found), told))
            full = [line.at(index) for index in range(len(table.columns))]
            lines.append(Line(line.number, [*full, found[0] if found else ""]))
        return replace(table, columns=(*table.columns, name), lines=lines), left_out, problems

    def _found(self, key: str, rule: Rule) -> list[str]:
        keys = {key: None}
        for step in rule.through:
            keys = {far: None for near in keys for far in self._steps[step].get(near, ()) if far in self._rows}
        rows = [self._rows[each] for each in keys]
        return [cells.plain(line.at(_place(table, rule.end))) for table, line in rows]


def _called(part: Part, table: Table, line: Line) -> str:
    """What a row calls itself, as the field for its title reads it."""
    titles = (column for rule in part.rules if rule.field.name == "title" for column in rule.columns)
    return next((cells.line(cells.plain(line.at(_place(table, column)))) for column in titles), "")


def _place(table: Table, column: str) -> int:
    wanted = cells.line(column).casefold()
    for index, name in enumerate(table.columns):
        if name.casefold() == wanted:
            return index
    reason = _("The file has no such column; it has %(columns)s.") % {"columns": ", ".join(table.columns)}
    raise refused(reason, column=table.called(column))

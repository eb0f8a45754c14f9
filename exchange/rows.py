"""Table and profile become rows of typed values, with every fault at its cell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from exchange import cells
from exchange.cells import Unreadable
from exchange.fields import FieldKind, Value, Withheld
from exchange.files import Cell, Line, Table
from exchange.nested import values_inside
from exchange.problems import Problem, shortened
from exchange.profiles import Profile, Rule, Secret

_NAMED = re.compile(r"\{([^{}]+)\}")
WORDS = (FieldKind.LINE, FieldKind.TEXT, FieldKind.NAMES)


@dataclass(frozen=True, slots=True)
class Row:
    """``number`` as a spreadsheet shows it. A field that is not given or withheld has no value.

    ``earlier``: what it says of earlier rounds, by name; a round is left out where all its cells are empty.
    ``columns``: the column each field was read from.
    """

    number: int
    values: Mapping[str, Value]
    earlier: Mapping[str, Row] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        value = self.values.get(name)
        return value if isinstance(value, str) else ""

    def names(self, name: str) -> list[str]:
        value = self.values.get(name)
        return value if isinstance(value, list) else []

    def day(self, name: str) -> date | None:
        value = self.values.get(name)
        return value if isinstance(value, date) else None

    def money(self, name: str) -> Decimal | None:
        value = self.values.get(name)
        return value if isinstance(value, Decimal) else None

    def withheld(self, *names: str) -> dict[str, str]:
        """Reasons by field name."""
        return {name: found.reason for name in names if isinstance(found := self.values.get(name), Withheld)}


@dataclass(frozen=True, slots=True)
class Reading:
    """``columns``: the column each field was read from. ``unread``: columns neither read nor knowingly ignored."""

    rows: Sequence[Row]
    problems: Sequence[Problem]
    columns: Mapping[str, str]
    unread: Sequence[str]


def read_rows(table: Table, profile: Profile) -> Reading:
    now = _Reader(table, profile, profile.rules)
    earlier = {name: _Reader(table, profile, rules) for name, rules in profile.earlier.items()}
    rows = [_row(line, now, earlier) for line in table.lines]
    problems = [problem for reader in (now, *earlier.values()) for problem in reader.problems]
    told_once = list(dict.fromkeys(problems))  # several fields may read one cell
    return Reading(rows, told_once, now.columns, _unread(table, profile))


def _row(line: Line, now: _Reader, earlier: Mapping[str, _Reader]) -> Row:
    said = {
        name: Row(line.number, each.values(line), columns=each.columns)
        for name, each in earlier.items()
        if each.says_anything(line)
    }
    return Row(line.number, now.values(line), said, now.columns)


class _Reader:
    """Some fields of every line of a table."""

    def __init__(self, table: Table, profile: Profile, rules: Sequence[Rule]) -> None:
        self._table = table
        self._profile = profile
        self._places = places = {name.casefold(): index for index, name in enumerate(table.columns) if name}
        found = {rule.field.name: _place(rule, places) for rule in rules}
        self._readers = [(rule, found[rule.field.name]) for rule in rules if not _is_missing(rule, found)]
        self._read: dict[str, dict[Cell, Value]] = {rule.field.name: {} for rule in rules}
        self.problems = [_missing(rule, table, profile) for rule in rules if _is_missing(rule, found)]
        self.columns = {
            rule.field.name: table.called(rule.called(table.columns[place]))
            for rule, place in self._readers
            if place is not None
        }

    def says_anything(self, line: Line) -> bool:
        return any(place is not None and cells.plain(line.at(place)) for _rule, place in self._readers)

    def values(self, line: Line) -> dict[str, Value]:
        values: dict[str, Value] = {}
        for rule, place in self._readers:
            cell = line.at(place) if place is not None else rule.fixed
            try:
                values[rule.field.name] = self._value(cell, rule, line)
            except Unreadable as error:
                own = self.columns.get(rule.field.name, rule.field.name)
                column = self._table.called(error.column) if error.column else own
                value = error.value or cells.plain(cell)
                self.problems.append(Problem(line.number, column, shortened(value), str(error)))
        return values

    def _value(self, cell: Cell, rule: Rule, line: Line) -> Value:
        """Columns say the same again and again: each is read once, unless other cells of its line have a say."""
        if rule.otherwise or rule.plus:
            return self._value_beside(cell, rule, line)
        read = self._read[rule.field.name]
        if cell not in read:
            read[cell] = _value(cell, rule, self._profile)
        return read[cell]

    def _value_beside(self, cell: Cell, rule: Rule, line: Line) -> Value:
        if rule.otherwise and rule.field.kind in WORDS and not cells.plain(cell):
            cell = _NAMED.sub(lambda found: self._text(found[1], rule, line), rule.otherwise)
        value = _value(cell, rule, self._profile)
        if not isinstance(value, date) or not rule.plus:
            return value
        days = {column: self._text(column, rule, line) for column in rule.plus}
        if not all(days.values()):
            return None
        return cells.add_days(value, sum(cells.read_days(text, column) for column, text in days.items()))

    def _text(self, column: str, rule: Rule, line: Line) -> str:
        place = self._places.get(cells.line(column).casefold())
        if place is None:
            reason = _("The file has no column %(column)s. Correct %(field)s in the profile.")
            raise Unreadable(reason % {"column": column, "field": rule.field.name})
        return cells.plain(line.at(place))


def _place(rule: Rule, places: Mapping[str, int]) -> int | None:
    keys = (cells.line(column).casefold() for column in rule.columns)
    return next((places[key] for key in keys if key in places), None)


def _is_missing(rule: Rule, found: Mapping[str, int | None]) -> bool:
    return not rule.fixed and found[rule.field.name] is None and not rule.is_optional


def _missing(rule: Rule, table: Table, profile: Profile) -> Problem:
    reason = _(
        "The file has no such column; it has %(columns)s. Correct %(field)s in [fields], or mark it optional."
    ) % {"columns": shortened(", ".join(table.columns)), "field": rule.field.name}
    return Problem(profile.shape.header_row, table.called(", ".join(rule.columns)), "", reason)


def _unread(table: Table, profile: Profile) -> list[str]:
    rules = (*profile.rules, *(rule for several in profile.earlier.values() for rule in several))
    named = [column for rule in rules for column in (*rule.columns, *rule.plus, *_NAMED.findall(rule.otherwise))]
    known = {cells.line(column).casefold() for column in (*named, *profile.ignored)}
    if profile.folder:
        known.add(cells.line(profile.folder.key).casefold())
    return [table.called(column) for column in table.columns if column and column.casefold() not in known]


def _value(cell: Cell, rule: Rule, profile: Profile) -> Value:
    """A typed value, Withheld, or None for not given."""
    if rule.inside:
        texts = values_inside(str(cell), rule.inside, is_optional=rule.is_optional)
        if rule.field.kind is FieldKind.NAMES:
            return cells.read_names([cells.plain(text) for text in texts], rule.splits, rule.remove)
        cell = _only(texts)
    text = cells.plain(cell)
    if not text:
        _refuse_if_required(rule)
        return None
    secret = _secret(text, profile) if rule.field.may_be_withheld else None
    if secret:
        return Withheld(secret.reason or cells.line(text))
    if rule.field.kind not in WORDS and any(pattern.search(text) for pattern in profile.not_given):
        return None
    return _typed(cell, text, rule)


def _secret(text: str, profile: Profile) -> Secret | None:
    return next((each for each in profile.withheld if each.pattern.search(text)), None)


def _only(texts: Sequence[str]) -> str:
    if len(texts) > 1:
        reason = _("%(count)d values stand inside, and the field takes one. Make inside more exact.")
        raise Unreadable(reason % {"count": len(texts)})
    return texts[0] if texts else ""


def _refuse_if_required(rule: Rule) -> None:
    if rule.field.is_required:
        raise Unreadable(_("This cell must not be empty. Fill it, or remove the row."))


def _typed(cell: Cell, text: str, rule: Rule) -> Value:
    match rule.field.kind:
        case FieldKind.LINE:
            return cells.read_text(cells.line(cells.without(text, rule.remove)), rule.field.max_length)
        case FieldKind.TEXT:
            return cells.read_text(text, rule.field.max_length)
        case FieldKind.NAMES:
            return cells.read_names([text], rule.splits, rule.remove)
        case FieldKind.DATE:
            return cells.read_date(cell, rule.dates)
        case FieldKind.MONEY:
            return cells.read_money(cell, rule.money)
        case FieldKind.CHOICE:
            return cells.read_choice(text, rule.values, rule.otherwise)

"""Table and profile become rows of typed values, with every fault at its cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from exchange import cells
from exchange.cells import Unreadable
from exchange.fields import FieldKind, Value, Withheld
from exchange.files import Cell, Table
from exchange.nested import values_inside
from exchange.problems import Problem, shortened
from exchange.profiles import Profile, Rule

WORDS = (FieldKind.LINE, FieldKind.TEXT, FieldKind.NAMES)


@dataclass(frozen=True, slots=True)
class Row:
    """``number`` as a spreadsheet shows it. A field that is not given or withheld has no value."""

    number: int
    values: Mapping[str, Value]

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
        found = ((name, self.values.get(name)) for name in names)
        return {name: value.reason for name, value in found if isinstance(value, Withheld)}


@dataclass(frozen=True, slots=True)
class Reading:
    """``columns``: the column each field was read from. ``unread``: columns neither read nor knowingly ignored."""

    rows: Sequence[Row]
    problems: Sequence[Problem]
    columns: Mapping[str, str]
    unread: Sequence[str]


def read_rows(table: Table, profile: Profile) -> Reading:
    places = {name.casefold(): index for index, name in enumerate(table.columns) if name}
    found = {rule.field.name: _place(rule, places) for rule in profile.rules}
    problems = [_missing(rule, table, profile) for rule in profile.rules if _is_missing(rule, found)]
    readers = [(rule, found[rule.field.name]) for rule in profile.rules if not _is_missing(rule, found)]
    rows = []
    for line in table.lines:
        values: dict[str, Value] = {}
        for rule, place in readers:
            cell = line.at(place) if place is not None else rule.fixed
            try:
                values[rule.field.name] = _value(cell, rule, profile)
            except Unreadable as error:
                column = rule.called(table.columns[place]) if place is not None else rule.field.name
                problems.append(Problem(line.number, column, shortened(cells.plain(cell)), str(error)))
        rows.append(Row(line.number, values))
    columns = {rule.field.name: rule.called(table.columns[place]) for rule, place in readers if place is not None}
    return Reading(rows, problems, columns, _unread(table, profile))


def _place(rule: Rule, places: Mapping[str, int]) -> int | None:
    keys = (cells.line(column).casefold() for column in rule.columns)
    return next((places[key] for key in keys if key in places), None)


def _is_missing(rule: Rule, found: Mapping[str, int | None]) -> bool:
    return not rule.fixed and found[rule.field.name] is None and not rule.is_optional


def _missing(rule: Rule, table: Table, profile: Profile) -> Problem:
    reason = _(
        "The file has no such column; it has %(columns)s. Correct %(field)s in [fields], or mark it optional."
    ) % {"columns": shortened(", ".join(table.columns)), "field": rule.field.name}
    return Problem(profile.shape.header_row, ", ".join(rule.columns), "", reason)


def _unread(table: Table, profile: Profile) -> list[str]:
    named = [column for rule in profile.rules for column in rule.columns]
    known = {cells.line(column).casefold() for column in (*named, *profile.ignored)}
    return [column for column in table.columns if column and column.casefold() not in known]


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
    if rule.field.may_be_withheld and any(pattern.search(text) for pattern in profile.withheld):
        return Withheld(cells.line(text))
    if rule.field.kind not in WORDS and any(pattern.search(text) for pattern in profile.not_given):
        return None
    return _typed(cell, text, rule)


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

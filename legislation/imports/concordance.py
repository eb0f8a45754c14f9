"""A concordance table from a file: the one that was exported, edited, or one's own with the same columns.

A row with the number of a line is that line; without one, the line of the same provision at the same place in national
law, else a new one. Lines that the file does not name stay as they are, and so does what it has no column for.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from core.access import Access
from core.exports import as_it_was, defused
from exchange import cells
from exchange.book import Book
from exchange.cells import DateFormat, Unreadable
from exchange.files import Cell, Line, Table
from exchange.problems import Problem, shortened
from exchange.targets import Move
from legislation.imports.laws import Ambiguous, Laws
from legislation.models import Act, Concordance, Item
from legislation.services.concordance import faults_of, next_position
from legislation.tables import LineTable

COMPLETION = ("item", "completed_by", "completed_on", "note")
EDITED = ("provision", "text", "level", "law", "national_provision", *COMPLETION, "position")
DAYS = DateFormat(("%Y-%m-%d", "%d.%m.%Y"))
MOST_TOLD = 500
ADDED = ""
"""What a move is called that tells of a new line; the others bear the head of their column."""
MOST_LINES = 1_000_000
Key = tuple[str, int | None, str]


class Comparison:
    """What a file would do to the table of an act, as somebody who sees this much may do it. Nothing is written."""

    def __init__(self, act: Act, table: Table, access: Access) -> None:
        self.act = act
        self.book = Book()
        self.problems: list[Problem] = []
        self.moves: list[Move] = []
        self.unchanged = 0
        self._table = table
        self._places = _places(table)
        self._lines = {line.pk: line for line in _lines_of(act, access)}
        self._keys = {_key(line): line for line in self._lines.values()}
        self._rows: dict[int, int] = {}
        self._position = next_position(act)
        self._readers = _readers(access)
        self._compare()

    @property
    def new(self) -> int:
        return len(self.book.new[Concordance])

    @property
    def changed(self) -> int:
        return len(self.book.changed[Concordance])

    @property
    def unread(self) -> list[str]:
        return [name for index, name in enumerate(self._table.columns) if name and index not in self._places.values()]

    def _compare(self) -> None:
        if "provision" not in self._places:
            reason = _("The file has no such column; it has %(columns)s. Name the column of the EU provisions so.")
            told = shortened(", ".join(self._table.columns))
            self.problems.append(Problem(1, _head("provision"), "", reason % {"columns": told}))
            return
        for row in self._table.lines:
            self._take(row)
        self._refuse_twins()

    def _take(self, row: Line) -> None:
        try:
            self._refuse_other_act(row)
            line = self._known(row)
            values = self._values(row, line)
        except _Fault as fault:
            self._put(row, fault.column, str(fault))
            return
        if values is None:
            return
        line = line or self._at(values)
        if line is None:
            self._add(row, values)
        else:
            self._change(row, line, values)

    def _refuse_other_act(self, row: Line) -> None:
        said = self._text(row, "act")
        if said and said.upper() not in (self.act.code.upper(), self.act.celex.upper()):
            if not Act.objects.named(said).exists():
                raise _Fault("act", _("No act on record has this number or code. Correct it, or leave the cell empty."))
            reason = _("This is the table of %(act)s. Upload the row to the table of its own act.")
            raise _Fault("act", reason % {"act": self.act.celex or self.act.code})

    def _known(self, row: Line) -> Concordance | None:
        """By the number of the line."""
        said = self._text(row, "line")
        if not said:
            return None
        line = self._lines.get(int(said)) if said.isascii() and said.isdecimal() and len(said) < 19 else None
        if line is None:
            raise _Fault(
                "line", _("The table has no line of this number any more. Empty the cell if the line is to be added.")
            )
        return line

    def _at(self, values: Mapping[str, Any]) -> Concordance | None:
        """By provision and place in national law, as far as the file says them."""
        law = values.get("law")
        key = (values.get("provision", ""), law.pk if law else None, values.get("national_provision", ""))
        return self._keys.get(key)

    def _values(self, row: Line, line: Concordance | None) -> dict[str, Any] | None:
        """What the row says otherwise than the line; None where a cell is at fault."""
        values: dict[str, Any] = {}
        before = len(self.problems)
        for name in EDITED:
            if name not in self._places or (line is not None and self._text(row, name) == _shown(line, name)):
                continue
            try:
                values[name] = self._readers[name](row.at(self._places[name]))
            except Unreadable as fault:
                self._put(row, name, str(fault))
        return values if len(self.problems) == before else None

    def _add(self, row: Line, values: dict[str, Any]) -> None:
        if values.get("position") is None:
            values["position"] = self._position
        self._position = max(self._position, values["position"]) + 1
        line = Concordance(act=self.act, **values)
        self._note(row, line)
        self.book.add(line)
        if len(self.moves) < MOST_TOLD:
            self.moves.append(Move(ADDED, line.provision, now=shortened(_where(line))))
        self._check(row, line)

    def _change(self, row: Line, line: Concordance, values: dict[str, Any]) -> None:
        if line.pk in self._rows:
            reason = _("Row %(row)d is the same line. Remove one of the two.") % {"row": self._rows[line.pk]}
            self._put(row, "line" if self._text(row, "line") else "provision", reason)
            return
        self._rows[line.pk] = row.number
        values = {name: value for name, value in values.items() if self._text(row, name) != _shown(line, name)}
        if values.get("position", 0) is None:
            del values["position"]
        told = {name: (_shown(line, name), _said(line, name)) for name in values}
        if line.is_held and any(values.get(name) for name in COMPLETION):  # type: ignore[attr-defined]
            self._refuse_held(row, values)
            return
        if not self.book.change(line, values):
            self.unchanged += 1
            return
        self._refuse_stale(row, line)
        self.moves += self._told(line, told)
        self._check(row, line)

    def _refuse_held(self, row: Line, values: Mapping[str, Any]) -> None:
        name = next(name for name in COMPLETION if values.get(name))
        self._put(row, name, _("What completes this line is kept by the office. Leave the cell empty."))

    def _refuse_stale(self, row: Line, line: Concordance) -> None:
        said = self._text(row, "version")
        if said and self._text(row, "line") and said != str(line.version):
            reason = _(
                "Somebody changed this line since the file was exported. "
                "Export the table again, or take the row out of the file."
            )
            self._put(row, "version", reason)

    def _check(self, row: Line, line: Concordance) -> None:
        for name, reason in faults_of(line).items():
            self._put(row, name, reason)

    def _refuse_twins(self) -> None:
        seen: dict[Key, Concordance] = {}
        for line in (*self._lines.values(), *self.book.new[Concordance]):
            twin = seen.setdefault(_key(line), line)
            number = self._number(line) or self._number(twin)
            if twin is line or number is None:
                continue
            other = self._number(twin)
            reason = (
                _("Row %(row)d names the same provision at the same place in national law.") % {"row": other}
                if other and other != number
                else _("The table has a line of this provision at this place in national law already.")
            )
            self.problems.append(Problem(number, _head("provision"), shortened(line.provision), reason))

    def _note(self, row: Line, line: Concordance) -> None:
        self._rows[id(line)] = row.number

    def _number(self, line: Concordance) -> int | None:
        return self._rows.get(line.pk or id(line))

    def _told(self, line: Concordance, before: Mapping[str, tuple[str, str]]) -> Iterator[Move]:
        for name, (shown, said) in before.items():
            if _shown(line, name) != shown and len(self.moves) < MOST_TOLD:
                yield Move(_head(name), line.provision, shortened(said), shortened(_said(line, name)))

    def _text(self, row: Line, name: str) -> str:
        return cells.plain(row.at(self._places[name])) if name in self._places else ""

    def _put(self, row: Line, name: str, reason: str) -> None:
        column = self._table.columns[self._places[name]] if name in self._places else _head(name)
        self.problems.append(Problem(row.number, column, shortened(self._text(row, name)), reason))


class _Fault(Exception):
    """The row cannot be taken, for what stands in this column."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column


def _lines_of(act: Act, access: Access) -> Iterable[Concordance]:
    return Concordance.objects.visible_to(access).of_act(act).for_table()


def _where(line: Concordance) -> str:
    """A new line in one: its level and its place in national law."""
    return " · ".join(filter(None, (line.level_word, str(line.law or ""), line.national_provision)))


def _key(line: Concordance) -> Key:
    return line.provision, line.law_id, line.national_provision


def _shown(line: Concordance, name: str) -> str:
    """A cell as the export writes it and a reader gets it back."""
    if line.pk is None:
        return ""
    value = LineTable.columns[name].value(line)
    if isinstance(value, date):
        return value.isoformat()
    return cells.plain(defused(str(value if value is not None else "")))


def _said(line: Concordance, name: str) -> str:
    """A cell as a person reads it: what stands there as a code by its name."""
    if name == "level":
        return line.level_word
    named = {"law": line.law, "item": line.completion.item, "completed_by": line.completion.act}
    return str(named[name] or "") if name in named else _shown(line, name)


def _head(name: str) -> str:
    return str(LineTable.columns[name].head)


def _places(table: Table) -> dict[str, int]:
    """Where each of our columns stands in the file: by its head in the reader's language or in English, or by its name."""
    found: dict[str, int] = {}
    by_name = {_column_key(column): index for index, column in enumerate(table.columns) if column}
    for name in LineTable.columns:
        heads = [_head(name), name.replace("_", " ")]
        with override("en"):
            heads.append(_head(name))
        place = next((by_name[key] for key in map(_column_key, heads) if key in by_name), None)
        if place is not None:
            found[name] = place
    return found


def _column_key(text: str) -> str:
    return cells.line(as_it_was(text)).replace("_", " ").casefold()


def _readers(access: Access) -> dict[str, Callable[[Cell], Any]]:
    acts = _Acts()
    return {
        "provision": _read_provision,
        "text": lambda cell: cells.read_text(_words(cell), 10_000),
        "level": _Levels(),
        "law": acts,
        "national_provision": lambda cell: cells.read_text(cells.line(_words(cell)), 200),
        "item": _Items(access),
        "completed_by": acts,
        "completed_on": _read_day,
        "note": lambda cell: cells.read_text(_words(cell), 4000),
        "position": _read_position,
    }


def _words(cell: Cell) -> str:
    return as_it_was(cells.plain(cell))


def _read_provision(cell: Cell) -> str:
    text = cells.read_text(cells.line(_words(cell)), 100)
    if not text:
        raise Unreadable(_("This cell must not be empty. Fill it, or remove the row."))
    return text


def _read_day(cell: Cell) -> date | None:
    if not cells.plain(cell):
        return None
    try:
        return cells.read_date(cell, DAYS)
    except Unreadable:
        raise Unreadable(_("Not a day. Write it as 2027-03-31 or 31.3.2027.")) from None


def _read_position(cell: Cell) -> int | None:
    text = cells.plain(cell)
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 8 and int(text) <= MOST_LINES):
        raise Unreadable(_("Not a position. Write a whole number up to a million, or leave the cell empty."))
    return int(text)


class _Levels:
    """By their words in the reader's language or in English, or as they are stored."""

    def __init__(self) -> None:
        self._values = {"": "", **self._named()}
        with override("en"):
            self._values |= self._named()
        self._values |= {level: level for level in Concordance.Level.values}

    @staticmethod
    def _named() -> dict[str, str]:
        words = {str(level.label): level.value for level in Concordance.Level}
        words |= {_("Not compared yet"): "", _("Not compared"): ""}
        return {cells.choice_key(word): value for word, value in words.items()}

    def __call__(self, cell: Cell) -> str:
        level = self._values.get(cells.choice_key(_words(cell)))
        if level is None:
            known = ", ".join(str(each.label) for each in Concordance.Level)
            raise Unreadable(_("No level. Write one of %(known)s, or nothing.") % {"known": known})
        return level


class _Acts:
    """National acts by code, number or title."""

    def __init__(self) -> None:
        acts = list(Act.objects.national())
        self._codes = {act.code.casefold(): act for act in acts}
        self._laws = Laws(acts)

    def __call__(self, cell: Cell) -> Act | None:
        text = cells.line(_words(cell))
        if not text:
            return None
        try:
            act = self._codes.get(text.casefold()) or self._laws.find(text)
        except Ambiguous:
            raise Unreadable(_("Several acts have this title. Give the number or the code.")) from None
        if act is not None:
            return act
        if Act.objects.eu().named(text).exists():
            raise Unreadable(_("This is an EU act. Name the national act."))
        raise Unreadable(
            _("No national act on record has this code, number or title. Put it on record first, or correct the cell.")
        )


class _Items:
    """Harmonisation items by code, as far as they may be seen."""

    def __init__(self, access: Access) -> None:
        self._codes = {item.code.casefold(): item for item in Item.objects.visible_to(access)}

    def __call__(self, cell: Cell) -> Item | None:
        text = cells.line(_words(cell))
        if not text:
            return None
        item = self._codes.get(text.casefold())
        if item is None:
            raise Unreadable(_("No harmonisation item that you may see has this code. Correct the cell, or empty it."))
        return item

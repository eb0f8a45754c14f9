from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from exchange.files.limits import MAX_COLUMNS, MAX_ROWS
from exchange.problems import refused

INSIDE = " › "
"""Between a file and a column, or a column and the path inside it, where people read them."""

Cell = str | date | Decimal
Record = tuple[int, list[Cell]]

TEXT_ENCODINGS = ("utf-8", "windows-1252")


@dataclass(frozen=True, slots=True)
class FileShape:
    """How the file is laid out. ``separator`` and ``sheet`` empty: found out."""

    encodings: tuple[str, ...] = TEXT_ENCODINGS
    separator: str = ""
    header_row: int = 1
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One row below the heading; ``number`` as a spreadsheet shows it."""

    number: int
    cells: list[Cell]

    def at(self, index: int) -> Cell:
        return self.cells[index] if index < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[str, ...]
    lines: list[Line] = field(repr=False)
    encoding: str = ""
    separator: str = ""
    name: str = ""

    def called(self, column: str) -> str:
        """A column as a person finds it: in a folder with its file before it."""
        return INSIDE.join(filter(None, (self.name, column)))

    def samples(self, index: int, count: int = 3) -> list[str]:
        """The first different values of a column."""
        found: dict[str, None] = {}
        for line in self.lines:
            text = str(line.at(index)).strip()
            if text:
                found.setdefault(text)
            if len(found) == count:
                break
        return list(found)


def table_of(records: Iterable[Record], shape: FileShape, *, encoding: str = "", separator: str = "") -> Table:
    """Heading and filled rows. Raises Refused without a heading, with a column named twice or with too many rows."""
    stream = iter(records)
    columns = _heading(stream, shape.header_row)
    lines: list[Line] = []
    for number, cells in stream:
        if not any(cell != "" for cell in cells):
            continue
        if len(lines) == MAX_ROWS:
            raise refused(
                _("The file has more than %(rows)d rows. Cut it in parts and import one after the other.")
                % {"rows": MAX_ROWS}
            )
        lines.append(_line(number, cells, columns))
    if not lines:
        raise refused(_("The file has a heading but no rows below it. Export it again with its rows."))
    return Table(columns, lines, encoding, separator)


def _heading(stream: Iterator[Record], header_row: int) -> tuple[str, ...]:
    for number, cells in stream:
        if number < header_row:
            continue
        return _columns([" ".join(str(cell).split()) for cell in cells], number)
    raise refused(_("The file is empty. Export it again with its heading and rows."))


def _columns(names: list[str], row: int) -> tuple[str, ...]:
    while names and not names[-1]:
        names.pop()
    if not names:
        raise refused(_("The heading is empty. Say in [file] header_row which row names the columns."), row=row)
    if len(names) > MAX_COLUMNS:
        raise refused(
            _("The file has more than %(columns)d columns. Remove those that are not needed.")
            % {"columns": MAX_COLUMNS},
            row=row,
        )
    seen: set[str] = set()
    for name in names:
        key = name.casefold()
        if key and key in seen:
            raise refused(_("Two columns have this name. Give each its own."), row=row, column=name)
        seen.add(key)
    return tuple(names)


def _line(number: int, cells: list[Cell], columns: tuple[str, ...]) -> Line:
    for extra in cells[len(columns) :]:
        if str(extra).strip():
            raise refused(
                _("The row has more cells than the heading. A separator inside a cell wants quotes around the cell."),
                row=number,
                value=str(extra),
            )
    return Line(number, cells)

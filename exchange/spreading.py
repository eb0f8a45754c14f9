"""Nested cells on the pages: what stands inside a column is shown as further columns, ``details › slug``."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from exchange.cells import Unreadable
from exchange.files import Cell, Line, Table
from exchange.files.table import INSIDE
from exchange.nested import paths_inside, values_inside

SAMPLED = 200
MOST_INSIDE = 30
BETWEEN = " | "


def spread(table: Table) -> Table:
    """The first rows of a table, each nested column followed by those inside it."""
    head = replace(table, lines=table.lines[:SAMPLED])
    return with_inner(head, list(_inner(head)))


def with_inner(table: Table, columns: Iterable[str]) -> Table:
    """A table with these columns from inside its cells behind its own."""
    places = [(name, *parted(name)) for name in columns if name not in table.columns]
    found = [(name, table.columns.index(column), inside) for name, column, inside in places if column in table.columns]
    return replace(
        table,
        columns=(*table.columns, *(name for name, _index, _inside in found)),
        lines=[_widened(line, table, found) for line in table.lines],
    )


def parted(name: str) -> tuple[str, str]:
    """``details › slug`` as column and path; the path of a plain column is empty."""
    column, _sign, inside = name.partition(INSIDE)
    return column, inside


def _inner(table: Table) -> Iterator[str]:
    for index, column in enumerate(table.columns):
        paths = dict.fromkeys(path for line in table.lines for path in paths_inside(str(line.at(index))))
        yield from (f"{column}{INSIDE}{path}" for path in list(paths)[:MOST_INSIDE] if column)


def _widened(line: Line, table: Table, found: Iterable[tuple[str, int, str]]) -> Line:
    cells = [line.at(index) for index in range(len(table.columns))]
    return Line(line.number, [*cells, *(_cell(line.at(index), inside) for _name, index, inside in found)])


def _cell(cell: Cell, inside: str) -> str:
    try:
        return BETWEEN.join(values_inside(str(cell), inside.split("."), is_optional=True))
    except Unreadable:
        return ""

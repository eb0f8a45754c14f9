"""A list as CSV (streamed) and XLSX (whole, up to 20,000 rows): exactly the rows the page shows."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from io import BytesIO
from itertools import chain
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from core.streams import as_of_now, let_go
from core.tables import Table

MOST_XLSX_ROWS = 20_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STARTS_FORMULA = tuple("=+-@\t\r\n\0＝＋－＠")


class Echo:
    def write(self, line: str) -> str:
        return line


def defused(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front; no file holds control characters."""
    if not isinstance(value, str):
        return value
    value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", value)
    return (
        f"'{value}" if value.lstrip(" \u00a0").startswith(STARTS_FORMULA) or value.startswith(STARTS_FORMULA) else value
    )


def as_it_was(text: str) -> str:
    """A text of a file that comes back: without the apostrophe that ``defused`` put in front."""
    return text[1:] if text.startswith("'") and defused(text[1:]) == text else text


def lines(table: Table[Any]) -> Iterator[list[Any]]:
    columns = table.columns.values()
    yield [str(column.head) for column in columns]
    for row in table.all_rows():
        yield [defused(_plain(column.value(row))) for column in columns]
        let_go([row])


def csv_lines(rows: Iterable[list[Any]]) -> Iterator[str]:
    writer = csv.writer(Echo())
    yield "\ufeff"
    for row in rows:
        yield writer.writerow(row)


def csv_response(table: Table[Any]) -> StreamingHttpResponse:
    return _csv(table.export_name, lines(table))


def csv_download(name: str, heads: list[str], rows: Iterable[list[Any]]) -> StreamingHttpResponse:
    """Rows that are no table of ours."""
    return _csv(name, chain([heads], ([defused(_plain(value)) for value in row] for row in rows)))


def _csv(name: str, rows: Iterable[list[Any]]) -> StreamingHttpResponse:
    lines = as_of_now(line.encode() for line in csv_lines(rows))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    _as_download(response, name, "csv")
    return response


def xlsx_response(table: Table[Any]) -> HttpResponse | StreamingHttpResponse:
    """The workbook, or the CSV where the list is longer than a workbook is good for."""
    if table.count > MOST_XLSX_ROWS:
        return csv_response(table)
    response = HttpResponse(workbook(table.export_name, lines(table)), content_type=XLSX)
    _as_download(response, table.export_name, "xlsx")
    return response


def workbook(name: str, rows: Iterable[list[Any]]) -> bytes:
    """One sheet, whose first row is the head."""
    book = Workbook()
    del book["Sheet"]
    sheet: Worksheet = book.create_sheet(name[:31])
    for row in rows:
        sheet.append(row)
    for number, cell in enumerate(sheet[1], start=1):
        cell.font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(number)].width = 18
    sheet.freeze_panes = "B2"
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _as_download(response: HttpResponseBase, name: str, ending: str) -> None:
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    response["Content-Security-Policy"] = "sandbox"


def _plain(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, int | float | date) or type(value).__name__ == "Decimal":
        return value
    return str(value)

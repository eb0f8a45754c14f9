"""XLSX, read as a stream. Formulas count with the value the spreadsheet program stored."""

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from exchange.files.table import Cell, FileShape, Record, Table, table_of
from exchange.problems import Refused, refused

if not openpyxl.DEFUSEDXML:
    raise ImproperlyConfigured("Workbooks are read with defusedxml only; install it.")

_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")


def read_workbook(content: bytes, shape: FileShape) -> Table:
    try:
        _refuse_formulas_without_value(content, shape)
        return table_of(_records(content, shape), shape)
    except Refused:
        raise
    except Exception:  # openpyxl lets through whatever its parsers raise on a damaged file
        raise refused(_("The workbook is damaged. Open it and save it again as XLSX.")) from None


def _records(content: bytes, shape: FileShape) -> Iterator[Record]:
    for number, row in enumerate(_sheet(content, shape, data_only=True).iter_rows(values_only=True), start=1):
        yield number, [_cell(value) for value in row]


def _sheet(content: bytes, shape: FileShape, *, data_only: bool) -> Any:
    book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=data_only, keep_links=False)
    if shape.sheet and shape.sheet not in book.sheetnames:
        raise refused(
            _("The workbook has no sheet “%(sheet)s”; it has %(sheets)s. Correct sheet in [file].")
            % {"sheet": shape.sheet, "sheets": ", ".join(book.sheetnames)}
        )
    sheet = book[shape.sheet or book.sheetnames[0]]
    sheet.reset_dimensions()
    return sheet


def _cell(value: object) -> Cell:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value
    if isinstance(value, int | float):
        return Decimal(repr(value))
    return str(value)


def _refuse_formulas_without_value(content: bytes, shape: FileShape) -> None:
    if not _has_formulas(content):
        return
    values = _sheet(content, shape, data_only=True).iter_rows(values_only=True)
    formulas = _sheet(content, shape, data_only=False).iter_rows(values_only=True)
    for number, (shown, written) in enumerate(zip(values, formulas, strict=True), start=1):
        for index, (value, formula) in enumerate(zip(shown, written, strict=False)):
            if value is None and formula is not None:
                raise refused(
                    _("The cell holds a formula that was never computed. Open the file, save it, or paste the values."),
                    row=number,
                    column=get_column_letter(index + 1),
                    value=str(formula),
                )


def _has_formulas(content: bytes) -> bool:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        return any(_FORMULA.search(archive.read(name)) for name in sheets)

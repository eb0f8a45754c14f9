"""CSV as it comes: any of several encodings and separators, mixed line ends, cells of many lines."""

import codecs
import csv
from collections.abc import Iterator
from io import StringIO
from itertools import islice

from django.utils.translation import gettext as _

from exchange.files.table import FileShape, Record, Table, table_of
from exchange.problems import Refused, refused

SEPARATORS = (",", ";", "\t", "|")
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
MAX_CELL = 100_000


def _keep_undefined(error: UnicodeError) -> tuple[str, int]:
    """The five bytes that Windows-1252 leaves open become the control characters of the same number, as on the web."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("keep-undefined", _keep_undefined)

# Name in a profile: codec and what to do with bytes it does not know.
ENCODINGS = {
    "utf-8": ("utf-8-sig", "strict"),
    "utf-16": ("utf-16", "strict"),
    "windows-1252": ("cp1252", "keep-undefined"),
    "cp1252": ("cp1252", "keep-undefined"),
    "latin-1": ("latin-1", "strict"),
    "iso-8859-1": ("latin-1", "strict"),
}


def knows_encoding(name: str) -> bool:
    try:
        codecs.lookup(name)
    except LookupError:
        return name.lower() in ENCODINGS
    return True


def read_text(content: bytes, shape: FileShape) -> Table:
    text, encoding = _decoded(content, shape)
    separator = shape.separator or _separator(text, shape.header_row)
    return table_of(_records(text, separator), shape, encoding=encoding, separator=separator)


def _decoded(content: bytes, shape: FileShape) -> tuple[str, str]:
    for mark, codec in MARKS:
        if content.startswith(mark):
            return _marked(content, codec), codec.removesuffix("-sig")
    if b"\0" in content:
        raise refused(_("This is not a text file. Save the sheet as CSV in UTF-8."))
    for name in shape.encodings:
        codec, errors = ENCODINGS.get(name.lower(), (name, "strict"))
        try:
            return content.decode(codec, errors), name
        except UnicodeDecodeError:
            continue
    raise _undecodable(content, shape)


def _marked(content: bytes, codec: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError:
        raise refused(_("The file starts like UTF text but is damaged. Save it again as CSV in UTF-8.")) from None


def _undecodable(content: bytes, shape: FileShape) -> Refused:
    """Where the first byte stands that none of the encodings knows."""
    codec, _errors = ENCODINGS.get(shape.encodings[-1].lower(), (shape.encodings[-1], "strict"))
    text = content.decode(codec, "backslashreplace" if codec.startswith("utf-16") else "surrogateescape")
    reason = _(
        "Not written in %(encodings)s. Add the right one to encodings in [file], for instance windows-1252, "
        "or save the file as UTF-8."
    ) % {"encodings": ", ".join(shape.encodings)}
    columns: list[str] = []
    for number, cells in _records(text, shape.separator or _separator(text, shape.header_row)):
        columns = columns or [str(cell) for cell in cells]
        for index, cell in enumerate(cells):
            if any("\ud800" <= letter <= "\udfff" for letter in str(cell)):
                column = columns[index] if index < len(columns) else ""
                return refused(reason, row=number, column=_printable(column), value=_printable(str(cell)))
    return refused(reason)


def _printable(text: str) -> str:
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _separator(text: str, header_row: int) -> str:
    """The one that cuts the heading into most columns."""
    return max(SEPARATORS, key=lambda separator: _width(text, separator, header_row))


def _width(text: str, separator: str, header_row: int) -> int:
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
    try:
        return max((len(cells) for cells in islice(reader, header_row - 1, header_row)), default=0)
    except csv.Error:
        return 0


def _records(text: str, separator: str) -> Iterator[Record]:
    """Numbered as a spreadsheet shows them: a cell of many lines is one row, an empty line is a row."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise refused(
                _("The row cannot be cut into cells (%(why)s). Look for a missing or an odd quotation mark.")
                % {"why": error},
                row=number,
            ) from None
        yield number, list(cells)

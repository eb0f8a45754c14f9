from exchange.files.limits import refuse_unless_allowed
from exchange.files.table import FileShape, Table
from exchange.files.text import read_text
from exchange.files.workbook import read_workbook


def read_table(file_name: str, content: bytes, shape: FileShape | None = None) -> Table:
    """Raises Refused with the row, the column and how to mend it."""
    is_workbook = refuse_unless_allowed(file_name, content)
    return (read_workbook if is_workbook else read_text)(content, shape or FileShape())

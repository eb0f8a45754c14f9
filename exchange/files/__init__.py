"""A spreadsheet as rows of cells, whatever program wrote it. Knows nothing of what the columns mean."""

from exchange.files.limits import MAX_BYTES, MAX_ROWS
from exchange.files.reading import read_table
from exchange.files.table import Cell, FileShape, Line, Table

__all__ = ["MAX_BYTES", "MAX_ROWS", "Cell", "FileShape", "Line", "Table", "read_table"]

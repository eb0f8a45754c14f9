from legislation.tables.blocks import BlockTable
from legislation.tables.items import ItemFilters, ItemTable, Line, line_of

__all__ = ["BlockTable", "ItemFilters", "ItemTable", "Line", "line_of"]

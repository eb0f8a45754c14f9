from legislation.tables.acts import ActTable, DeadlineTable
from legislation.tables.blocks import BlockTable
from legislation.tables.concordance import LineTable, ProgressTable
from legislation.tables.consultations import ConsultationTable
from legislation.tables.deficits import DeficitTable
from legislation.tables.items import (
    BoardTable,
    ItemFilters,
    ItemTable,
    Line,
    line_of,
)

__all__ = [
    "ActTable",
    "BlockTable",
    "BoardTable",
    "ConsultationTable",
    "DeadlineTable",
    "DeficitTable",
    "ItemFilters",
    "ItemTable",
    "Line",
    "LineTable",
    "ProgressTable",
    "line_of",
]

"""Per list: its filters, its orders, its columns; the page, the exports and the API read them."""

from projects.tables.aims import ObjectiveTable
from projects.tables.portfolio import MapTable, MoneyTable, ProjectFilters, ProjectTable, TimelineTable
from projects.tables.risks import RiskTable
from projects.tables.snapshots import SnapshotFilters, SnapshotRowFilters, SnapshotRowTable, SnapshotTable

__all__ = [
    "MapTable",
    "MoneyTable",
    "ObjectiveTable",
    "ProjectFilters",
    "ProjectTable",
    "RiskTable",
    "SnapshotFilters",
    "SnapshotRowFilters",
    "SnapshotRowTable",
    "SnapshotTable",
    "TimelineTable",
]

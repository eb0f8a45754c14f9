from ministries.tables.institutions import AppointmentFilters, DirectoryTable, InstitutionTable, TreeTable, in_charge
from ministries.tables.mandates import MandateTable, MapFilters
from ministries.tables.rates import RateTable

__all__ = [
    "AppointmentFilters",
    "DirectoryTable",
    "InstitutionTable",
    "MandateTable",
    "MapFilters",
    "RateTable",
    "TreeTable",
    "in_charge",
]

from ministries.models.appointment import Appointment
from ministries.models.country import Country, Holiday
from ministries.models.institution import Institution, Succession
from ministries.models.mandate import CoordinationFunction, Mandate, Settlement, SettlementLead
from ministries.models.money import ExchangeRate

__all__ = [
    "Appointment",
    "CoordinationFunction",
    "Country",
    "ExchangeRate",
    "Holiday",
    "Institution",
    "Mandate",
    "Settlement",
    "SettlementLead",
    "Succession",
]

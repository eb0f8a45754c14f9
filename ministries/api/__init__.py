from ministries.api.appointments import AppointmentViewSet
from ministries.api.briefs import FunctionBrief, InstitutionBrief
from ministries.api.filters import by_institution
from ministries.api.functions import FunctionViewSet
from ministries.api.institutions import InstitutionViewSet
from ministries.api.mandates import MandateViewSet
from ministries.api.rates import ExchangeRateViewSet
from ministries.api.settlements import SettlementViewSet

__all__ = [
    "AppointmentViewSet",
    "ExchangeRateViewSet",
    "FunctionBrief",
    "FunctionViewSet",
    "InstitutionBrief",
    "InstitutionViewSet",
    "MandateViewSet",
    "SettlementViewSet",
    "by_institution",
]

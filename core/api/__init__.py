"""The base of every API route. Viewsets import ``core.api.views``; what the settings name stands here, free of DRF's views."""

from core.api.authentication import SessionAuthentication, TokenAuthentication
from core.api.bodies import JSONParser, JSONRenderer
from core.api.pagination import KeysetPagination
from core.api.permission import MayPermission
from core.api.problems import problem
from core.api.rates import PerCaller

__all__ = [
    "JSONParser",
    "JSONRenderer",
    "KeysetPagination",
    "MayPermission",
    "PerCaller",
    "SessionAuthentication",
    "TokenAuthentication",
    "problem",
]

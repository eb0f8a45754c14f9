from desk.api.queue import ConcernViewSet, DueViewSet
from desk.api.search import SearchViewSet

__all__ = ["ConcernViewSet", "DueViewSet", "SearchViewSet"]

from desk.models.feed import Feed
from desk.models.handling import Handling

__all__ = ["Feed", "Handling"]

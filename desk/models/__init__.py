from desk.models.handling import Handling

__all__ = ["Handling"]

from desk.answers import council, open_work, reminded

__all__ = ["council", "open_work", "reminded"]

from desk.answers import council, open_work

__all__ = ["council", "open_work"]

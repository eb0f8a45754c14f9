from desk.answers import open_work

__all__ = ["open_work"]

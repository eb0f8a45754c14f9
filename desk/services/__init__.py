from desk.services.open_work import Chosen, last_day, move_open_work

__all__ = ["Chosen", "last_day", "move_open_work"]

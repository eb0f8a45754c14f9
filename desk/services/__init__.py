from desk.services.handling import handle, mark_for_council, take_off_council
from desk.services.open_work import Chosen, last_day, move_open_work
from desk.services.reminding import remind_of

__all__ = [
    "Chosen",
    "handle",
    "last_day",
    "mark_for_council",
    "move_open_work",
    "remind_of",
    "take_off_council",
]

from desk.services.feed import make_feed, note_use, revoke_feed
from desk.services.handling import handle, mark_for_council, take_off_council
from desk.services.open_work import Chosen, last_day, move_open_work
from desk.services.reminding import remind_of

__all__ = [
    "Chosen",
    "handle",
    "last_day",
    "make_feed",
    "mark_for_council",
    "move_open_work",
    "note_use",
    "remind_of",
    "revoke_feed",
    "take_off_council",
]

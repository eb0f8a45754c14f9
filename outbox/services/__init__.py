from outbox.services.deciding import decide
from outbox.services.following import follow, set_preferences, stop_optional, unfollow
from outbox.services.sending import Held, Letter, Tally, letters, send_waiting
from outbox.services.sweeping import LEASE, Presence, sweep
from outbox.services.writing import NewMail, join, message_id, nudge, write

__all__ = [
    "LEASE",
    "Held",
    "Letter",
    "NewMail",
    "Presence",
    "Tally",
    "decide",
    "follow",
    "join",
    "letters",
    "message_id",
    "nudge",
    "send_waiting",
    "set_preferences",
    "stop_optional",
    "sweep",
    "unfollow",
    "write",
]

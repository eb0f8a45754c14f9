from outbox.services.following import follow, set_preferences, unfollow
from outbox.services.sending import (
    LEASE,
    Letter,
    NewMail,
    Tally,
    join,
    letters,
    message_id,
    nudge,
    send_waiting,
    sweep,
    write,
)

__all__ = [
    "LEASE",
    "Letter",
    "NewMail",
    "Tally",
    "follow",
    "join",
    "letters",
    "message_id",
    "nudge",
    "send_waiting",
    "set_preferences",
    "sweep",
    "unfollow",
    "write",
]

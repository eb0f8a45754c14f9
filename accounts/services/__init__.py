from accounts.services.answers import forget_answers
from accounts.services.closing import deactivate, let_in_again, lift_lock, reset_factor, wrong_tries
from accounts.services.keys import MOST_DAYS, USUAL_DAYS, make_key, revoke_key
from accounts.services.people import (
    INVITATION,
    Newcomer,
    edit_account,
    edit_person,
    invite,
    invite_again,
    new_account,
)

__all__ = [
    "INVITATION",
    "MOST_DAYS",
    "USUAL_DAYS",
    "Newcomer",
    "deactivate",
    "edit_account",
    "edit_person",
    "forget_answers",
    "invite",
    "invite_again",
    "let_in_again",
    "lift_lock",
    "make_key",
    "new_account",
    "reset_factor",
    "revoke_key",
    "wrong_tries",
]

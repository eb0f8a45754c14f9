from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser

from core.access import Kind, access_of
from outbox.models import Mail

if TYPE_CHECKING:
    from accounts.models import User


def may_follow(user: "User | AnonymousUser") -> bool:
    """Whoever sees records may hear of them; which ones is decided record by record, when one follows and in every mail."""
    return access_of(user).kind is not Kind.VISITOR


def may_see_deliveries(user: "User | AnonymousUser") -> bool:
    """The office asks, so it sees what arrived; an administrator keeps the mail going. Neither sees what a mail says."""
    return access_of(user).kind is Kind.OFFICE or _is_administrator(user)


def may_decide(user: "User | AnonymousUser", mail: Mail) -> bool:
    return bool(decisions_open_to(user, mail))


def decisions_open_to(user: "User | AnonymousUser", mail: Mail) -> list[tuple[str, str]]:
    """What this person may say of a mail, with its label. Only an administrator can look into the mail server's log."""
    if not may_see_deliveries(user) or (mail.state == mail.State.UNKNOWN and not _is_administrator(user)):
        return []
    return [(what.value, str(what.label)) for what in mail.open_decisions]


def _is_administrator(user: "User | AnonymousUser") -> bool:
    return user.is_authenticated and user.is_active and user.is_administrator

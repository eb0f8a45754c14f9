from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser

from core.access import Kind, access_of

if TYPE_CHECKING:
    from accounts.models import User


def may_read_all_history(user: "User | AnonymousUser") -> bool:
    """Auditors read all of history (DOMAIN section 2); the office answers for it."""
    return access_of(user).kind in (Kind.AUDITOR, Kind.OFFICE)

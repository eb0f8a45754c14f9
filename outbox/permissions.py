from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser

from core.access import Kind, access_of

if TYPE_CHECKING:
    from accounts.models import User


def may_follow(user: "User | AnonymousUser") -> bool:
    """Whoever sees records may hear of them; which ones is decided record by record, when one follows and in every mail."""
    return access_of(user).kind is not Kind.VISITOR

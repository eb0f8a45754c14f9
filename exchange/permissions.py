from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from exchange.targets import targets


def may_import(user: User | AnonymousUser) -> bool:
    """Whoever may fill at least one target."""
    return any(target.may(user) for target in targets())

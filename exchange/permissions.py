from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from exchange.targets import find_target, targets


def may_import(user: User | AnonymousUser) -> bool:
    """Whoever may fill at least one target."""
    return any(target.may(user) for target in targets())


def may_fill(user: User | AnonymousUser, target_name: str) -> bool:
    target = find_target(target_name)
    return target is not None and target.may(user)

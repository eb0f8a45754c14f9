from django.contrib.auth.models import AnonymousUser

from accounts.models import User

Person = User | AnonymousUser


def may_keep_account(user: Person) -> bool:
    """Everybody who may sign in looks after their own account and keys; nobody after another's."""
    return user.is_authenticated and user.is_active


def may_manage_accounts(user: Person) -> bool:
    """Administrators only: the coordination office appoints, it does not run the installation."""
    return user.is_authenticated and user.is_active and user.is_administrator

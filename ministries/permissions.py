from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from core.access import Kind, access_of

Person = User | AnonymousUser


def may_see_institutions(user: Person) -> bool:
    return access_of(user).kind is not Kind.VISITOR


def may_manage_institutions(user: Person) -> bool:
    """Institutions, appointments and successions are kept by the coordination office."""
    return access_of(user).kind is Kind.OFFICE


def may_manage_institution(user: Person, record: object) -> bool:
    """Of one institution or one appointment: the same as of all."""
    return may_manage_institutions(user)


def may_see_mandates(user: Person) -> bool:
    """Who leads what is no secret inside government."""
    return access_of(user).kind is not Kind.VISITOR


def may_manage_mandates(user: Person) -> bool:
    """Functions, mandates and settlements are recorded by the coordination office."""
    return access_of(user).kind is Kind.OFFICE


def may_manage_mandate(user: Person, record: object) -> bool:
    """Of one function or one mandate: the same as of all."""
    return may_manage_mandates(user)


def may_change_settings(user: Person) -> bool:
    return user.is_authenticated and user.is_active and (user.is_administrator or access_of(user).kind is Kind.OFFICE)

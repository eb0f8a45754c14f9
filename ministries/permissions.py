from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from core.access import Kind, access_of
from ministries.models import Appointment

Person = User | AnonymousUser


def may_see_institutions(user: Person) -> bool:
    return access_of(user).kind is not Kind.VISITOR


def may_manage_institutions(user: Person) -> bool:
    """Institutions, appointments and successions are kept by the coordination office."""
    return access_of(user).kind is Kind.OFFICE


def may_manage_institution(user: Person, record: object) -> bool:
    """Of one institution or one appointment: the same as of all."""
    return may_manage_institutions(user)


def may_read_hand_over(user: Person, appointment: Appointment) -> bool:
    """Office, auditors and decision makers; and whoever writes for the institution."""
    access = access_of(user)
    return access.sees_everything or access.writes_for(appointment.institution_id)


def may_write_hand_over(user: Person, appointment: Appointment) -> bool:
    """The office; and the person who hands over, for as long as they write for the institution."""
    access = access_of(user)
    return access.kind is Kind.OFFICE or (
        appointment.person_id == user.pk and access.writes_for(appointment.institution_id)
    )


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


def may_see_rates(user: Person) -> bool:
    """No secret inside government; administrators keep them without seeing content."""
    return may_see_mandates(user) or may_change_settings(user)

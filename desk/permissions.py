from core.access import Kind, access_of
from ministries.models import Institution
from ministries.permissions import Person


def may_move_open_work(user: Person, institution: Institution | None = None) -> bool:
    """Who takes over decides who is asked, so the coordination office moves it."""
    return access_of(user).kind is Kind.OFFICE

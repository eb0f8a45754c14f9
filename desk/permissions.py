from core.access import Kind, access_of
from core.questions import Concern, Due
from ministries.models import Institution
from ministries.permissions import Person


def may_move_open_work(user: Person, institution: Institution | None = None) -> bool:
    """Who takes over decides who is asked, so the coordination office moves it."""
    return access_of(user).kind is Kind.OFFICE


def may_open_desk(user: Person) -> bool:
    """Whoever coordinates, is asked, decides or audits."""
    return access_of(user).kind in (Kind.OFFICE, Kind.OFFICIAL, Kind.DECISION_MAKER, Kind.AUDITOR)


def may_read_queue(user: Person) -> bool:
    """What stands in the way over the whole government, and how it is handled: whoever sees everything."""
    return access_of(user).sees_everything


def may_handle(user: Person, thing: Concern | Due | None = None) -> bool:
    """Put off, take on, note, remind, mark for the council: the coordination office."""
    return access_of(user).kind is Kind.OFFICE


def may_see_calendar(user: Person) -> bool:
    """The whole government; every date is narrowed to what the reader may see of it."""
    return access_of(user).kind not in (Kind.VISITOR, Kind.PARTNER)


def may_keep_feed(user: Person) -> bool:
    """Everybody their own: whose post has ended can still revoke it."""
    return user.is_authenticated and user.is_active


def may_search(user: Person) -> bool:
    """Everybody in government and its partners; what each finds is what each may see."""
    return access_of(user).kind is not Kind.VISITOR

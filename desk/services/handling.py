"""What the office does about what stands in the way; a Conflict where somebody else did something in between."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from core.access import Kind, access_of
from core.questions import Concern, ConcernKind, Due
from core.versions import put_if_current
from desk.models import Handling
from history.tracking import acting

LONGEST = timedelta(days=366)
MOST_WORDS = 2000


def handle(
    thing: Concern | Due,
    version: int,
    *,
    by: User,
    on: date,
    snoozed_until: date | None = None,
    handled_by: User | None = None,
    note: str = "",
) -> Handling:
    """Put it off, give it to somebody, note something. ``version`` is that of the handling that was seen; 0: none was.

    A day of putting off that has passed already may stand.
    """
    standing = Handling.objects.of_keys([thing.key]).first()
    is_new_day = snoozed_until is not None and (standing is None or standing.snoozed_until != snoozed_until)
    if is_new_day and not on < snoozed_until <= on + LONGEST:  # type: ignore[operator]  # is_new_day says it is a date
        raise ValidationError({"snoozed_until": _("Choose a day after today, at most a year ahead.")})
    if handled_by is not None and access_of(handled_by, on=on).kind is not Kind.OFFICE:
        raise ValidationError({"handled_by": _("Only somebody of the coordination office can handle it.")})
    if len(note) > MOST_WORDS:
        raise ValidationError({"note": _("Write at most %(n)s characters.") % {"n": MOST_WORDS}})
    with acting(by=by, verb="handled a concern"):
        return _put(thing, version, snoozed_until=snoozed_until, handled_by=handled_by, note=note.strip())


def mark_for_council(concern: Concern | Due, version: int, *, by: User, on: date) -> Handling:
    """From now on it is for the council, and the office's move; what was put off is back in the queue."""
    if not isinstance(concern, Concern):
        raise ValidationError(_("Only a concern can be put before the council, not a duty that is still owed."))
    if concern.kind is ConcernKind.FOR_COUNCIL:
        raise ValidationError(_("This is for the council already."))
    standing = Handling.objects.of_keys([concern.key]).for_council().first()
    if standing is not None:
        raise ValidationError(_("Somebody has marked this for the council already."))
    with acting(by=by, verb="marked for the council"):
        return _put(concern, version, council_on=on, snoozed_until=None)


def take_off_council(concern: Concern | Due, version: int, *, by: User) -> Handling:
    if not Handling.objects.of_keys([concern.key]).for_council().exists():
        raise ValidationError(_("This is not marked for the council any more."))
    with acting(by=by, verb="took off the council's list"):
        return _put(concern, version, council_on=None)


def _put(thing: Concern | Due, version: int, **values: Any) -> Handling:
    about = {"kind": thing.kind, "record_model": thing.record.model, "record_pk": thing.record.pk}
    return put_if_current(Handling, version, {"key": thing.key}, **about, **values)

"""What one wants to hear of, and when."""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.records import Ref
from core.versions import put_if_current
from history.tracking import acting
from outbox.models import Follow, Preference

if TYPE_CHECKING:
    from accounts.models import User


def follow(record: Ref, *, by: "User", at: datetime) -> None:
    """From this moment on; who follows already goes on as before. Whether the reader may see it is asked by the caller
    and again in every mail."""
    since = at.replace(microsecond=0)
    row = Follow(person=by, record_model=record.model, record_pk=record.pk, followed_at=since, told_until=since)
    Follow.objects.bulk_create([row], ignore_conflicts=True)


def unfollow(record: Ref, *, by: "User") -> None:
    Follow.objects.of(by).of_record(record).delete()


def set_preferences(person: "User", version: int, *, by: "User", **changes: Any) -> Preference:
    """``version`` 0: nobody had set any. Raises ValidationError by field, Conflict when they were saved in between."""
    _check(changes)
    with acting(by=by, verb="changed the notification settings"):
        return put_if_current(Preference, version, {"person": person}, **changes)


def stop_optional(person: "User") -> None:
    """By the link in a mail, without signing in: optional lines stop, what is owed moves to once a week. Again: no change."""
    wanted = {"rhythm": Preference.Rhythm.WEEKLY, "switched_off": list(Preference.Optional.values)}
    with acting(by=person, verb="unsubscribed by the link in a mail"):
        known, is_new = Preference.objects.select_for_update().get_or_create(person=person, defaults=wanted)
        if not is_new and any(getattr(known, name) != value for name, value in wanted.items()):
            Preference.objects.filter(pk=known.pk).update(**wanted)


def _check(changes: dict[str, Any]) -> None:
    if not changes.get("working_days", [1]):
        raise ValidationError({"working_days": _("Choose at least one day. To hear nothing for a time, pause.")})
    zone = changes.get("time_zone", "")
    if zone and zone not in available_timezones():
        raise ValidationError({"time_zone": _("This is no time zone.")})

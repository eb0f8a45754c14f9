from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from core.versions import update_if_current
from history.tracking import acting
from ministries.models import Institution, Succession
from ministries.services.codes import free_code

# Path segments that mean something else than an institution.
TAKEN_CODES = ("new", "tree")


def create_institution(*, by: User | None, **fields: Any) -> Institution:
    """Without a ``code`` the system gives one, from the short name or the name."""
    institution = Institution(**fields)
    named = institution.acronym or institution.name
    institution.code = institution.code or free_code(Institution.objects.all(), named, taken=TAKEN_CODES)
    _refuse_taken_name(institution)
    institution.full_clean()
    with acting(by=by, verb="created the institution"):
        institution.save()
    return institution


def edit_institution(institution: Institution, version: int, *, by: User, **changes: Any) -> Institution:
    """Raises Conflict when somebody saved in between."""
    for name, value in changes.items():
        setattr(institution, name, value)
    _refuse_taken_name(institution)
    institution.full_clean()
    _refuse_circle(institution)
    with acting(by=by, verb="edited the institution"):
        return update_if_current(institution, version, **changes)


def _refuse_taken_name(institution: Institution) -> None:
    """At its field; the constraint has the last word."""
    same = Institution.objects.filter(acronym__iexact=institution.acronym).exclude(pk=institution.pk)
    if institution.acronym and same.exists():
        raise ValidationError({"acronym": _("Another institution has this short name.")})


def _refuse_circle(institution: Institution) -> None:
    above, seen = institution.parent, set()
    while above is not None and above.pk not in seen:
        if above.pk == institution.pk:
            raise ValidationError(
                {"parent": _("This institution is above the one you chose: it cannot be part of it.")}
            )
        seen.add(above.pk)
        above = above.parent


def record_succession(
    predecessor: Institution,
    successor: Institution,
    kind: str,
    *,
    by: User | None,
    on: date,
    closes: bool = True,
    version: int | None = None,
) -> Succession:
    """Who took over from whom. ``closes``: the day before ``on`` is the predecessor's last, if it has none yet; with the
    ``version`` that was seen of it, raises Conflict when somebody saved it in between.

    Moves nothing by itself: what is not moved afterwards is orphan from that day (DOMAIN section 4).
    """
    succession = Succession(predecessor=predecessor, successor=successor, kind=kind, on=on)
    succession.full_clean()
    if not successor.covers(on):
        raise ValidationError({"on": _("%(successor)s does not exist on that day.") % {"successor": successor}})
    with acting(by=by, verb="recorded a succession"):
        succession.save()
        if closes and predecessor.ends_on is None:
            _close(predecessor, version or predecessor.version, on)
    return succession


def _close(institution: Institution, version: int, on: date) -> None:
    last = on - timedelta(days=1)
    if institution.starts_on and institution.starts_on > last:
        raise ValidationError({"on": _("The institution begins on that day or later. Choose a later day.")})
    update_if_current(institution, version, ends_on=last)

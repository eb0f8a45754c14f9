from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from core.versions import update_if_current
from history.tracking import acting
from ministries.clock import forget_country_time
from ministries.models import Appointment, Country, Holiday, Institution, Succession

# Path segments that mean something else than an institution.
TAKEN_CODES = ("new",)


def set_up_country(*, by: User | None = None, **fields: Any) -> Country:
    """The one row of settings, at installation. Raises ValidationError by field."""
    country = Country(pk=1, **fields)
    country.full_clean()
    with acting(by=by, verb="set up the country"):
        country.save(force_insert=True)
    forget_country_time()
    return country


@dataclass(frozen=True, slots=True)
class FirstPerson:
    email: str
    full_name: str


def set_up(*, administrator: FirstPerson, coordinator: FirstPerson, **country: Any) -> list[User]:
    """A new installation: its country, its first administrator and its first coordinator; one person may be both.

    Raises ValidationError where the country is set up already or a value is wrong.
    """
    if Country.objects.exists():
        raise ValidationError(_("This installation is set up already. Change it on the settings page."))
    is_one = administrator.email.lower() == coordinator.email.lower()
    with acting(by=None, verb="set up the installation"):
        set_up_country(**country)
        head = _new_account(coordinator, User.Kind.OFFICE, is_administrator=is_one)
        if is_one:
            return [head]
        return [_new_account(administrator, User.Kind.OFFICIAL, is_administrator=True), head]


def _new_account(person: FirstPerson, kind: str, **fields: Any) -> User:
    """An account that cannot sign in until its person has set a password."""
    wanted = User(email=person.email.strip().lower(), full_name=person.full_name.strip(), kind=kind, **fields)
    wanted.clean_fields(exclude=["password"])
    wanted.validate_unique()
    return User.objects.create_user(wanted.email, full_name=wanted.full_name, kind=kind, **fields)


def change_settings(country: Country, version: int, *, by: User, crest: bytes | None = None, **changes: Any) -> Country:
    """``crest``: None keeps it, empty bytes remove it. Raises ValidationError by field, Conflict when saved in between."""
    if crest is not None:
        changes |= {"crest": crest or None, "crest_digest": sha256(crest).hexdigest()[:16] if crest else ""}
    for name, value in changes.items():
        setattr(country, name, value)
    country.full_clean()
    with fixed_steps(), acting(by=by, verb="changed the settings"):
        written = update_if_current(country, version, **changes)
    forget_country_time()
    return written


@contextmanager
def fixed_steps() -> Iterator[None]:
    """The database refuses other rating steps once a round was opened: its ratings would change their meaning."""
    try:
        yield
    except IntegrityError as error:
        if "rating_steps_fixed" not in str(error):
            raise
        refusal = _(
            "A round has been opened: the rating steps are fixed, because its ratings would change their meaning."
        )
        raise ValidationError({"rating_steps": refusal}) from error


def add_holiday(country: Country, *, on: date, name: str, by: User) -> Holiday:
    holiday = Holiday(country=country, on=on, name=name)
    holiday.full_clean()
    with acting(by=by, verb="added a holiday"):
        holiday.save()
    return holiday


def remove_holiday(holiday: Holiday, *, by: User) -> None:
    with acting(by=by, verb="removed a holiday"):
        holiday.delete()


def create_institution(*, by: User | None, **fields: Any) -> Institution:
    """Without a ``code`` the system gives one, from the short name or the name."""
    institution = Institution(**fields)
    institution.code = institution.code or _free_code(institution.acronym or institution.name)
    institution.full_clean()
    with acting(by=by, verb="created the institution"):
        institution.save()
    return institution


def _free_code(name: str) -> str:
    base = slugify(name)[:50] or "institution"
    taken = {*TAKEN_CODES, *Institution.objects.filter(code__startswith=base).values_list("code", flat=True)}
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return base if base not in taken else next(code for code in numbered if code not in taken)


def edit_institution(institution: Institution, version: int, *, by: User, **changes: Any) -> Institution:
    """Raises Conflict when somebody saved in between."""
    for name, value in changes.items():
        setattr(institution, name, value)
    institution.full_clean()
    _refuse_circle(institution)
    with acting(by=by, verb="edited the institution"):
        return update_if_current(institution, version, **changes)


def _refuse_circle(institution: Institution) -> None:
    above, seen = institution.parent, set()
    while above is not None and above.pk not in seen:
        if above.pk == institution.pk:
            raise ValidationError(
                {"parent": _("This institution is above the one you chose: it cannot be part of it.")}
            )
        seen.add(above.pk)
        above = above.parent


def appoint(
    person: User,
    institution: Institution,
    post: str,
    *,
    by: User | None,
    starts_on: date,
    ends_on: date | None = None,
    instrument: str = "",
) -> Appointment:
    """Appoint a person to a post. An overlap of CIOs or acting CIOs is a ValidationError, and the database has the last word."""
    appointment = Appointment(
        person=person, institution=institution, post=post, starts_on=starts_on, ends_on=ends_on, instrument=instrument
    )
    appointment.full_clean()
    try:
        with acting(by=by, verb="appointed"):
            appointment.save()
    except IntegrityError as error:
        raise ValidationError(_("Somebody else was appointed to this post a moment ago. Look at it again.")) from error
    return appointment


def appoint_new(newcomer: FirstPerson, institution: Institution, post: str, *, by: User, **terms: Any) -> Appointment:
    """Appoint somebody who has no account yet: makes one that waits for its password."""
    with acting(by=by, verb="appointed"):
        person = _new_account(newcomer, User.Kind.OFFICIAL)
        return appoint(person, institution, post, by=by, **terms)


def end_appointment(appointment: Appointment, version: int, *, by: User, ends_on: date) -> Appointment:
    """The last day is inclusive; rights end with it."""
    appointment.ends_on = ends_on
    appointment.full_clean()
    with acting(by=by, verb="ended the appointment"):
        return update_if_current(appointment, version, ends_on=ends_on)


def record_succession(
    predecessor: Institution, successor: Institution, kind: str, *, by: User | None, on: date
) -> Succession:
    """Who took over from whom. Moves nothing by itself."""
    succession = Succession(predecessor=predecessor, successor=successor, kind=kind, on=on)
    succession.full_clean()
    with acting(by=by, verb="recorded a succession"):
        succession.save()
    return succession

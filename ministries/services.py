from datetime import date
from typing import Any

from accounts.models import User
from core.versions import update_if_current
from history.tracking import acting
from ministries.models import Appointment, Country, Institution, Succession


def set_up_country(*, by: User | None = None, **fields: Any) -> Country:
    """The one row of settings, at installation. Raises ValidationError by field."""
    country = Country(pk=1, **fields)
    country.full_clean()
    with acting(by=by, verb="set up the country"):
        country.save(force_insert=True)
    return country


def create_institution(*, by: User | None, **fields: Any) -> Institution:
    institution = Institution(**fields)
    institution.full_clean()
    with acting(by=by, verb="created the institution"):
        institution.save()
    return institution


def edit_institution(institution: Institution, version: int, *, by: User, **changes: Any) -> Institution:
    """Raises Conflict when somebody saved in between."""
    for name, value in changes.items():
        setattr(institution, name, value)
    institution.full_clean()
    with acting(by=by, verb="edited the institution"):
        return update_if_current(institution, version, **changes)


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
    with acting(by=by, verb="appointed"):
        appointment.save()
    return appointment


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

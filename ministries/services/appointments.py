from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import Newcomer, invite
from core.versions import update_if_current
from history.tracking import acting
from ministries.models import Appointment, Institution


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


def appoint_new(
    newcomer: Newcomer, institution: Institution, post: str, *, by: User, at: datetime, **terms: Any
) -> Appointment:
    """Appoint somebody who has no account yet: makes one and sends the invitation that opens it."""
    with acting(by=by, verb="appointed"):
        person = invite(newcomer, User.Kind.OFFICIAL, by=by, at=at)
        return appoint(person, institution, post, by=by, **terms)


def end_appointment(appointment: Appointment, version: int, *, by: User, ends_on: date) -> Appointment:
    """The last day is inclusive; rights end with it."""
    appointment.ends_on = ends_on
    appointment.full_clean()
    with acting(by=by, verb="ended the appointment"):
        return update_if_current(appointment, version, ends_on=ends_on)


def write_hand_over(appointment: Appointment, version: int, *, by: User, hand_over: str) -> Appointment:
    """What whoever comes next should know, in words. Raises Conflict when somebody saved in between."""
    with acting(by=by, verb="wrote the hand-over note"):
        return update_if_current(appointment, version, hand_over=hand_over)

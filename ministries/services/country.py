from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import Newcomer, new_account
from core.versions import update_if_current
from history.tracking import acting
from ministries.clock import forget_country_time
from ministries.models import Country, Holiday
from ministries.services.mandates import seed_functions


def set_up_country(*, on: date, by: User | None = None, **fields: Any) -> Country:
    """The one row of settings, at installation, and the usual coordination functions. Raises ValidationError by field."""
    country = Country(pk=1, **fields)
    country.full_clean()
    with acting(by=by, verb="set up the country"):
        country.save(force_insert=True)
        seed_functions(by=by, on=on)
    forget_country_time()
    return country


def set_up(*, administrator: Newcomer, coordinator: Newcomer, on: date, **country: Any) -> list[User]:
    """A new installation: its country, its first administrator and its first coordinator; one person may be both.

    Raises ValidationError where the country is set up already or a value is wrong.
    """
    if Country.objects.exists():
        raise ValidationError(_("This installation is set up already. Change it on the settings page."))
    is_one = administrator.email.lower() == coordinator.email.lower()
    with acting(by=None, verb="set up the installation"):
        set_up_country(on=on, **country)
        head = new_account(coordinator, User.Kind.OFFICE, is_administrator=is_one)
        if is_one:
            return [head]
        return [new_account(administrator, User.Kind.OFFICIAL, is_administrator=True), head]


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

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from core.versions import update_if_current
from history.tracking import acting
from ministries.models import Institution
from ministries.services import free_code
from strategy.models import IndexCountry, Indicator, Objective, Reading
from strategy.services.aims import TAKEN_CODES


def name_country(code: str, *, by: User | None, name: str, **fields: Any) -> IndexCountry:
    """A country that indices tell of, by its three letters."""
    country = IndexCountry(code=code, name=name, **fields)
    country.full_clean()
    with acting(by=by, verb="named a country"):
        country.save()
    return country


def edit_country(country: IndexCountry, version: int, *, by: User, **changes: Any) -> IndexCountry:
    """Name and groups. Raises Conflict when somebody saved in between."""
    for name, value in changes.items():
        setattr(country, name, value)
    country.full_clean()
    with acting(by=by, verb="changed a country"):
        return update_if_current(country, version, **changes)


def define_indicator(
    *, by: User | None, title: str, better: str, objective: Objective | None = None, **fields: Any
) -> Indicator:
    """How something is measured. With a ``country`` it is an international index, and stays one."""
    indicator = Indicator(title=title, better=better, objective=objective, **fields)
    indicator.code = indicator.code or free_code(Indicator.objects.all(), title, taken=TAKEN_CODES)
    indicator.full_clean()
    with acting(by=by, verb="defined an indicator"):
        indicator.save()
    return indicator


def edit_indicator(indicator: Indicator, version: int, *, by: User, **changes: Any) -> Indicator:
    """Raises Conflict when somebody saved in between, ValidationError where an index would become none or the reverse."""
    was_index = indicator.is_index
    for name, value in changes.items():
        setattr(indicator, name, value)
    indicator.full_clean()
    if indicator.is_index != was_index:
        raise ValidationError({"country": _("An indicator stays an international index, or none. Define another one.")})
    with acting(by=by, verb="changed an indicator"):
        return update_if_current(indicator, version, **changes)


def add_reading(
    indicator: Indicator,
    *,
    by: User | None,
    on: date,
    value: Decimal,
    today: date,
    country: IndexCountry | None = None,
    recorded_for: Institution | None = None,
    **fields: Any,
) -> Reading:
    """What the indicator showed ``on`` a day. ``recorded_for``: the institution that read it, which may mend it later.

    Of an index without a named ``country`` it is the reading of our own.
    """
    reading = Reading(
        indicator=indicator,
        country=country or indicator.country,
        on=on,
        value=value,
        recorded_for=recorded_for,
        **fields,
    )
    _check(reading, today)
    with acting(by=by, verb="recorded a reading"):
        reading.save()
    return reading


def edit_reading(reading: Reading, version: int, *, by: User, today: date, **changes: Any) -> Reading:
    """Raises Conflict when somebody saved in between."""
    for name, value in changes.items():
        setattr(reading, name, value)
    _check(reading, today)
    with acting(by=by, verb="corrected a reading"):
        return update_if_current(reading, version, **changes)


def _check(reading: Reading, today: date) -> None:
    reading.full_clean()
    if reading.on > today:
        raise ValidationError({"on": _("Nothing can be read on a day that has not come yet.")})
    if (reading.country is not None) != reading.indicator.is_index:
        raise ValidationError({"country": _("Only readings of an international index are of a country.")})

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from core.versions import update_if_current
from history.tracking import acting
from ministries.models import Country, ExchangeRate


def record_rate(*, by: User, currency: str, on: date, rate: Decimal, source: str) -> ExchangeRate:
    """What a unit of ``currency`` is worth in the reporting currency from a day on."""
    recorded = ExchangeRate(currency=currency, on=on, rate=rate, source=source)
    _check(recorded)
    with acting(by=by, verb="recorded an exchange rate"):
        recorded.save()
    return recorded


def edit_rate(recorded: ExchangeRate, version: int, *, by: User, **changes: Any) -> ExchangeRate:
    """Raises Conflict when somebody saved in between."""
    for name, value in changes.items():
        setattr(recorded, name, value)
    _check(recorded)
    with acting(by=by, verb="edited an exchange rate"):
        return update_if_current(recorded, version, **changes)


def _check(recorded: ExchangeRate) -> None:
    recorded.full_clean()
    if recorded.currency == Country.objects.current().currency:
        raise ValidationError({"currency": _("This is the reporting currency itself: it needs no rate.")})

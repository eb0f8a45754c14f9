"""Money, days and dates as a reader writes them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

SYMBOLS: Final[Mapping[str, str]] = {
    "EUR": "€",
    "GBP": "£",
    "USD": "$",
    "JPY": "¥",
    "UAH": "₴",
    "INR": "₹",
    "TRY": "₺",
    "ILS": "₪",
}
MILLION: Final = Decimal(1_000_000)
MINUS: Final = "\u2212"
NO_BREAK: Final = "\u00a0"


def number(value: Decimal, places: int = 0) -> str:
    """A number in the reader's locale, with a true minus sign."""
    text = formats.number_format(abs(value), decimal_pos=places, use_l10n=True, force_grouping=True)
    is_below = round(value, places) < 0
    return f"{MINUS}{text}" if is_below else text


def money_text(amount: Decimal, currency: str, *, signed: bool = False) -> str:
    """€21.9 m from a tenth of a million on, €64,000 below; `signed` puts a plus before what is above zero."""
    is_large = abs(amount) >= MILLION / 10 or amount == 0
    shown = number(abs(amount) / MILLION, 1) if is_large else number(abs(amount))
    unit = NO_BREAK + _("m") if is_large else ""
    symbol = SYMBOLS.get(currency, currency + NO_BREAK)
    return f"{_sign(amount, signed)}{symbol}{shown}{unit}"


def _sign(amount: Decimal | int, signed: bool) -> str:
    if amount < 0:
        return MINUS
    return "+" if signed and amount > 0 else ""


def money(amount: Decimal, currency: str, *, signed: bool = False) -> SafeString:
    return format_html('<bdi dir="ltr">{}</bdi>', money_text(amount, currency, signed=signed))


def days_text(days: int) -> str:
    """+211 days, −3 days or "on time"."""
    if days == 0:
        return _("on time")
    count = abs(days)
    return ngettext("%(days)s day", "%(days)s days", count) % {"days": _sign(days, True) + str(count)}


def away_text(on: date, today: date) -> str:
    """How long still or how long already, in days: in 6 days, today, 60 days."""
    days = (on - today).days
    if not days:
        return _("today")
    if days > 0:
        return ngettext("in %(n)s day", "in %(n)s days", days) % {"n": days}
    return ngettext("%(n)s day", "%(n)s days", -days) % {"n": -days}


def day_text(on: date) -> str:
    """18 Dec 2026, in the reader's locale."""
    return formats.date_format(on, _("j M Y"))


def value_text(value: Decimal, unit: str = "") -> str:
    """A figure of an indicator with at most four places, and its unit: 62 %, 0.8287, 14 days."""
    places = min(max(-int(value.normalize().as_tuple().exponent), 0), 4)
    return f"{number(value, places)}{NO_BREAK}{unit}" if unit else number(value, places)

"""Typed readers of one cell. Each says in its error how the cell or the profile is mended."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from django.utils.translation import gettext as _

from core.dates import FIRST_DAY, LAST_DAY
from exchange.files import Cell

UNITS = {
    "one": Decimal(1),
    "thousand": Decimal(1_000),
    "million": Decimal(1_000_000),
    "billion": Decimal(1_000_000_000),
}
LARGEST = Decimal(10) ** 16
CENT = Decimal("0.01")
COUNTED = re.compile(r"^days since (\d{4}-\d{2}-\d{2})$")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff]")
_DAYS = re.compile(r"(-?\d{1,6})( days?)?")
_NEGATIVE = re.compile(r"[-\u2212](.+)|\((.+)\)")
_ENDS = re.compile(r"\r\n?|\u2028|\u2029|\x85")


class Unreadable(ValueError):
    """The reason, for the person who owns the file; ``column`` and ``value`` where another cell than the field's is wrong."""

    def __init__(self, reason: str, column: str = "", value: str = "") -> None:
        super().__init__(reason)
        self.column = column
        self.value = value


@dataclass(frozen=True, slots=True)
class MoneyFormat:
    """How sums are written: ``£1,234.56`` in millions is unit million, symbol £, thousands ``,``, decimal ``.``."""

    unit: str = "one"
    symbols: tuple[str, ...] = ()
    decimal: str = "."
    thousands: str = ","
    suffixes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DateFormat:
    """``formats`` in the notation of strptime; ``first_year``: two-digit years lie in the hundred years from it on."""

    formats: tuple[str, ...] = ("%Y-%m-%d",)
    first_year: int = 1970


def plain(cell: Cell) -> str:
    """The text of a cell without control characters and outer blanks; lines end in ``\\n``."""
    if isinstance(cell, Decimal):
        return f"{cell.normalize():f}"
    if isinstance(cell, date):
        return cell.isoformat()
    if cell.isprintable():  # neither control characters nor ends of lines
        return cell.strip()
    return _CONTROL.sub("", _ENDS.sub("\n", cell)).strip()


def line(text: str) -> str:
    return " ".join(text.split())


def read_text(text: str, max_length: int) -> str:
    if len(text) > max_length:
        raise Unreadable(
            _("The text has %(length)d letters; at most %(most)d fit. Shorten it.")
            % {"length": len(text), "most": max_length}
        )
    return text


def read_date(cell: Cell, form: DateFormat) -> date:
    text = "" if isinstance(cell, date) else line(plain(cell))
    read = [cell] if isinstance(cell, date) else [_date(text, pattern, form.first_year) for pattern in form.formats]
    for found in read:
        if found and FIRST_DAY <= found <= LAST_DAY:
            return found
    raise Unreadable(
        _("Not a date written as %(formats)s. Correct the cell, or add its format to the profile.")
        % {"formats": ", ".join(form.formats)}
    )


@lru_cache(10_000)
def _date(text: str, pattern: str, first_year: int) -> date | None:
    counted = COUNTED.match(pattern)
    if counted:
        return date.fromisoformat(counted[1]) + timedelta(days=int(text)) if re.fullmatch(r"\d{1,6}", text) else None
    try:
        found = datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day has no time zone
    except ValueError:
        return None
    if "%y" not in pattern:
        return found
    return _replace_year(found, first_year + (found.year - first_year) % 100)


def _replace_year(day: date, year: int) -> date | None:
    try:
        return day.replace(year=year)
    except ValueError:
        return None


def read_days(text: str, column: str) -> int:
    """``580 days``, ``-29 days`` or a bare number."""
    found = _DAYS.fullmatch(line(text))
    if not found:
        raise Unreadable(_("Not a number of days, such as 30 or 30 days. Correct the cell."), column, text)
    return int(found[1])


def add_days(day: date, days: int) -> date:
    moved = day.toordinal() + days
    if not FIRST_DAY.toordinal() <= moved <= LAST_DAY.toordinal():
        raise Unreadable(_("The days lead out of the calendar. Correct the cell."))
    return date.fromordinal(moved)


def read_money(cell: Cell, form: MoneyFormat) -> Decimal:
    if isinstance(cell, Decimal):
        return _amount(cell, form.unit)
    text = "".join(plain(cell).split())
    for symbol in form.symbols:
        text = text.replace(symbol, "")
    unit, text = _suffix(text, form)
    negative = _NEGATIVE.fullmatch(text)
    digits = (negative[1] or negative[2]) if negative else text
    if not _number(form.decimal, form.thousands).fullmatch(digits):
        raise Unreadable(
            _(
                "Not a sum written as %(example)s. Correct the cell, or the symbols, decimal and thousands signs "
                "of the profile."
            )
            % {"example": _example(form)}
        )
    amount = Decimal(_pointed(digits, form))
    return _amount(-amount if negative else amount, unit)


def _suffix(text: str, form: MoneyFormat) -> tuple[str, str]:
    for suffix, unit in form.suffixes.items():
        if text.casefold().endswith(suffix.casefold()):
            return unit, text[: -len(suffix)]
    return form.unit, text


@lru_cache
def _number(decimal: str, thousands: str) -> re.Pattern[str]:
    groups = rf"\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+|" if thousands else ""
    return re.compile(rf"(?:{groups}\d+)(?:{re.escape(decimal)}\d+)?")


def _pointed(text: str, form: MoneyFormat) -> str:
    return (
        text.replace(form.thousands, "").replace(form.decimal, ".")
        if form.thousands
        else text.replace(form.decimal, ".")
    )


def _amount(amount: Decimal, unit: str) -> Decimal:
    full = (amount * UNITS[unit]).quantize(CENT, ROUND_HALF_UP)
    if abs(full) >= LARGEST:
        raise Unreadable(_("The sum is too large. Check the unit in the profile."))
    return full


def _example(form: MoneyFormat) -> str:
    return f"{form.symbols[0] if form.symbols else ''}1{form.thousands}234{form.decimal}56"


def choice_key(text: str) -> str:
    """``Amber / red`` and ``AMBER/RED`` are one key."""
    return re.sub(r"\s*([/-])\s*", r"\1", line(text)).casefold()


def read_choice(text: str, values: Mapping[str, str], otherwise: str = "") -> str:
    """``values`` by ``choice_key``; ``otherwise`` for a text that is not among them."""
    found = values.get(choice_key(text)) or otherwise
    if not found:
        raise Unreadable(
            _("Not one of the values the profile knows (%(values)s). Correct the cell, or add it to the values.")
            % {"values": ", ".join(sorted(values))}
        )
    return found


def read_names(texts: Sequence[str], splits: Sequence[str], remove: re.Pattern[str] | None = None) -> list[str]:
    names = list(texts)
    for split in splits:
        names = [part for name in names for part in name.split(split)]
    return list(dict.fromkeys(name for name in (line(without(name, remove)) for name in names) if name))


def without(text: str, remove: re.Pattern[str] | None) -> str:
    return remove.sub("", text) if remove else text

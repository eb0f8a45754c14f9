"""The days of a month as a reader sees them: weeks as the locale begins them, days off with their word."""

from calendar import Calendar
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import date_format, get_format
from django.utils.translation import gettext as _

from core.dates import FIRST_DAY, LAST_DAY
from desk.calendar.entries import Entry, counted
from ministries.models import Country

DAY = timedelta(days=1)
MOST = 4
"""Of one day in the month; a day with more tells how many of which kind, and the list has them all."""
OF_A_PAGE = 100
"""Of the list, which may begin and end in the middle of a day."""


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month; ``first`` is its first day."""

    first: date

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.replace(day=1))

    @classmethod
    def read(cls, said: str, today: date) -> "Month":
        """From "2026-11"; the month of today where that is no month a person can mean."""
        try:
            found = date.fromisoformat(f"{said}-01") if len(said) == 7 else today
        except ValueError:
            found = today
        return cls.of(found if FIRST_DAY <= found <= LAST_DAY else today)

    @property
    def last(self) -> date:
        return self.following.first - DAY

    @property
    def following(self) -> "Month":
        return Month.of(self.first + 31 * DAY)

    @property
    def previous(self) -> "Month":
        return Month.of(self.first - DAY)

    @property
    def code(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def name(self) -> str:
        return date_format(self.first, "F Y")

    @property
    def is_first_known(self) -> bool:
        return self.first <= FIRST_DAY

    @property
    def is_last_known(self) -> bool:
        return self.last >= LAST_DAY


@dataclass(frozen=True, slots=True)
class Line:
    """One entry, or so many of one kind (``entry`` None), to be found in the list."""

    kind: str
    text: str
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """``rest``: why it is no working day, in words. ``page``: of the list, where its first entry stands."""

    on: date
    is_inside: bool
    is_today: bool
    rest: str
    entries: list[Entry]
    page: int = 1

    @property
    def weekday(self) -> str:
        return str(WEEKDAYS[self.on.weekday()])

    @property
    def name(self) -> str:
        return date_format(self.on, _("l j F"))

    @property
    def anchor(self) -> str:
        return f"day-{self.on:%Y-%m-%d}"

    @property
    def is_holiday(self) -> bool:
        return bool(self.rest) and self.rest != weekend()

    @property
    def says_something(self) -> bool:
        return self.is_inside and (bool(self.entries) or self.is_holiday or self.is_today)

    @property
    def lines(self) -> list[Line]:
        if len(self.entries) <= MOST:
            return [Line(entry.kind, entry.title, entry) for entry in self.entries]
        by_kind = groupby(
            sorted(self.entries, key=lambda entry: (not entry.is_owed, entry.kind)), lambda each: each.kind
        )
        return [_line(kind, list(found)) for kind, found in by_kind]


def _line(kind: str, found: list[Entry]) -> Line:
    if len(found) == 1:
        return Line(kind, found[0].title, found[0])
    return Line(kind, counted(kind, len(found)))


@dataclass(frozen=True, slots=True)
class Week:
    days: list[Day]

    @property
    def says_something(self) -> bool:
        return any(day.says_something for day in self.days)


@dataclass(frozen=True, slots=True)
class Head:
    short: str
    long: str


def weekend() -> str:
    return _("Weekend")


def first_weekday() -> int:
    """Monday is 0; of the locale, which counts from Sunday."""
    return (int(get_format("FIRST_DAY_OF_WEEK")) - 1) % 7


def heads() -> list[Head]:
    days = [(first_weekday() + number) % 7 for number in range(7)]
    return [Head(str(WEEKDAYS_ABBR[day]), str(WEEKDAYS[day])) for day in days]


def weeks(month: Month, found: Iterable[Entry], rests: Mapping[date, str], today: date) -> list[Week]:
    """Whole weeks; days of the months before and after are there, empty."""
    by_day = _by_day(found)
    pages = _pages(by_day)
    grid = Calendar(first_weekday()).monthdatescalendar(month.first.year, month.first.month)
    return [
        Week([replace(_day(on, month, by_day, rests, today), page=pages.get(on, 1)) for on in week]) for week in grid
    ]


def days(month: Month, found: Iterable[Entry], rests: Mapping[date, str], today: date) -> list[Day]:
    """Those with an entry."""
    by_day = _by_day(found)
    return [_day(on, month, by_day, rests, today) for on in sorted(by_day)]


def _by_day(found: Iterable[Entry]) -> dict[date, list[Entry]]:
    by_day: dict[date, list[Entry]] = {}
    for entry in found:
        by_day.setdefault(entry.on, []).append(entry)
    return by_day


def _pages(by_day: Mapping[date, list[Entry]]) -> dict[date, int]:
    before = 0
    pages = {}
    for on in sorted(by_day):
        pages[on] = before // OF_A_PAGE + 1
        before += len(by_day[on])
    return pages


def _day(on: date, month: Month, by_day: Mapping[date, list[Entry]], rests: Mapping[date, str], today: date) -> Day:
    is_inside = month.first <= on <= month.last
    return Day(on, is_inside, on == today, rests.get(on, ""), by_day.get(on, []) if is_inside else [])


def days_off(country: Country, month: Month) -> dict[date, str]:
    """Weekends and holidays by name, of the whole weeks of a month."""
    first, last = month.first - 6 * DAY, month.last + 6 * DAY
    own = country.holidays.between("on", first, last)
    return {
        **{day: weekend() for day in _each(first, last) if day.weekday() >= 5},
        **dict(country.known_holidays(first, last)),
        **{holiday.on: holiday.name for holiday in own},
    }


def _each(first: date, last: date) -> Iterator[date]:
    return (first + number * DAY for number in range((last - first).days + 1))

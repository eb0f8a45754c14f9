"""The calendar of the demo: months counted from the month of the open round, so that the country never grows old."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import floor
from random import Random
from zoneinfo import ZoneInfo

from core.dates import DAY, add_working_days, is_working_day

ZONE = ZoneInfo("Europe/Vienna")
PAST_ROUNDS = 12
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
HOLIDAYS = (
    (1, 1, "New Year's Day"),
    (5, 1, "Labour Day"),
    (9, 14, "Constitution Day"),
    (12, 25, "Christmas Day"),
    (12, 26, "Second Christmas Day"),
)


def is_holiday(day: date) -> bool:
    return any((day.month, day.day) == (month, number) for month, number, _name in HOLIDAYS)


@dataclass(frozen=True, slots=True)
class RoundDays:
    """One reporting round. ``closed_on`` is empty for the open one."""

    name: str
    starts_on: date
    ends_on: date
    opens_on: date
    due_on: date
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class Calendar:
    """All dates follow from ``today``, the day of loading."""

    today: date

    @property
    def month(self) -> date:
        """First day of the month the open round speaks of: this month, or last month in its first week."""
        return (self.today - timedelta(days=7)).replace(day=1)

    def first_of(self, months: int) -> date:
        number = self.month.year * 12 + self.month.month - 1 + months
        return date(number // 12, number % 12 + 1, 1)

    def on(self, months: float, seed: str = "") -> date:
        """The working day that lies ``months`` from the month of the open round; ``seed`` shifts it by a few days."""
        first = self.first_of(floor(months))
        length = (self.first_of(floor(months) + 1) - first).days
        shift = Random(seed).randint(-3, 3) if seed else 0
        return working(first + DAY * (int((months - floor(months)) * length) + shift))

    def round(self, number: int) -> RoundDays:
        """Rounds 0 to 11 are closed, 12 is open and due five working days from today."""
        first = self.first_of(number - PAST_ROUNDS)
        last = self.first_of(number - PAST_ROUNDS + 1) - DAY
        is_open = number == PAST_ROUNDS
        return RoundDays(
            name=f"{MONTHS[first.month - 1]} {first.year}",
            starts_on=first,
            ends_on=last,
            opens_on=working(first),
            due_on=add_working_days(self.today, 5, is_holiday) if is_open else working(first.replace(day=25), -DAY),
            closed_on=None if is_open else working(last, -DAY),
        )


def working(day: date, step: timedelta = DAY) -> date:
    while not is_working_day(day, is_holiday):
        day += step
    return day


def moment(day: date, seed: str, *, hours: tuple[int, int] = (8, 16)) -> datetime:
    """A time in office hours of that day, always the same for the same seed."""
    random = Random(f"{seed} {day}")
    return datetime.combine(day, time(random.randint(*hours), random.randint(0, 59)), ZONE)


def in_words(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"

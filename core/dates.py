"""Working days. Rules take the date; the holidays come from the country's settings."""

from collections.abc import Callable
from datetime import date, timedelta

IsHoliday = Callable[[date], bool]
DAY = timedelta(days=1)
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
"""Days a person can mean; beyond them there is a slip of the key, and sums of days would leave the calendar."""


def is_working_day(day: date, is_holiday: IsHoliday) -> bool:
    return day.weekday() < 5 and not is_holiday(day)


def add_working_days(start: date, days: int, is_holiday: IsHoliday) -> date:
    """The day that lies ``days`` working days after ``start`` (before it when negative); the start itself is not counted."""
    step = DAY if days >= 0 else -DAY
    day, left = start, abs(days)
    while left:
        day += step
        left -= is_working_day(day, is_holiday)
    return day


def working_days_between(first: date, last: date, is_holiday: IsHoliday) -> int:
    """Working days after ``first`` up to and including ``last``; 0 when ``last`` is not later."""
    days = (last - first).days
    return sum(is_working_day(first + DAY * n, is_holiday) for n in range(1, days + 1))

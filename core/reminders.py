"""When a duty is reminded of by itself: at half time and two working days before, at most twice (DOMAIN section 4). Pure rules."""

from datetime import date
from typing import NamedTuple

from core.dates import IsHoliday, add_working_days
from core.questions import Due

LAST_CALL_DAYS = 2


class Reminders(NamedTuple):
    """A short term leaves out the one that would fall on the day of the asking or after the last call."""

    half_on: date | None
    last_on: date | None


def reminders_of(due: Due, is_holiday: IsHoliday) -> Reminders:
    """None once the form was saved."""
    if due.is_begun:
        return Reminders(None, None)
    last_on = add_working_days(due.due_on, -LAST_CALL_DAYS, is_holiday)
    half_on = due.asked_on + (due.due_on - due.asked_on) // 2
    return Reminders(half_on if due.asked_on < half_on < last_on else None, last_on if due.asked_on < last_on else None)


def reminded_twice_on(due: Due, on: date, is_holiday: IsHoliday) -> date | None:
    """The day of the second reminder, from the day after it on; None: there were not two, or it was answered."""
    half_on, last_on = reminders_of(due, is_holiday)
    return last_on if half_on and last_on and last_on < on else None

"""Terms of a consultation in working days, and how a request for an opinion stands. DOMAIN section 4, Consultation and Opinion."""

from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.dates import IsHoliday, add_working_days, is_working_day

DAY = timedelta(days=1)


class Standing(TextChoices):
    """Of one request on one day; each request is counted once."""

    NOT_ASKED = "not asked", _("Not asked yet")
    AWAITED = "awaited", _("Awaited")
    ON_TIME = "on time", _("On time")
    LATE = "late", _("Late")
    SILENT = "silent", _("No answer")
    CALLED_OFF = "called off", _("Called off")


COUNTED = (Standing.ON_TIME, Standing.LATE, Standing.SILENT)
ANSWERED = (Standing.ON_TIME, Standing.LATE)


def standing(
    *, asked_on: date | None, due_on: date | None, first_on: date | None, on: date, ended_on: date | None = None
) -> Standing:
    """``first_on``: the day of the first opinion, which counts, whatever was said later; ``due_on``: the institution's own
    deadline, extended or not, with its last day inclusive. A round that ended (``ended_on``) before the deadline called off
    what was not answered yet.
    """
    if asked_on is None or due_on is None or asked_on > on:
        return Standing.NOT_ASKED
    if first_on is not None and first_on <= on:
        return Standing.ON_TIME if first_on <= due_on else Standing.LATE
    if ended_on is not None and ended_on <= min(on, due_on):
        return Standing.CALLED_OFF
    return Standing.SILENT if on > due_on else Standing.AWAITED


class Counted(NamedTuple):
    """A term from the day after ``starts_on``. ``holidays``: the days off from Monday to Friday that it skips."""

    starts_on: date
    days: int
    due_on: date
    holidays: tuple[date, ...]


def count(starts_on: date, days: int, is_holiday: IsHoliday) -> Counted:
    due_on = add_working_days(starts_on, days, is_holiday)
    between = (starts_on + DAY * number for number in range(1, (due_on - starts_on).days + 1))
    skipped = tuple(day for day in between if day.weekday() < 5 and not is_working_day(day, is_holiday))
    return Counted(starts_on, days, due_on, skipped)


def is_short(days: int, least_days: int) -> bool:
    """Shorter than the least: wants a recorded reason."""
    return days < least_days

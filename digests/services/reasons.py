"""Why a duty is news to somebody on a day: DOMAIN section 4, "desk and digests". Pure rules."""

from collections.abc import Collection
from datetime import date
from enum import StrEnum

from core.dates import IsHoliday
from core.questions import Due
from core.reminders import reminders_of


class Reason(StrEnum):
    """As ``Told`` keeps it; a reminder by hand with its day behind it: "nudge:2026-11-27"; changes with their time."""

    ASKED = "asked"
    HALF_TIME = "half time"
    LAST_CALL = "last call"
    NUDGE = "nudge"
    CHANGE = "change"
    ENDED = "ended"

    @property
    def is_of_due(self) -> bool:
        return self not in (Reason.CHANGE, Reason.ENDED)

    @classmethod
    def of(cls, told: str) -> "Reason":
        return cls(told.partition(":")[0])


def by_hand(on: date) -> str:
    """Why a duty that somebody pressed for on a day is news."""
    return f"{Reason.NUDGE}:{on.isoformat()}"


def reasons_come(due: Due, on: date, is_holiday: IsHoliday) -> list[Reason]:
    """The reasons whose day has come, oldest first: the asking and at most two reminders.

    Once the form was saved there is none.
    """
    if due.is_begun:
        return []
    half_on, last_on = reminders_of(due, is_holiday)
    days = [(due.asked_on, Reason.ASKED), (half_on, Reason.HALF_TIME), (last_on, Reason.LAST_CALL)]
    return [reason for day, reason in days if day and day <= on]


def news_of(due: Due, told: Collection[str], on: date, is_holiday: IsHoliday) -> Reason | None:
    """The newest reason, unless it was told; those missed before it are past."""
    come = reasons_come(due, on, is_holiday)
    return come[-1] if come and come[-1] not in told else None

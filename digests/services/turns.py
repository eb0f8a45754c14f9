"""When it is whose turn: a reader's own hour, time zone, working days and pause, and the country's holidays. Pure rules.

Outside of it mail is held, and what is held comes with the next one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.dates import DAY
from ministries.models import Country
from outbox.models import Preference

QUIET_FROM = time(20)
"""From here until the reader's hour of the next day nothing is written."""
STILL_WRITING = timedelta(minutes=5)
"""What began before the reader's hour may be saved a moment after it; it is told as long as it takes no longer."""
FRESH = timedelta(hours=1)
"""A mail written at its reader's hour goes out within so long, whatever the hour is by then."""
MERGES = timedelta(minutes=20)
"""What was held waits so long into the reader's hour: the digest that is written then takes it over."""
FARTHEST = 800
"""Days in which a next mail is looked for."""


@dataclass(frozen=True, slots=True)
class Turn:
    """``on``: the reader's date. ``began_at``: the first moment of the period, which has one mail. ``until``: what happened
    to what one follows is told up to here."""

    on: date
    period: str
    began_at: datetime
    until: datetime
    is_weekly: bool = False


def zone_of(preference: Preference, country: Country) -> ZoneInfo:
    return ZoneInfo(preference.time_zone or country.time_zone)


def is_mail_day(preference: Preference, day: date, country: Country) -> bool:
    if preference.paused_until and day <= preference.paused_until:
        return False
    return day.isoweekday() in preference.working_days and not country.is_holiday(day)


def turn_of(preference: Preference, country: Country, now: datetime) -> Turn | None:
    """None: not now."""
    local = now.astimezone(zone_of(preference, country))
    is_hour = time(preference.hour) <= local.time() < QUIET_FROM
    return (
        turn_on(preference, country, local.date())
        if is_hour and is_mail_day(preference, local.date(), country)
        else None
    )


def turn_on(preference: Preference, country: Country, day: date) -> Turn:
    """As it would be on this day, whether mail goes out on it or not."""
    zone, is_weekly = zone_of(preference, country), preference.rhythm == Preference.Rhythm.WEEKLY
    first = day - DAY * (day.isoweekday() - 1) if is_weekly else day
    year, week, _day = day.isocalendar()
    return Turn(
        on=day,
        period=f"{year}-W{week:02}" if is_weekly else day.isoformat(),
        began_at=datetime.combine(first, time.min, zone),
        until=datetime.combine(day, time(preference.hour), zone) - STILL_WRITING,
        is_weekly=is_weekly,
    )


def next_mail_at(
    preference: Preference, country: Country, now: datetime, *, last_at: datetime | None
) -> datetime | None:
    """When the next mail can go out at the earliest. ``last_at``: when the last one was written. None: not in two years."""
    zone = zone_of(preference, country)
    for day in _days_from(now.astimezone(zone).date()):
        turn = turn_on(preference, country, day)
        has_passed = datetime.combine(day, QUIET_FROM, zone) <= now
        is_told = last_at is not None and last_at >= turn.began_at
        if is_mail_day(preference, day, country) and not has_passed and not is_told:
            return max(turn.until + STILL_WRITING, now.astimezone(zone))
    return None


def held_until(
    preference: Preference, country: Country, now: datetime, *, written_at: datetime, was_tried: bool
) -> datetime | None:
    """When a mail that waited may go out, where that is not now: a retry rings at nobody's night or holiday."""
    is_fresh = not was_tried and now - written_at <= FRESH
    if is_fresh or turn_of(preference, country, now):
        return None
    next_at = next_mail_at(preference, country, now, last_at=None)
    return next_at + MERGES if next_at else None


def _days_from(first: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range(FARTHEST))


class Turns:
    """Whose turn it is at a moment. ``on``: everybody's, as if it were this day and its hour."""

    def __init__(self, country: Country, now: datetime, on: date | None = None) -> None:
        self.country, self._now, self._on = country, now, on
        self._usual = self._turn(Preference())
        self._own = {each.person_id: (each, self._turn(each)) for each in Preference.objects.all()}

    def _turn(self, preference: Preference) -> Turn | None:
        if self._on:
            return turn_on(preference, self.country, self._on)
        return turn_of(preference, self.country, self._now)

    def of(self, person_id: int) -> Turn | None:
        own = self._own.get(person_id)
        return own[1] if own else self._usual

    def hears(self, person_id: int, kind: str) -> bool:
        own = self._own.get(person_id)
        return own is None or own[0].hears(kind)

    def _all(self) -> Iterator[Turn]:
        return (turn for turn in (self._usual, *(turn for _own, turn in self._own.values())) if turn)

    @property
    def days(self) -> list[date]:
        """The dates on which it is somebody's turn: one, or two around midnight somewhere."""
        return sorted({turn.on for turn in self._all()})

    def began_at(self, on: date) -> datetime:
        """When the earliest period began of those whose date this is."""
        return min(turn.began_at for turn in self._all() if turn.on == on)

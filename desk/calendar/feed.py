"""The same dates for a calendar program: RFC 5545, by the library ``icalendar``."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from unicodedata import category
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone

from core.access import Access, Kind
from desk.calendar.entries import Entry, entries
from desk.models import Feed

PAST, COMING = timedelta(days=90), timedelta(days=548)
"""What a program is given: of the last 90 days and of the next 18 months."""
MOST = 2000
REFRESH = timedelta(hours=6)


def feed_entries(feed: Feed, access: Access, on: date) -> list[Entry]:
    """What this feed holds today; the soonest 2,000 at most."""
    ids = access.institution_ids if feed.covers == Feed.Covers.MINE else None
    found = entries(unrestricted(access), on - PAST, on + COMING, on=on, institution_ids=ids)
    return found[:MOST]


def unrestricted(access: Access) -> Access:
    """The same reader without restricted records: calendar programs keep their copies on servers that are not ours."""
    if access.kind in (Kind.VISITOR, Kind.PARTNER):
        return access
    return Access(Kind.OFFICIAL, parties=access.parties)


def version_of(found: Iterable[Entry]) -> str:
    """A weak ETag: the moment of making, which stands in every event, is no change."""
    told = repr([settings.SITE_URL, get_language(), list(found)])
    return f'W/"{sha256(told.encode()).hexdigest()[:32]}"'


def as_ical(found: Iterable[Entry], *, name: str, at: datetime) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//eGov Coord//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", plain(name))
    calendar.add("x-wr-calname", plain(name))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for entry in found:
        calendar.add_component(_event(entry, at))
    if not calendar.subcomponents:
        calendar.add_component(Timezone.from_tzid("UTC"))  # RFC 5545, 3.6: at least one component
    text: bytes = calendar.to_ical()
    return text


def _event(entry: Entry, at: datetime) -> Event:
    """All day, and nobody is busy by it. The day is a part of the UID: another day is another event, so SEQUENCE stays 0."""
    url = settings.SITE_URL + entry.path
    event = Event()
    event.add("uid", uid(entry))
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", entry.on)
    event.add("summary", plain(entry.title))
    event.add("description", plain("\n".join(filter(None, (entry.why, entry.institution, url)))))
    event.add("url", url)
    event.add("status", "TENTATIVE" if entry.is_planned else "CONFIRMED")
    event.add("sequence", 0)
    event.add("transp", "TRANSPARENT")
    event.add("categories", [plain(entry.label)])
    return event


def uid(entry: Entry) -> str:
    return f"{entry.key.replace(':', '-')}.{entry.on:%Y%m%d}@{urlsplit(settings.SITE_URL).hostname}"


def plain(text: str) -> str:
    """Without the control characters that a TEXT may not hold."""
    return "".join(letter for letter in text if letter == "\n" or category(letter) != "Cc")


def feed_name(country: str) -> str:
    return _("eGov Coord, %(country)s") % {"country": country}

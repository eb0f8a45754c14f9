"""The country's time: "today" is a day there, not a day of the server."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from ministries.models import Country

UTC = "UTC"
KEY = "country-time-zone"
SECONDS = 60
Next = Callable[[HttpRequest], HttpResponse]


def use_country_time() -> None:
    """From here on this thread speaks the country's time; before set-up, and while the database is away, UTC."""
    name = cache.get(KEY) or _read()
    timezone.activate(ZoneInfo(name))


def _read() -> str:
    try:
        name = Country.objects.values_list("time_zone", flat=True).first() or UTC
    except DatabaseError:
        return UTC
    cache.set(KEY, name, SECONDS)
    return name


def forget_country_time() -> None:
    cache.delete(KEY)


class CountryTime:
    """Middleware: every page is read in the country's time. Whether the process lives is answered without the database."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/health/"):
            use_country_time()
        return self.get_response(request)

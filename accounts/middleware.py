from collections.abc import Callable
from time import time

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import translation

Next = Callable[[HttpRequest], HttpResponse]
TOUCH_SECONDS = 60


class SessionLimits:
    """A session ends 60 minutes after its last use and 12 hours after its start, whichever comes first.

    Also speaks the person's own language where they have chosen one.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            self._limit(request)
        if request.user.is_authenticated and request.user.language:
            translation.activate(request.user.language)
        return self.get_response(request)

    def _limit(self, request: HttpRequest) -> None:
        now = int(time())
        started = request.session.setdefault("started_at", now)
        used = request.session.setdefault("used_at", now)
        if now - used > settings.SESSION_IDLE_SECONDS or now - started > settings.SESSION_COOKIE_AGE:
            logout(request)
            return
        if now - used > TOUCH_SECONDS:
            request.session["used_at"] = now

"""How many requests a caller may send in a minute, and how many are left (draft-ietf-httpapi-ratelimit-headers).

Counted in the cache: where it is gone, nothing is limited.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from time import time
from typing import TYPE_CHECKING, Any

from django.conf import settings
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from core.cache import count

if TYPE_CHECKING:
    from rest_framework.views import APIView

WINDOW = 60
POLICY, LEFT = "RateLimit-Policy", "RateLimit"


@dataclass(frozen=True, slots=True)
class Rate:
    """``seconds``: until the window ends and all may be sent again."""

    limit: int
    used: int
    seconds: int

    @property
    def is_over(self) -> bool:
        return self.used > self.limit

    def headers(self) -> Mapping[str, str]:
        left = max(self.limit - self.used, 0)
        return {
            POLICY: f'"minute";q={self.limit};w={WINDOW}',
            LEFT: f'"minute";r={left};t={self.seconds}',
        }


def note(who: str, limit: int) -> Rate | None:
    """One more request of somebody. None: it could not be counted, or there is no limit."""
    now = time()
    window = int(now // WINDOW)
    used = count(f"rate:{who}:{window}", WINDOW) if limit else None
    return None if used is None else Rate(limit, used, math.ceil((window + 1) * WINDOW - now))


class PerCaller(BaseThrottle):
    """By API key, by person with a session, by address of whoever is neither."""

    rate: Rate | None = None

    def allow_request(self, request: Request, view: APIView) -> bool:
        self.rate = note(self._who(request), settings.API_REQUESTS_PER_MINUTE)
        request.rate = self.rate  # type: ignore[attr-defined]
        return self.rate is None or not self.rate.is_over

    def wait(self) -> float | None:
        return self.rate.seconds if self.rate else None

    def _who(self, request: Request) -> str:
        if request.auth is not None:
            return f"key:{request.auth.pk}"
        if request.user.is_authenticated:
            return f"person:{request.user.pk}"
        return f"address:{self.get_ident(request)}"


def note_wrong_key(request: Any) -> None:
    """Raises Throttled (429) for an address that sends too many. A right key is let in from there all the same."""
    rate = note(f"wrong:{BaseThrottle().get_ident(request)}", settings.API_WRONG_KEYS_PER_MINUTE)
    if rate and rate.is_over:
        raise Throttled(rate.seconds)

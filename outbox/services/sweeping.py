"""Who is sending now, and what becomes of the mails of a sender that is not there any more."""

import secrets
from contextlib import suppress
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

from django.db import Error, connection

from outbox.models import Mail
from outbox.querysets import PRESENCE

LEASE = timedelta(minutes=5)
"""Longer than a mail server can take over one mail at EMAIL_TIMEOUT a step. Counts where the database did not notice an end."""


class Presence:
    """A sender is there as long as its connection to the database: a lock of the session ends with it, also by kill -9.

    ``name`` stands on the mails it holds.
    """

    def __init__(self) -> None:
        self.number = 1 + secrets.randbelow(2**31 - 1)
        self.name = str(self.number)

    def __enter__(self) -> Self:
        self.begin()
        return self

    def begin(self) -> None:
        """Once more on every new connection. Does not wait: the old one may hold it until its end is noticed."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [PRESENCE, self.number])

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(Error), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [PRESENCE, self.number])


def sweep(*, now: datetime) -> int:
    """Take back what a dead sender held; what it may have handed over stays visible as unknown. Returns how many of these."""
    held = Mail.objects.left_behind(now)
    unknown = held.handed_over().update(
        state=Mail.State.UNKNOWN,
        lease_until=None,
        ended_at=now,
        words="The sender ended while it handed the mail over.",
    )
    held.not_handed_over().update(state=Mail.State.WAITING, lease_until=None, leased_by="")
    return unknown

"""Whether what leaves does leave: for whoever watches the installation."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q

from outbox.models import Heartbeat, Mail

BEATS_EVERY = timedelta(seconds=15)
LATE_BEAT = timedelta(minutes=1)
LATE_MAIL = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Standing:
    """``asked_at``: when the newest task that a worker did was put into the queue. ``oldest_at``: since when the oldest mail
    could have gone out."""

    now: datetime
    asked_at: datetime | None
    done_at: datetime | None
    overdue: int
    oldest_at: datetime | None

    @property
    def queue_age(self) -> timedelta | None:
        """How old the newest task is that came through clock, broker and worker; grows while one of them is away."""
        return None if self.asked_at is None else self.now - self.asked_at

    @property
    def mail_age(self) -> timedelta | None:
        return None if self.oldest_at is None else self.now - self.oldest_at

    @property
    def has_pulse(self) -> bool:
        return self.queue_age is not None and self.queue_age <= LATE_BEAT + BEATS_EVERY

    @property
    def mails_leave(self) -> bool:
        return self.mail_age is None or self.mail_age <= LATE_MAIL

    @property
    def is_up(self) -> bool:
        return self.has_pulse and self.mails_leave


def standing(now: datetime) -> Standing:
    """Two queries, whatever was ever sent."""
    beat = Heartbeat.objects.first()
    overdue = Mail.objects.overdue(now).aggregate(count=Count("pk"), oldest=Min("since"))
    return Standing(
        now=now,
        asked_at=beat.asked_at if beat else None,
        done_at=beat.done_at if beat else None,
        overdue=overdue["count"],
        oldest_at=overdue["oldest"],
    )


def counts(now: datetime) -> dict[str, int]:
    """Mails that wait, that are in doubt, and that were refused in seven days."""
    return Mail.objects.aggregate(
        waiting=Count("pk", filter=Q(state="waiting")),
        unknown=Count("pk", filter=Q(state="unknown")),
        refused=Count("pk", filter=Q(state="failed", ended_at__gte=now - timedelta(days=7))),
    )

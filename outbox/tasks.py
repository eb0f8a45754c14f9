from datetime import datetime, timedelta
from typing import Any

from celery import shared_task
from django.utils import timezone

from outbox import services
from outbox.models import Heartbeat

BEAT_LASTS = 300


@shared_task(name="outbox.send_waiting", expires=55)
def send_waiting() -> None:
    """Every ten seconds; one that waited behind a minute of others is not needed any more."""
    services.send_waiting(clock=timezone.now)


@shared_task(name="outbox.beat", bind=True, expires=BEAT_LASTS)
def beat(self: Any) -> None:
    """Through the real queue. When it was asked for is known by when it would have expired."""
    now, expires = timezone.now(), self.request.expires
    asked_at = datetime.fromisoformat(expires) - timedelta(seconds=BEAT_LASTS) if expires else now
    Heartbeat.objects.beat(asked_at=min(asked_at, now), done_at=now)

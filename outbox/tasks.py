from celery import shared_task
from django.utils import timezone

from outbox import services


@shared_task(name="outbox.send_waiting", expires=55)
def send_waiting() -> None:
    """Every ten seconds; one that waited behind a minute of others is not needed any more."""
    services.send_waiting(clock=timezone.now)

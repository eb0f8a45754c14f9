from celery import shared_task
from django.utils import timezone

from digests import services


@shared_task(name="digests.write_digests", expires=14 * 60)
def write_digests() -> None:
    now = timezone.now()
    on = services.digest_day(now)
    if on is None:
        return
    services.write_digests(on=on, now=now)

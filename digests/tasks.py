from celery import shared_task
from django.utils import timezone

from digests import services


@shared_task(name="digests.write_digests", expires=14 * 60)
def write_digests() -> None:
    services.write_digests(now=timezone.now())

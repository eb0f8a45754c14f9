from celery import shared_task
from django.utils import timezone

from accounts import services
from core.api.once import LASTS


@shared_task(name="accounts.forget_answers")
def forget_answers() -> None:
    services.forget_answers(before=timezone.now() - LASTS)

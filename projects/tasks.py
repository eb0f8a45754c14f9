from celery import shared_task
from django.utils import timezone

from ministries.models import Country
from projects import services


@shared_task(name="projects.refresh_portfolio")
def refresh_portfolio() -> None:
    country = Country.objects.first()
    if country is None:
        return
    services.refresh_portfolio(on=country.local_time(timezone.now()).date())

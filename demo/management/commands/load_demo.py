from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from demo.country.days import ZONE
from demo.services import load_country
from ministries.models import Country


class Command(BaseCommand):
    help = "Loads the demo country, as it stands today, into an empty database."

    def handle(self, *args: Any, **options: Any) -> None:
        if Country.objects.exists():
            self.stdout.write("There is a country already; nothing is loaded.")
            return
        load_country(on=timezone.localdate(timezone=ZONE), say=self.stdout.write)
        self.stdout.write("The demo country is loaded.")

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from demo.country.days import ZONE
from demo.services import load_country
from digests.services import write_digests
from ministries.models import Country


class Command(BaseCommand):
    help = "Loads the demo country, as it stands today, into an empty database."

    def handle(self, *args: Any, **options: Any) -> None:
        if Country.objects.exists():
            self.stdout.write("There is a country already; nothing is loaded.")
            return
        on = timezone.localdate(timezone=ZONE)
        load_country(on=on, say=self.stdout.write)
        written = write_digests(on=on, now=timezone.now())  # also on a day off, so that the mailbox is not empty
        self.stdout.write(f"Digests {written}")
        self.stdout.write("The demo country is loaded.")

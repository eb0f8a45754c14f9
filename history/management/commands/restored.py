from typing import Any

from django.core.management.base import BaseCommand

from history.services import begin_epoch


class Command(BaseCommand):
    help = (
        "After the database was restored from a backup or moved to another server: programs that pull changes are told to "
        "start again, because numbers of transactions went back."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        begin_epoch()
        self.stdout.write("Programs that pull changes will start again from the beginning.")

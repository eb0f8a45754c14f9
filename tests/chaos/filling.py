"""Fills an outbox with invitations; as a program (``python -m tests.chaos.filling N``) it makes the tables first."""

import sys
from datetime import datetime

import django


def fill(count: int, now: datetime) -> None:
    """So many people more, each with a mail that waits."""
    from accounts.models import User
    from accounts.services import INVITATION
    from outbox.services import NewMail, write

    first = User.objects.count()
    people = User.objects.bulk_create(
        User(email=f"{number}@velmar.example", full_name=f"Person {number}", kind="official", password="!")
        for number in range(first, first + count)
    )
    write(INVITATION, f"{now:%Y%m%dT%H%M%S%f}"[:20], [NewMail(person.pk) for person in people], now=now)


def main() -> None:
    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from core.access import today
    from ministries.models import Country
    from ministries.services import set_up_country

    call_command("migrate", verbosity=0)
    if not Country.objects.exists():
        names = {"name": "Republic of Velmar", "office_name": "Coordination Office"}
        set_up_country(on=today(), currency="EUR", languages=["en"], reporting_stages=["delivery"], **names)
    fill(int(sys.argv[1]), timezone.now())


if __name__ == "__main__":
    main()

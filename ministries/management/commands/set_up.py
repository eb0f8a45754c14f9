import sys
from argparse import ArgumentParser
from typing import Any, Final
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.links import password_link
from accounts.services import Newcomer
from core.access import today
from ministries.models import Country
from ministries.services import set_up

# Option, question, what stands where nothing is said (None: it has to be said).
QUESTIONS: Final = (
    ("country", "Name of the country", None),
    ("office", "Name of the coordination office", None),
    ("currency", "Reporting currency, three letters of ISO 4217", None),
    ("time_zone", "Time zone, such as Europe/Tallinn", "UTC"),
    ("administrator_name", "Full name of the first administrator", None),
    ("administrator_email", "Work e-mail of the first administrator", None),
    ("coordinator_name", "Full name of the first coordinator", None),
    ("coordinator_email", "Work e-mail of the first coordinator", None),
)
STAGES: Final = [Country.Stage.APPROVED, Country.Stage.DELIVERY, Country.Stage.CLOSING]


class Command(BaseCommand):
    help = (
        "Sets up a new installation: the country, its first administrator and its first coordinator (one person may be "
        "both). Asks for what is not given as an option. Prints for each person one link to set the password; it works "
        "once, for three days. Refuses to run a second time."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        for name, question, _default in QUESTIONS:
            parser.add_argument(f"--{name.replace('_', '-')}", default="", metavar="TEXT", help=question)
        parser.add_argument(
            "--rating-steps", type=int, choices=Country.Steps.values, default=Country.Steps.FIVE, help="5 or 3 steps"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if Country.objects.exists():
            raise CommandError("This installation is set up already. Change it on the page /settings/.")
        said = {name: options[name] or answer(name, question, default) for name, question, default in QUESTIONS}
        if said["time_zone"] not in available_timezones():
            raise CommandError(f"time zone: there is no time zone {said['time_zone']!r}.")
        try:
            people = set_up(
                administrator=Newcomer(said["administrator_email"], said["administrator_name"]),
                coordinator=Newcomer(said["coordinator_email"], said["coordinator_name"]),
                on=today(),
                name=said["country"],
                office_name=said["office"],
                currency=said["currency"].upper(),
                time_zone=said["time_zone"],
                rating_steps=options["rating_steps"],
                languages=[settings.LANGUAGE_CODE],
                reporting_stages=[str(stage) for stage in STAGES],
            )
        except ValidationError as refusal:
            raise CommandError("\n".join(lines(refusal))) from refusal
        self.stdout.write(f"{said['country']} is set up. Each link sets one password, once, within three days:")
        for person in people:
            self.stdout.write(f"{person.full_name} <{person.email}>: {password_link(person)}")


def answer(name: str, question: str, default: str | None) -> str:
    """What is typed at the terminal; without one, what is missing is named."""
    if not sys.stdin.isatty():
        if default is None:
            raise CommandError(f"Give --{name.replace('_', '-')}: {question}.")
        return default
    typed = ""
    while not typed:
        typed = input(f"{question}{f' [{default}]' if default else ''}: ").strip() or (default or "")
    return typed


def lines(refusal: ValidationError) -> list[str]:
    if not hasattr(refusal, "error_dict"):
        return list(refusal.messages)
    return [f"{field}: {message}" for field, messages in refusal.message_dict.items() for message in messages]

"""`python -m egov_coord.launch.prepare`: the tables up to date and, in a database without a country, the demo country."""

import os

import django
from django.core.management import call_command


def prepare() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "egov_coord.settings")
    django.setup()
    print("Database: bringing the tables up to date", flush=True)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_demo")


if __name__ == "__main__":
    prepare()

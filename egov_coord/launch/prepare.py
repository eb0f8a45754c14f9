"""A database ready for use: tables up to date and, where there is no country yet, the demo country.

As a program (`python -m egov_coord.launch.prepare`) it works inside Django; `prepare` runs that where it is due.
"""

import os
import sys
from collections.abc import Mapping

import django
from django.core.management import call_command

from egov_coord.launch.assets import fingerprint
from egov_coord.launch.place import CHECKOUT, Place
from egov_coord.launch.processes import PYTHON, run_step
from egov_coord.launch.servers import Say


def prepare(place: Place, settings: Mapping[str, str], say: Say) -> None:
    """Does nothing where our own cluster was last prepared by the same migrations; a named server is always asked."""
    wanted = fingerprint(CHECKOUT / "requirements.lock", *sorted(CHECKOUT.glob("*/migrations/*.py")))
    is_own = not os.environ.get("DATABASE_URL")
    if is_own and place.prepared.exists() and place.prepared.read_text() == wanted:
        say("Database: up to date")
        return
    say("Database: bringing the tables up to date")
    run_step([PYTHON, "-m", "egov_coord.launch.prepare"], env={**settings, "LOG_LEVEL": "WARNING"}, stdout=sys.stderr)
    if is_own:
        place.prepared.write_text(wanted)


def bring_up_to_date() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "egov_coord.settings")
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_demo")


if __name__ == "__main__":
    bring_up_to_date()

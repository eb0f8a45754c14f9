"""`run.py manage ...`: a management command on the demo's database, with the servers it needs."""

import os
import sys
import time
from collections.abc import Sequence

from egov_coord.launch.place import CHECKOUT, Busy, Holder, Place, demo_place, held
from egov_coord.launch.prepare import prepare
from egov_coord.launch.processes import PYTHON, Trouble, run_in_foreground
from egov_coord.launch.servers import addresses, servers
from egov_coord.launch.surroundings import demo_settings

PATIENCE = 120


def main(arguments: Sequence[str]) -> int:
    """Joins the demo where it runs; waits where it is starting or another command has the database."""
    place = demo_place()
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            with held(place, Holder("manage", os.getpid())):
                return on_own_servers(place, arguments)
        except Busy as busy:
            if busy.holder and busy.holder.is_ready:
                return hand_over(arguments, demo_settings(place, addresses(place), port=busy.holder.port or 8000))
        time.sleep(0.3)
    raise Trouble("Another command has been using the demo's database for two minutes. Try again when it has ended.")


def on_own_servers(place: Place, arguments: Sequence[str]) -> int:
    with servers(place) as started:
        settings = demo_settings(place, started, port=8000)
        if not os.environ.get("DATABASE_URL") and not place.prepared.exists():
            prepare(place, settings, say)
        return hand_over(arguments, settings)


def say(line: str) -> None:
    """What the command itself prints may be read by a machine, so this goes beside it."""
    print(line, file=sys.stderr, flush=True)


def hand_over(arguments: Sequence[str], settings: dict[str, str]) -> int:
    return run_in_foreground([PYTHON, CHECKOUT / "manage.py", *arguments], env=settings)

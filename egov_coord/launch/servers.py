"""The database and the broker a command runs on: named in the environment, or our own for as long as it lives."""

import contextlib
import os
from collections.abc import Callable, Iterator

from egov_coord.embedded import has_valkey, postgres_url, start_postgres, start_valkey, valkey_url
from egov_coord.launch.place import Place
from egov_coord.launch.processes import Server

Say = Callable[[str], None]


def silence(_: str) -> None:
    return None


@contextlib.contextmanager
def servers(place: Place, *, say: Say = silence, safe_to_lose: bool = False) -> Iterator[dict[str, str]]:
    """Starts what DATABASE_URL and REDIS_URL do not name and yields both addresses (REDIS_URL may be missing)."""
    with contextlib.ExitStack() as stack:

        def keep(server: Server) -> None:
            stack.callback(server.stop)
            say(f"{server.name}: started")

        if os.environ.get("DATABASE_URL"):
            say("PostgreSQL: the one DATABASE_URL names")
        else:
            keep(start_postgres(place, safe_to_lose=safe_to_lose))
        if os.environ.get("REDIS_URL"):
            say("Redis: the one REDIS_URL names")
        elif has_valkey():
            keep(start_valkey(place))
        else:
            say("Redis: none on this machine, so nothing runs in the background. Name one in REDIS_URL to change that.")
        yield addresses(place)


def addresses(place: Place) -> dict[str, str]:
    """Where a place's servers listen, whether they run or not."""
    found = {"DATABASE_URL": os.environ.get("DATABASE_URL") or postgres_url(place)}
    if os.environ.get("REDIS_URL") or has_valkey():
        found["REDIS_URL"] = os.environ.get("REDIS_URL") or valkey_url(place)
    return found

"""`run.py bench [case ...]`: measures on servers of its own, thrown away afterwards."""

import sys
from collections.abc import Sequence

from egov_coord.launch import assets
from egov_coord.launch.place import throw_away_place
from egov_coord.launch.processes import PYTHON, run_in_foreground
from egov_coord.launch.servers import servers
from egov_coord.launch.surroundings import test_settings


def main(arguments: Sequence[str]) -> int:
    assets.build(say)
    with throw_away_place() as place, servers(place, safe_to_lose=True) as addresses:
        settings = test_settings(place, addresses)
        settings["STATIC_ROOT"] = str(assets.collect(settings))
        return run_in_foreground([PYTHON, "-m", "bench", *arguments], env=settings)


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)

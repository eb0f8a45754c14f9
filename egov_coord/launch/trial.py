"""`run.py test`: pytest on servers of its own, thrown away afterwards; the whole of it in several processes."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from egov_coord.launch import assets
from egov_coord.launch.place import throw_away_place
from egov_coord.launch.processes import PYTHON, run_in_foreground
from egov_coord.launch.servers import servers
from egov_coord.launch.surroundings import test_settings

MOST = 4


def main(arguments: Sequence[str]) -> int:
    assets.build(say, with_browser=True)
    with throw_away_place() as place, servers(place, safe_to_lose=True) as addresses:
        settings = test_settings(place, addresses)
        settings["STATIC_ROOT"] = str(assets.collect(settings))
        return run_in_foreground([PYTHON, "-m", "pytest", *workers(arguments), *arguments], env=settings)


def workers(arguments: Sequence[str]) -> list[str]:
    """One process per processor, four at most, each with whole files; a run that names files is begun sooner in one.

    What the person says of it (`-n0`) comes later and so wins.
    """
    count = min(os.cpu_count() or 1, MOST)
    names_files = any(Path(said.partition("::")[0]).exists() for said in arguments)
    return [] if names_files or count == 1 else ["-n", str(count), "--dist", "loadfile", "--no-loadscope-reorder"]


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)

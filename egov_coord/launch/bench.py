"""`run.py bench <name>`: measures on servers of its own, thrown away afterwards. Each bench is a module of bench/."""

from collections.abc import Sequence

from egov_coord.launch.place import CHECKOUT, throw_away_place
from egov_coord.launch.processes import PYTHON, Trouble, run_in_foreground
from egov_coord.launch.servers import servers
from egov_coord.launch.surroundings import test_settings


def main(arguments: Sequence[str]) -> int:
    known = sorted(path.stem for path in (CHECKOUT / "bench").glob("[a-z]*.py"))
    if not arguments or arguments[0] not in known:
        raise Trouble(f"Name what to measure: {', '.join(known)}.")
    with throw_away_place() as place, servers(place, safe_to_lose=True) as addresses:
        return run_in_foreground([PYTHON, "-m", "bench", *arguments], env=test_settings(place, addresses))

"""Tests that run in several processes: each has a database of its own in the broker, as pytest-django gives it one in
PostgreSQL; what each of them counted comes together in the one that writes the summary.
"""

import gc
import os
from typing import Any
from urllib.parse import urlsplit

import pytest

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")  # "gw0", "gw1" ...; empty where there is one process only
COUNTED = pytest.StashKey[dict[str, Any]]()
LONGEST = (  # these begin first, so that no process is left alone with one of them at the end
    "tests/core/test_api_contract.py",
    "tests/test_access.py",
    "tests/test_access_api.py",
    "tests/journeys/test_accessibility.py",
    "tests/chaos/test_force.py",
    "tests/test_mass_assignment.py",
    "tests/test_access_lists.py",
    "tests/test_query_ceilings.py",
    "tests/demo/test_country.py",
    "tests/bench/test_cases.py",
    "tests/core/test_api_versions.py",
    "tests/desk/test_kept.py",
    "tests/test_dead_redis.py",
    "tests/legislation/test_round_machine.py",
    "tests/projects/test_pages.py",
    "tests/projects/test_period.py",
    "tests/desk/test_pages.py",
    "tests/test_races.py",
    "tests/core/test_api_trials.py",
    "tests/digests/test_worker.py",
    "tests/projects/test_concerns.py",
    "tests/history/test_mirror.py",
    "tests/projects/test_live.py",
    "tests/egov_coord/test_generated_client.py",
)


def broker_of(address: str, worker: str) -> str:
    """The address of this worker's database: number 1 is that of ``gw0``, 0 that of everybody else."""
    number = int(worker.removeprefix("gw")) + 1
    if address.startswith("unix://"):
        return f"{address}?db={number}"
    return urlsplit(address)._replace(path=f"/{number}").geturl()


if WORKER and os.environ.get("REDIS_URL"):  # before anybody reads the settings
    os.environ["REDIS_URL"] = broker_of(os.environ["REDIS_URL"], WORKER)


def count(config: pytest.Config, name: str, number: int) -> None:
    counted = config.stash.setdefault(COUNTED, {})
    counted[name] = counted.get(name, 0) + number


def note(config: pytest.Config, name: str, what: list[str]) -> None:
    """What every process says alike."""
    config.stash.setdefault(COUNTED, {})[name] = what


def told(config: pytest.Config, name: str) -> Any:
    """What was counted or noted by all processes together; None where nobody said anything."""
    return config.stash.setdefault(COUNTED, {}).get(name)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The longest files of a whole run first; the others as they come."""
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.nodeid.partition("::")[0], len(places)))


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was collected stays for the whole run; looking through it again and again for rubbish took a sixteenth of it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if WORKER:
        session.config.workeroutput["counted"] = session.config.stash.get(COUNTED, {})


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    for name, said in getattr(node, "workeroutput", {}).get("counted", {}).items():
        count(node.config, name, said) if isinstance(said, int) else note(node.config, name, said)

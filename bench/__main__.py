"""What `run.py bench` runs, on databases made for it and dropped again: all cases, or those that are named.

Each module offers NAMES and ``cases(country, names)``. Those on one line of WORLDS share one country, which only grows.
`bench search [--plans]` says more than a line.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from egov_coord.garbage import look_seldom
from tests.migrating import quick_migrations

WORLDS = (("api", "importing", "pages", "export"), ("search",), ("digest",))


def main(arguments: Sequence[str]) -> None:
    if arguments and arguments[0] == "search":
        importlib.import_module("bench.search").main(arguments[1:])
        return
    known = [name for world in WORLDS for module in modules(world) for name in module.NAMES]
    parser = argparse.ArgumentParser(prog="run.py bench", description="Measures how fast the product is.")
    parser.add_argument("case", nargs="*", help=f"without one all: {', '.join(known)}; search [--plans] tells more")
    parser.add_argument("--json", metavar="FILE", type=Path, help="writes one object by case")
    asked = parser.parse_args(arguments)
    unknown = [name for name in asked.case if name not in known]
    if unknown:
        parser.error(f"{', '.join(unknown)} is no case. There are: {', '.join(known)}.")
    measured: dict[str, Any] = {}
    for world in WORLDS:
        for case in measure(modules(world), asked.case or known):
            print(case, flush=True)
            measured[case.name] = case.told()
            if asked.json:
                asked.json.write_text(json.dumps(measured, indent=2) + "\n")


def modules(world: Sequence[str]) -> list[Any]:
    return [importlib.import_module(f"bench.{name}") for name in world]


def measure(world: Sequence[Any], names: Sequence[str]) -> Iterator[Any]:
    from django.utils import timezone

    from bench.case import country

    wanted = [module for module in world if set(module.NAMES) & set(names)]
    if not wanted:
        return
    with database(), country(timezone.localdate()) as shared:
        for module in wanted:
            began = time.monotonic()
            yield from module.cases(shared, names)
            print(f"  ({time.monotonic() - began:.0f} s)", flush=True)


@contextmanager
def database() -> Iterator[None]:
    """An empty one, copied from the one that was made at the start."""
    cache.clear()
    connection.close()
    creation, name = connection.creation, connection.settings_dict["NAME"]
    creation.clone_test_db("world", verbosity=0, autoclobber=True)
    connection.settings_dict["NAME"] = creation.get_test_db_clone_settings("world")["NAME"]
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name
        creation.destroy_test_db(suffix="world", verbosity=0)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "egov_coord.settings")
    django.setup()
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]  # what Django's own client calls itself
    look_seldom()  # as the worker does, in whose place digests and imports are measured here
    with quick_migrations():
        made = setup_databases(verbosity=0, interactive=False)
    try:
        main(sys.argv[1:])
    finally:
        teardown_databases(made, verbosity=0)

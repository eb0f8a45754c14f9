"""What `run.py bench` runs, on a database made for it and dropped again: all cases, or those that are named.

Each module of GROUPS offers NAMES and ``cases(country, names)``; they share one country, which only grows. Each of ALONE
fills a database of its own and says more than a line: ``main(arguments)``.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import django
from django.test.utils import setup_databases, teardown_databases

GROUPS = ("api", "pages", "export")
ALONE = ("digest", "search")


def main(arguments: Sequence[str]) -> None:
    if arguments and arguments[0] in ALONE:
        importlib.import_module(f"bench.{arguments[0]}").main(arguments[1:])
        return
    groups = {name: importlib.import_module(f"bench.{name}") for name in GROUPS}
    known = [case for group in groups.values() for case in group.NAMES]
    parser = argparse.ArgumentParser(prog="run.py bench", description="Measures how fast the product is.")
    parser.add_argument("case", nargs="*", help=f"without one all: {', '.join(known)}; or alone: {', '.join(ALONE)}")
    parser.add_argument("--json", metavar="FILE", type=Path, help="writes one object by case")
    asked = parser.parse_args(arguments)
    unknown = [name for name in asked.case if name not in known]
    if unknown:
        parser.error(f"{', '.join(unknown)} is no case. There are: {', '.join(known)}.")
    measured = measure(groups, asked.case or known)
    if asked.json:
        asked.json.write_text(json.dumps(measured, indent=2) + "\n")


def measure(groups: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    from django.utils import timezone

    from bench.case import country

    measured = {}
    with country(timezone.localdate()) as shared:
        for group in groups.values():
            if not set(group.NAMES) & set(names):
                continue
            began = time.monotonic()
            for case in group.cases(shared, names):
                print(case, flush=True)
                measured[case.name] = case.told()
            print(f"  ({time.monotonic() - began:.0f} s)", flush=True)
    return measured


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "egov_coord.settings")
    django.setup()
    made = setup_databases(verbosity=0, interactive=False)
    try:
        main(sys.argv[1:])
    finally:
        teardown_databases(made, verbosity=0)

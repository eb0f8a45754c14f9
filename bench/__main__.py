"""What `run.py bench <name> ...` runs: `main(arguments)` of bench/<name>.py, on a database made for it and dropped again."""

import importlib
import os
import sys

import django
from django.test.utils import setup_databases, teardown_databases

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "egov_coord.settings")
    django.setup()
    bench = importlib.import_module(f"bench.{sys.argv[1]}")
    made = setup_databases(verbosity=0, interactive=False)
    try:
        bench.main(sys.argv[2:])
    finally:
        teardown_databases(made, verbosity=0)

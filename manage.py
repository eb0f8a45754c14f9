#!/usr/bin/env python
"""Django's own command line; `python3 run.py manage ...` starts the servers it needs first."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "egov_coord.settings")
    execute_from_command_line(sys.argv)

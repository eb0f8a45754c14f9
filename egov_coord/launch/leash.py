"""`python -m egov_coord.launch.leash MODULE ...` runs a module so that every process it forks dies with it."""

import os
import runpy
import signal
import sys

from egov_coord.launch.processes import die_with_parent

forking: list[int] = [0]


def remember_parent() -> None:
    forking[0] = os.getpid()


def follow_parent() -> None:
    die_with_parent(forking[0], signal.SIGKILL)


if __name__ == "__main__":
    os.register_at_fork(before=remember_parent, after_in_child=follow_parent)
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)

"""What run.py hands over to, inside .venv."""

import signal
import sys
from collections.abc import Callable, Sequence

from egov_coord.launch import assets, bench, check, demo, manage, trial
from egov_coord.launch.processes import Trouble

COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "assets": assets.main,
    "bench": bench.main,
    "check": check.main,
    "demo": demo.main,
    "manage": manage.main,
    "test": trial.main,
}


def end(number: int, _: object) -> None:
    """Unwinds every `with` on the way out, undisturbed by a second signal."""
    for name in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(name, signal.SIG_IGN)
    sys.exit(128 + number)


if __name__ == "__main__":
    for name in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(name, end)
    try:
        sys.exit(COMMANDS[sys.argv[1]](sys.argv[2:]))
    except Trouble as trouble:
        sys.exit(str(trouble))

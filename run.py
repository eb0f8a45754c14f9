#!/usr/bin/env python3
"""The commands of this project; needs nothing but Python 3.11.

  python3 run.py demo [--port N]     a demo country with all it needs, on http://localhost:8000
  python3 run.py test [pytest ...]   the tests on a database of their own (--all: the long forms too)
  python3 run.py bench [CASE ...]    measures how fast the product is, on servers of its own (--json FILE)
  python3 run.py check               lint, types, contracts, templates, migrations, API file, deployment
  python3 run.py manage ...          any management command on the demo's database
  python3 run.py assets              builds the styles and fonts

It makes .venv, installs what requirements.lock names and hands over to egov_coord/launch.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

COMMANDS = ("demo", "test", "bench", "check", "manage", "assets")
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed"


class Stop(Exception):
    """Ends the command with one sentence for the person at the terminal."""


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] not in COMMANDS:
        wants_help = bool(arguments) and arguments[0] in ("help", "-h", "--help")
        print(__doc__, file=sys.stdout if wants_help else sys.stderr)
        return 0 if wants_help else 2
    if sys.version_info < (3, 11):  # noqa: UP036 - this file alone must still speak on an older Python
        raise Stop("This needs Python 3.11 or newer; this is %s." % sys.version.split()[0])  # noqa: UP031
    with alone():
        install()
    os.chdir(ROOT)
    keep_compiled_code()
    return os.execv(PYTHON, [str(PYTHON), "-m", "egov_coord.launch", *arguments])  # noqa: S606


def keep_compiled_code() -> None:
    """Below var/, whatever the person's own Python does: else each process of a run compiles Django again for seconds."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(ROOT / "var" / "compiled")


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Two commands started at once must not install into one .venv at once."""
    folder = ROOT / "var"
    folder.mkdir(exist_ok=True)
    with (folder / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def install() -> None:
    locks = [ROOT / "requirements.lock"]
    if not has_node():
        locks.append(ROOT / "requirements-node.lock")
    wanted = fingerprint(locks)
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text() == wanted:
        return
    say("Python packages: installing (the first time takes a minute)")
    STAMP.unlink(missing_ok=True)
    if not works([str(PYTHON), "-m", "pip", "--version"]):
        make_venv()
    fill_venv(locks)
    STAMP.write_text(wanted)


def has_node() -> bool:
    """Node 20 or newer with npm on the PATH; without it the wheel from requirements-node.lock is used."""
    if not shutil.which("npm") or not shutil.which("node"):
        return False
    answer = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False)
    version = re.match(r"v(\d+)\.", answer.stdout)
    return version is not None and int(version.group(1)) >= 20


def fingerprint(locks: list[Path]) -> str:
    seen = hashlib.sha256(sys.version.encode())
    for lock in locks:
        seen.update(lock.read_bytes())
    return seen.hexdigest()


def make_venv() -> None:
    made = child([sys.executable, "-m", "venv", "--clear", str(VENV)])
    if made.returncode == 0:
        return
    if "ensurepip" in made.stdout:
        raise Stop("Python's venv module is incomplete. On Debian or Ubuntu: apt-get install python3-venv")
    raise Stop("Could not make .venv:\n" + made.stdout)


def fill_venv(locks: list[Path]) -> None:
    """By uv, which is quick; by pip where uv has no wheel."""
    uv = VENV / "bin" / "uv"
    named = [part for lock in locks for part in ("-r", str(lock))]
    if install_uv() and works(
        [str(uv), "pip", "sync", "-q", "--python", str(PYTHON), "--require-hashes", *named[1::2]]
    ):
        return
    filled = child([str(PYTHON), "-m", "pip", "install", "-q", "--require-hashes", *named])
    if filled.returncode:
        raise Stop("Could not install the Python packages:\n" + filled.stdout)


def install_uv() -> bool:
    pin = re.search(r"^uv==.*(?:\n    --hash=.*)+", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    if pin is None:
        return False
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as only_uv:
        only_uv.write(pin.group(0))
        only_uv.flush()
        return works([str(PYTHON), "-m", "pip", "install", "-q", "--require-hashes", "-r", only_uv.name])


def works(command: list[str]) -> bool:
    return Path(command[0]).exists() and child(command).returncode == 0


def child(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Runs a command in a process group of its own and ends the whole group when this process is told to end."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=die_with_parent,
    )
    try:
        output, _ = process.communicate()
    except BaseException:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise
    return subprocess.CompletedProcess(command, process.returncode, output)


def die_with_parent() -> None:
    """Linux ends this process when its parent ends, however that happens; elsewhere there is no such call."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        sys.exit(main(sys.argv[1:]))
    except Stop as stop:
        sys.exit(str(stop))
    except KeyboardInterrupt:
        sys.exit(130)

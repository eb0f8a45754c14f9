"""Where a set of servers keeps its data, and who uses it now."""

import contextlib
import fcntl
import json
import os
import secrets
import shutil
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from egov_coord.launch.processes import Trouble, unprivileged

CHECKOUT = Path(__file__).resolve().parents[2]
SHORT = Path("/var/tmp")  # noqa: S108 - a unix socket's path may have 107 characters; ownership is checked
THROW_AWAY = "egov-test-"
OUTSIDE = "egov-coord-"


@dataclass(frozen=True, slots=True)
class Place:
    """`home` holds files of ours, `outside` what a server running as nobody must reach, and every socket."""

    home: Path
    outside: Path

    @property
    def cluster(self) -> Path:
        return (self.outside if unprivileged() else self.home) / "postgres"

    @property
    def prepared(self) -> Path:
        """Says by which migrations the cluster beside it got its tables and its country; missing until it has both."""
        return self.cluster.with_name("prepared")

    @property
    def sockets(self) -> Path:
        return self.outside / "run"

    @property
    def logs(self) -> Path:
        return self.home / "log"

    def secret_key(self) -> str:
        file = self.home / "secret-key"
        if not file.exists():
            write_private(file, secrets.token_urlsafe(48))
        return file.read_text()


def demo_place() -> Place:
    """The demo's data: `var/` in the checkout, or the folder named in EGOV_VAR."""
    home = Path(os.environ.get("EGOV_VAR") or CHECKOUT / "var").resolve()
    home.mkdir(parents=True, exist_ok=True)
    key = home / "outside"
    if not key.exists():
        write_private(key, secrets.token_hex(6))
    outside = own_folder(SHORT / f"{OUTSIDE}{key.read_text()}")
    (outside / "home").write_text(str(home))
    forget_lost_places()
    return Place(home, outside)


def forget_lost_places() -> None:
    """Removes what stayed outside of data folders that are gone, so that a new checkout starts with new data."""
    for outside in SHORT.glob(OUTSIDE + "*"):
        if outside.lstat().st_uid != os.geteuid() or not (outside / "home").is_file():
            continue
        key = Path((outside / "home").read_text()) / "outside"
        is_known = key.is_file() and outside.name == OUTSIDE + key.read_text()
        if not is_known and not (outside / "postgres" / "postmaster.pid").exists():
            shutil.rmtree(outside, ignore_errors=True)


@contextlib.contextmanager
def throw_away_place() -> Iterator[Place]:
    """A folder for one command, gone afterwards; what killed commands left behind goes too."""
    sweep()
    folder = Path(tempfile.mkdtemp(prefix=THROW_AWAY, dir=SHORT))
    folder.chmod(0o711)
    home = folder / "home"
    home.mkdir(mode=0o700)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield Place(home, folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def sweep() -> None:
    for folder in SHORT.glob(THROW_AWAY + "*"):
        if folder.lstat().st_uid != os.geteuid() or time.time() - folder.lstat().st_mtime < 60:
            continue
        with contextlib.suppress(OSError), (folder / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)


def own_folder(folder: Path) -> Path:
    """Makes a folder in a place everybody may write to; refuses one that somebody else has put there."""
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o711)
    found = folder.lstat()
    is_ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o022
    if not is_ours:
        raise Trouble(f"{folder} exists and is not a folder of this account alone. Remove it and try again.")
    folder.chmod(0o711)
    return folder


def write_private(file: Path, text: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        file.unlink()
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as output:
        output.write(text)


@dataclass(frozen=True, slots=True)
class Holder:
    """The command whose servers run on a place."""

    command: str
    pid: int
    port: int | None = None
    is_ready: bool = False


class Busy(Exception):
    def __init__(self, holder: Holder | None) -> None:
        super().__init__()
        self.holder = holder


@contextlib.contextmanager
def held(place: Place, holder: Holder) -> Iterator[Callable[[], None]]:
    """Holds a place for as long as this process lives and yields how to say that all is ready; Busy when it is held."""
    with (place.home / "holder").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Busy(read_holder(place)) from None

        def write(holder: Holder) -> None:
            file.truncate(0)
            file.write(json.dumps(asdict(holder)))
            file.flush()

        write(holder)
        yield lambda: write(replace(holder, is_ready=True))


def read_holder(place: Place) -> Holder | None:
    try:
        return Holder(**json.loads((place.home / "holder").read_text()))
    except (OSError, ValueError, TypeError):
        return None

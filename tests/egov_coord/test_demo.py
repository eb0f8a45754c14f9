"""The demo as a person starts and ends it; each test runs the real command."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from egov_coord.launch.place import CHECKOUT, demo_place
from tests.egov_coord.processes import descendants, left_after

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children by itself"),
]


@pytest.fixture
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """A data folder of its own and none of the servers that this test run uses."""
    monkeypatch.setenv("EGOV_VAR", str(tmp_path))
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL", "SITE_URL")}
    yield kept
    place = demo_place()
    subprocess.run(["rm", "-rf", str(place.outside)], check=True)


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(port: int, env: dict[str, str]) -> subprocess.Popen[str]:
    command = [sys.executable, str(CHECKOUT / "run.py"), "demo", "--port", str(port)]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def wait_for_ready(demo: subprocess.Popen[str], port: int) -> list[str]:
    lines = []
    assert demo.stdout
    for line in demo.stdout:
        lines.append(line.rstrip())
        if line.startswith("Ready:"):
            return lines
    raise AssertionError("\n".join(lines))


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_demo_leaves_no_process_behind(by: signal.Signals, surroundings: dict[str, str], port: int) -> None:
    with start(port, surroundings) as demo:
        lines = wait_for_ready(demo, port)
        assert lines[-1] == f"Ready: http://localhost:{port}"
        assert urllib.request.urlopen(f"http://localhost:{port}/").status == 200
        running = descendants(demo.pid)
        assert len(running) >= 8
        demo.send_signal(by)
        assert left_after(15, running) == set()


def test_manage_joins_a_running_demo_and_starts_its_own_servers_afterwards(
    surroundings: dict[str, str], port: int
) -> None:
    ask = [sys.executable, str(CHECKOUT / "run.py"), "manage", "shell", "-v0", "-c"]
    write = (
        "from accounts.models import User; User.objects.filter(pk=User.objects.first().pk).update(full_name='Renamed')"
    )
    read = "from accounts.models import User; print(User.objects.filter(full_name='Renamed').count())"
    with start(port, surroundings) as demo:
        wait_for_ready(demo, port)
        subprocess.run([*ask, write], env=surroundings, check=True)
        demo.send_signal(signal.SIGTERM)
    answer = subprocess.run([*ask, read], env=surroundings, check=True, capture_output=True, text=True)
    assert answer.stdout.strip() == "1"


def test_second_demo_is_told_where_the_first_one_is(surroundings: dict[str, str], port: int) -> None:
    with start(port, surroundings) as demo:
        wait_for_ready(demo, port)
        same_port = start(port, surroundings).communicate()[0]
        other_port = start(port + 1, surroundings).communicate()[0]
        demo.send_signal(signal.SIGTERM)
    assert f"Port {port} is in use" in same_port
    assert f"runs already: http://localhost:{port}" in other_port

"""Web servers as production runs them, with two workers, and a client that keeps its connection and times full answers."""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection

from egov_coord.launch.processes import PYTHON, Server, start

WORKERS = 2
OPTIONS = (
    "--workers",
    str(WORKERS),
    "--threads",
    "4",
    "--timeout",
    "300",
    "--no-control-socket",
    "--keep-alive",
    "600",
)
PATIENCE = 60
UNHINDERED = {"API_REQUESTS_PER_MINUTE": "1000000"}  # counted all the same


@dataclass(frozen=True, slots=True)
class Ask:
    """One request. ``status``: what it must be answered with."""

    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "GET"
    body: bytes | None = None
    status: int = 200


@dataclass(frozen=True, slots=True)
class Told:
    """``ms`` until the last byte, ``first_ms`` until the first of the body."""

    ms: float
    first_ms: float
    body: bytes
    headers: Mapping[str, str]


@dataclass(slots=True)
class Site:
    port: int
    server: Server
    line: http.client.HTTPConnection

    def tell(self, ask: Ask, keep: bool = True) -> Told:
        began = time.perf_counter()
        try:
            self.line.request(ask.method, ask.path, ask.body, {"Host": "localhost", **ask.headers})
            answer = self.line.getresponse()
        except OSError as error:
            raise RuntimeError(self.server.last_words()) from error
        body = answer.read(1)
        first_ms = (time.perf_counter() - began) * 1000
        while block := answer.read(1 << 20):
            body += block if keep else b""
        ms = (time.perf_counter() - began) * 1000
        assert answer.status == ask.status, (ask.path, answer.status, body[:300], self.server.last_words())
        return Told(ms, first_ms, body, {name.lower(): value for name, value in answer.getheaders()})

    def memory_mb(self) -> float:
        """Of the worker that holds most."""
        return max(_memory_mb(pid) for pid in _family(self.server.process.pid))


@contextmanager
def served(wsgi: str, folder: Path) -> Iterator[Site]:
    """``wsgi``: module and name of the application, on this process's database."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [PYTHON, "-m", "gunicorn", wsgi, "--bind", f"127.0.0.1:{port}", *OPTIONS]
    server = start(
        wsgi, command, log=folder / f"{wsgi.partition(':')[0]}.log", env={**os.environ, **_database(), **UNHINDERED}
    )
    try:
        _wait(server, port)
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
        yield Site(port, server, line)
    finally:
        server.stop()


def medians(asks: Mapping[str, tuple[Site, Sequence[Ask]]], warm: int = 6) -> dict[str, float]:
    """Median ms of each row of requests. They take turns, so that what else the machine does meets all alike."""
    for site, row in asks.values():
        for ask in row[:warm]:
            site.tell(ask)
    took: dict[str, list[float]] = {name: [] for name in asks}
    for turn in range(max(len(row) for _site, row in asks.values())):
        for name, (site, row) in asks.items():
            if turn < len(row):
                took[name].append(site.tell(row[turn]).ms)
    return {name: statistics.median(times) for name, times in took.items()}


def _database() -> dict[str, str]:
    head, _, query = os.environ["DATABASE_URL"].partition("?")
    name = connection.settings_dict["NAME"]
    return {"DATABASE_URL": f"{head.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")}


def _wait(server: Server, port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.is_running():
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(server.last_words())


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in children]


def _memory_mb(pid: int) -> float:
    """Memory of its own: what it shares with the others is left out."""
    told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return sum(int(line.split()[1]) for line in told.splitlines() if line.startswith("Private_")) / 1024

"""What is measured once, and where."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.data import Government, fill, found
from bench.serving import Ask, Site, served


@dataclass(frozen=True, slots=True)
class Case:
    """One line of the answer. ``bare_ms``: the same without the product; ``ratio``: how many times as long the product takes.
    ``plain_ms``: the same by Django alone, where that was asked too. ``anew_ms``: with nothing kept. ``sql``: statements of one
    request, one import, one morning. ``rows_per_s``: lines of a file in or out; ``records_per_s``: of the tables."""

    name: str
    ms: float
    bare_ms: float | None = None
    plain_ms: float | None = None
    anew_ms: float | None = None
    sql: int | None = None
    p95_ms: float | None = None
    rows_per_s: float | None = None
    records_per_s: float | None = None
    memory_growth_mb: float | None = None
    first_byte_ms: float | None = None

    @property
    def ratio(self) -> float | None:
        return None if not self.bare_ms else self.ms / self.bare_ms

    def told(self) -> dict[str, Any]:
        kept = {name: getattr(self, name) for name in self.__slots__ if name != "name"}
        kept |= {"ratio": self.ratio}
        return {name: round(value, 2) for name, value in kept.items() if value is not None}

    def __str__(self) -> str:
        return f"{self.name}: " + ", ".join(f"{name} {value:,}" for name, value in self.told().items())


@dataclass
class Country:
    """The country that all cases of a run share: it grows, and its servers start, when a case first asks for it."""

    on: date
    folder: Path
    stack: ExitStack
    projects: int = 0
    sites: dict[str, Site] = field(default_factory=dict)

    @cached_property
    def government(self) -> Government:
        return found(self.on)

    def grow(self, projects: int) -> Government:
        """At least so many projects; cases go from few to many."""
        government = self.government
        if projects > self.projects:
            fill(self.projects + 1, projects, self.on)
            self.projects = projects
        return government

    def site(self, wsgi: str = "egov_coord.wsgi:application") -> Site:
        if wsgi not in self.sites:
            self.sites[wsgi] = self.stack.enter_context(served(wsgi, self.folder))
        return self.sites[wsgi]

    @property
    def bare(self) -> Site:
        return self.site("bench.bare:application")

    @property
    def plain(self) -> Site:
        return self.site("bench.plain:application")


@contextmanager
def country(on: date) -> Iterator[Country]:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        yield Country(on, Path(folder), stack)


def statements(ask: Ask, warm: int = 1) -> int:
    """How many one request takes, once what is kept between requests is there."""
    client = Client(headers=ask.headers)
    for _ in range(warm + 1):
        with CaptureQueriesContext(connection) as told:
            answer = client.generic(ask.method, ask.path, ask.body or b"", content_type="application/json")
            body = b"".join(answer)
        assert answer.status_code == ask.status, body
    return len(told)


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are sent meanwhile, each by its first words."""
    told: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        told.append(str(sql)[:60])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield told


class Peak:
    """How much more memory this process comes to hold than when this was made."""

    def __init__(self) -> None:
        Path("/proc/self/clear_refs").write_text("5")  # forgets the peak there was
        self.began = self._mb("VmRSS")

    def growth_mb(self) -> float:
        return self._mb("VmHWM") - self.began

    @staticmethod
    def _mb(name: str) -> float:
        told = Path("/proc/self/status").read_text()
        return next(int(line.split()[1]) for line in told.splitlines() if line.startswith(name)) / 1024

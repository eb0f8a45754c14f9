"""The world of the access tests, the number of their cases at the end of the run, and what rewrites docs/permissions.md."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.workers import count, told

if TYPE_CHECKING:
    from tests.access.walk import Walker
    from tests.access.world import World

CASES = "access cases"
IN_MEMORY = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
"""Emptied after each request: over a line that would take longer than many an answer."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-permissions", action="store_true", help="write docs/permissions.md anew")
    parser.addoption("--write-query-counts", action="store_true", help="write tests/query_counts.json anew")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    cases = told(config, CASES)
    if cases:
        terminalreporter.line(f"{CASES}: {cases}")


@contextmanager
def sessions_as_they_began() -> Iterator[None]:
    """Each request finds the session as it was at first: after a minute every single one would write its last use anew."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("accounts.middleware.TOUCH_SECONDS", 24 * 60 * 60)
        yield


@pytest.fixture(scope="module")
def world(kept) -> Iterator["World"]:
    """Built once for all tests of a file."""
    from django.test import override_settings

    from tests.access.world import build

    logging.disable(logging.CRITICAL)
    with override_settings(CACHES=IN_MEMORY):
        yield build()
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def walker(request, world) -> Iterator["Walker"]:
    from tests.access.walk import Walker

    with sessions_as_they_began():
        walker = Walker(world)
        yield walker
    count(request.config, CASES, walker.cases)

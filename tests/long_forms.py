"""Tests marked `long` run with --all; without it the summary says how many were left out and why.

A file named ``..._long.py`` is not even read without it, because making its tests takes long.
"""

from pathlib import Path

import pytest

from tests.workers import note, told

LEFT_OUT = "left out"
UNREAD = pytest.StashKey[list[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", help="the long forms too")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    if config.getoption("--all") or not collection_path.name.endswith("_long.py"):
        return None
    known = config.stash.setdefault(UNREAD, [])
    name = str(collection_path.relative_to(config.rootpath))
    if name not in known:
        known.append(name)
    return True


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--all"):
        return
    left_out = [item for item in items if item.get_closest_marker("long")]
    unread = config.stash.get(UNREAD, [])
    if not (left_out or unread):
        return
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)
    note(config, LEFT_OUT, unread + [item.nodeid for item in left_out])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    left_out = told(config, LEFT_OUT)
    if not left_out:
        return
    terminalreporter.section("left out: the long forms, which run with --all")
    for name in left_out:
        terminalreporter.line(name)

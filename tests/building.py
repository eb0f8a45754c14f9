"""What many tests of a file name as fixtures is built once: it stays in a transaction around them, and every test finds
exactly the rows that it names.

Before a test, what it does not name is taken back, and what is missing is built as the fixture says. The test gets copies
of the objects, so that none sees what another did to them; what it wrote is rolled back as ever. Where that cannot be (the
test commits, or its file keeps a world of its own) the fixture is built for the one test.
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import cache, partial
from inspect import Parameter, signature
from typing import Any

import pytest
from django.db import transaction

COPIES = pytest.StashKey[dict[str, Any]]()
COMMITS = {"transactional_db", "live_server", "django_db_reset_sequences", "django_db_serialized_rollback"}
TRAVELS = {"time_machine"}
AROUND = {"taken_back_after_the_file", "before_the_transaction", "_django_db_helper"}
WRITE_NOTHING = AROUND | {"browse", "now", "arabic"}


@dataclass(frozen=True)
class Builder:
    """``whenever``: it may come before or after anything else, as people and institutions may."""

    build: Callable[..., Any]
    needs: tuple[str, ...]
    whenever: bool


@dataclass(frozen=True)
class Level:
    """``things``: all that is built up to here."""

    name: str
    around: transaction.Atomic
    things: dict[str, Any]


BUILDERS: dict[str, Builder] = {}
LEVELS: list[Level] = []


def built_once(build: Callable[..., Any], *, whenever: bool = False) -> Callable[..., Any]:
    """A fixture whose arguments are such fixtures too."""
    name, needs = build.__name__, tuple(signature(build).parameters)
    assert name not in BUILDERS, "one builder for each name"
    assert set(needs) <= set(BUILDERS), "all of what it needs is built once"
    BUILDERS[name] = Builder(build, needs, whenever)

    def given(request: pytest.FixtureRequest, db: None, **needed: Any) -> Any:
        copies = request.node.stash.get(COPIES, {})
        return copies[name] if name in copies else build(**needed)

    asked = [Parameter(each, Parameter.POSITIONAL_OR_KEYWORD) for each in ("request", "db", *needs)]
    given.__signature__ = signature(given).replace(parameters=asked)  # type: ignore[attr-defined]
    given.__name__, given.__doc__, given.__module__ = name, build.__doc__, build.__module__
    given.builds = name  # type: ignore[attr-defined]
    return pytest.fixture(given)


built_once_whenever = partial(built_once, whenever=True)


def hold(item: pytest.Item) -> None:
    """Exactly what this test names, before its own transaction begins."""
    wanted = wanted_by(item)
    take_back(reusable(wanted))
    for name in wanted:
        if name not in _things():
            _build(name)
    item.stash[COPIES] = deepcopy(_things())


def reusable(wanted: list[str]) -> int:
    """How many levels are wanted, in an order that makes no difference."""
    in_order = [name for name in wanted if not BUILDERS[name].whenever]
    for number, level in enumerate(LEVELS):
        if level.name not in wanted:
            return number
        if not BUILDERS[level.name].whenever and level.name != in_order.pop(0):
            return number
    return len(LEVELS)


def take_back(down_to: int = 0) -> None:
    while len(LEVELS) > down_to:
        around = LEVELS.pop().around
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


def _things() -> dict[str, Any]:
    return LEVELS[-1].things if LEVELS else {}


def _build(name: str) -> None:
    builder, things, around = BUILDERS[name], deepcopy(_things()), transaction.atomic()
    around.__enter__()
    LEVELS.append(Level(name, around, things))
    things[name] = builder.build(*(things[each] for each in builder.needs))


def wanted_by(item: pytest.Item) -> list[str]:
    """In the order in which pytest asks for them; of what comes after a fixture that may write, only what may come whenever.
    None where the test commits, travels in time or its file keeps a world of its own."""
    marked = item.get_closest_marker("django_db")
    definitions = item._fixtureinfo.name2fixturedefs
    if (COMMITS | TRAVELS) & set(definitions) or (marked and (marked.args or marked.kwargs)) or _keeps_a_world(item):
        return []
    wanted: list[str] = []
    seen: set[str] = set()
    has_written = False

    def visit(name: str) -> None:
        nonlocal has_written
        if name in seen or name not in definitions:
            return
        seen.add(name)
        definition = definitions[name][-1]
        for each in definition.argnames:
            visit(each)
        if _can_stay(name, definition, wanted) and (BUILDERS[name].whenever or not has_written):
            wanted.append(name)
        elif _is_ours(definition) and definition.scope == "function" and name not in WRITE_NOTHING:
            has_written = True

    for name in item.fixturenames:
        visit(name)
    return wanted


def _can_stay(name: str, definition: Any, wanted: list[str]) -> bool:
    return getattr(definition.func, "builds", "") == name and set(BUILDERS[name].needs) <= set(wanted)


def _is_ours(definition: Any) -> bool:
    return definition.func.__module__.startswith("tests.")


def _keeps_a_world(item: pytest.Item) -> bool:
    return _file_of(item) in _files_with_worlds(item.session)


def _file_of(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]


@cache
def _files_with_worlds(session: pytest.Session) -> frozenset[str]:
    """Files of which a test has a fixture of our own that lasts longer than a test."""
    return frozenset(_file_of(item) for item in session.items if _lasts(item))


def _lasts(item: pytest.Item) -> bool:
    info = getattr(item, "_fixtureinfo", None)
    return any(
        definitions[-1].scope in ("module", "class", "package") and _is_ours(definitions[-1])
        for name, definitions in (info.name2fixturedefs.items() if info else ())
        if name not in AROUND
    )

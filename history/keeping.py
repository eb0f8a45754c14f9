"""Answers that are kept until something they were read from is written.

An answer is kept with the tables it was read from, as its statements name them, and with what could be seen before it was read.
It holds while no transaction that could not be seen then has written one of these tables: then it is what would be read now.
Whatever the cache forgets, or cannot be asked for, is read anew; of many who ask at once, one reads and the others wait for it.
"""

import hashlib
import re
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache as once
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

import structlog
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import get_language

from history.writes import Place, is_unwritten_since, noted_tables, place

T = TypeVar("T")
log = structlog.get_logger(__name__)
LONGEST = 24 * 60 * 60
READING = "%s:reading"
PATIENCE, PAUSE = 20, 0.05
"""Seconds: how long one waits for another who reads the same, and until the next look."""
WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    answer: T
    then: Place
    tables: frozenset[str]


class Reading:
    """Sees which tables the statements of a connection name."""

    def __init__(self) -> None:
        self.tables: set[str] = set()

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.tables |= _tables().keys() & set(WORDS.findall(sql))
        return execute(sql, params, many, context)


def kept(what: str, asked: Any, answer: Callable[[], T], *, known: Collection[type[Model]] = ()) -> T:
    """What ``answer`` reads, or read before while it still holds.

    ``asked``: all that it depends on besides records: who reads, on which day, with which filter; its ``repr`` tells two apart.
    ``known``: what it uses of records that were read before. Inside a transaction nothing is kept: it may see what nobody else does.
    """
    if connection.in_atomic_block:
        return answer()
    key = _key(what, asked)
    until = time.monotonic() + PATIENCE
    while (found := _standing(key)) is None and not _is_first(key) and time.monotonic() < until:
        time.sleep(PAUSE)
    if found is not None:
        return cast(T, found.answer)
    try:
        return _read(what, key, answer, known)
    finally:
        cache.delete(READING % key)


def _standing(key: str) -> Kept[Any] | None:
    found: Kept[Any] | None = cache.get(key)
    return found if found is not None and is_unwritten_since(found.then, found.tables) else None


def _is_first(key: str) -> bool:
    """Nobody else is reading it: of many who ask at once, one reads."""
    return bool(cache.add(READING % key, True, PATIENCE))


def _read(what: str, key: str, answer: Callable[[], T], known: Collection[type[Model]]) -> T:
    then, reading = place(), Reading()
    with connection.execute_wrapper(reading):
        read = answer()
    tables = frozenset(_tables()[name] for name in reading.tables) | {model._meta.db_table for model in known}
    unnoted = tables - noted_tables()
    if unnoted:
        log.error("not kept", what=what, tables=sorted(unnoted))
    else:
        cache.set(key, Kept(read, then, tables), LONGEST)
    return read


def _key(what: str, asked: Any) -> str:
    told = repr(
        (asked, get_language(), timezone.get_current_timezone_name(), connection.settings_dict["NAME"], _code())
    )
    return f"kept:{what}:{hashlib.sha256(told.encode()).hexdigest()}"


@once
def _tables() -> dict[str, str]:
    """Every table, by name; events are written with the records they tell of, by a trigger of these."""
    models = apps.get_models(include_auto_created=True)
    return {model._meta.db_table: getattr(model, "pgh_tracked_model", model)._meta.db_table for model in models}


@once
def _code() -> str:
    """Tells one release from another, whose answers may have another shape."""
    ours = [Path(app.path) for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR]
    files = sorted(file for folder in ours for file in folder.rglob("*.py"))
    return hashlib.sha256(repr([(str(file), file.stat().st_mtime_ns) for file in files]).encode()).hexdigest()

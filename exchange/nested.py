"""Values inside a cell that holds a Python literal or JSON, such as ``{'slug': 'x', 'parents': [{'id': 1}]}``.

A path is a list of keys. On the way every item of a list is walked through; ``*`` stands for every item or every key.
"""

import ast
import json
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from django.utils.translation import gettext as _

from exchange.cells import Unreadable

MAX_LETTERS = 50_000
MAX_DEPTH = 10
EVERY = "*"
_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"", re.DOTALL)


def values_inside(text: str, path: Sequence[str], *, is_optional: bool = False) -> list[str]:
    """The texts at the end of ``path``, empty ones left out. A key that is missing is an error unless ``is_optional``."""
    if not text.strip():
        return []
    found = [_read(text)]
    for step in path:
        found = [value for each in found for value in _step(each, step, is_optional)]
    return [value for value in (_text(each) for one in found for each in _items(one)) if value]


def paths_inside(text: str) -> list[str]:
    """Every path to a single value, as a profile writes it; none for a cell that holds nothing nested."""
    if text.strip()[:1] not in ("{", "["):
        return []
    try:
        return list(dict.fromkeys(".".join(path) or EVERY for path in _paths(_read(text))))
    except Unreadable:
        return []


def _paths(value: object) -> Iterator[tuple[str, ...]]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from ((str(key), *rest) for rest in _paths(each))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _paths(each)
    else:
        yield ()


def _step(value: object, step: str, is_optional: bool) -> list[object]:
    """Where one step leads from a value, through the items of a list."""
    if isinstance(value, list | tuple):
        return list(value) if step == EVERY else [one for each in value for one in _step(each, step, is_optional)]
    if value is None:
        return []
    if not isinstance(value, dict):
        raise Unreadable(_("Nothing stands inside “%(value)s”. Shorten inside in the profile.") % {"value": value})
    if step == EVERY:
        return list(value.values())
    if step in value:
        return [value[step]]
    if is_optional:
        return []
    raise Unreadable(
        _("Nothing stands under “%(key)s”; there are: %(keys)s. Correct inside, or mark the field optional.")
        % {"key": step, "keys": ", ".join(map(str, value))}
    )


def _items(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else [value]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    raise Unreadable(_("More stands inside than one value. Name the key of it in inside."))


@lru_cache(maxsize=32)
def _read(text: str) -> object:
    """Several fields read one cell: it is taken apart once."""
    if len(text) > MAX_LETTERS:
        raise Unreadable(
            _("The cell has %(length)d letters; at most %(most)d are taken apart.")
            % {"length": len(text), "most": MAX_LETTERS}
        )
    if _depth(text) > MAX_DEPTH:
        raise Unreadable(_("The cell is nested more than %(most)d deep.") % {"most": MAX_DEPTH})
    for reader in (json.loads, ast.literal_eval):
        try:
            return reader(text.strip())
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            continue
    raise Unreadable(_("Neither JSON nor a Python literal. Correct the cell, or read it without inside."))


def _depth(text: str) -> int:
    depth = deepest = 0
    for sign in _QUOTED.sub("", text):
        depth += (sign in "[{(") - (sign in ")}]")
        deepest = max(deepest, depth)
    return deepest

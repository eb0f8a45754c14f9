"""Typed reading of a TOML profile: every fault is collected with its line and key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from exchange.problems import Problem, Refused, refused, shortened

_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")


@dataclass(slots=True)
class Source:
    text: str
    problems: list[Problem] = field(default_factory=list)

    def line_of(self, path: Sequence[str]) -> int | None:
        """Where the last key of a path stands, below the heading of its table; the best a parser without positions allows."""
        lines = self.text.splitlines()
        start = 0
        for depth in range(len(path), 0, -1):
            heading = self._heading(lines, path[:depth])
            if heading is not None:
                start = heading
                break
        key = re.compile(rf"""^\s*["']?{re.escape(path[-1])}["']?\s*=|[{{,]\s*{re.escape(path[-1])}\s*=""")
        found = (number for number in range(start, len(lines)) if key.search(lines[number]))
        return next(found, start) + 1 if lines else None

    def _heading(self, lines: Sequence[str], path: Sequence[str]) -> int | None:
        wanted = ".".join(path)
        for number, text in enumerate(lines):
            if text.strip().startswith("[") and text.replace('"', "").strip().strip("[]") == wanted:
                return number
        return None


class Section:
    """One table of a profile. ``close()`` names the keys nobody read."""

    def __init__(self, data: dict[str, Any], source: Source, path: tuple[str, ...] = ()) -> None:
        self._data = data
        self._source = source
        self._path = path
        self._read: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self._data

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def raw(self, key: str) -> Any:
        self._read.add(key)
        return self._data.get(key)

    def problem(self, key: str, reason: str, value: object = "") -> None:
        path = (*self._path, key)
        self._source.problems.append(Problem(self._source.line_of(path), ".".join(path), shortened(str(value)), reason))

    def text(self, key: str, default: str = "", *, is_required: bool = False) -> str:
        value = self.raw(key)
        if value is None and is_required:
            self.problem(key, _("This key is missing."))
        if value is None:
            return default
        if not isinstance(value, str):
            self.problem(key, _("Write a text between quotes."), value)
            return default
        return value

    def texts(self, key: str, default: Sequence[str] = ()) -> tuple[str, ...]:
        """A list of texts, or one text."""
        value = self.raw(key)
        if value is None:
            return tuple(default)
        if isinstance(value, str):
            return (value,)
        if not (isinstance(value, list) and all(isinstance(each, str) for each in value)):
            self.problem(key, _("Write a text between quotes, or a list of texts."), value)
            return tuple(default)
        return tuple(value)

    def one_of(self, key: str, allowed: Sequence[str], default: str = "") -> str:
        value = self.text(key, default)
        if value != default and value not in allowed:
            self.problem(key, _("Choose one of: %(allowed)s.") % {"allowed": ", ".join(allowed)}, value)
            return default
        return value

    def flag(self, key: str, default: bool = False) -> bool:
        value = self.raw(key)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        self.problem(key, _("Write true or false."), value)
        return default

    def number(self, key: str, default: float, lowest: float, highest: float) -> float:
        value = self.raw(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float) or not lowest <= value <= highest:
            text = _("Write a number from %(lowest)s to %(highest)s.") % {"lowest": lowest, "highest": highest}
            self.problem(key, text, value)
            return default
        return value

    def day(self, key: str) -> date | None:
        value = self.raw(key)
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        self.problem(key, _("Write a date without quotes, such as 2020-09-02."), value)
        return None

    def pattern(self, key: str) -> re.Pattern[str] | None:
        found = self.patterns(key)
        return found[0] if found else None

    def patterns(self, key: str) -> tuple[re.Pattern[str], ...]:
        return tuple(pattern for text in self.texts(key) for pattern in self.compiled(key, text))

    def compiled(self, key: str, text: str) -> Iterator[re.Pattern[str]]:
        """None for what is no regular expression: that is a problem of the key."""
        try:
            yield re.compile(text, re.IGNORECASE | re.DOTALL)
        except re.error as error:
            reason = _("Not a regular expression (%(why)s). Write it between single quotes.") % {"why": error}
            self.problem(key, reason, text)

    def section(self, key: str) -> Section:
        """An absent table is an empty one."""
        value = self.raw(key)
        if value is not None and not isinstance(value, dict):
            self.problem(key, _("This must be a table, headed [%(name)s].") % {"name": ".".join((*self._path, key))})
            value = None
        return Section(value or {}, self._source, (*self._path, key))

    def close(self) -> None:
        for key in self._data:
            if key not in self._read:
                self.problem(key, _("Nothing reads this key. Check its spelling and the table it stands in."))


def parse(text: str) -> tuple[Section, Source]:
    """Raises Refused with the line when the text is no TOML."""
    try:
        data = tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        place = _AT_LINE.search(str(error))
        reason = _("The profile is not valid TOML: %(why)s") % {"why": error}
        raise refused(reason, row=int(place[1]) if place else None) from None
    source = Source(text)
    return Section(data, source), source


def refuse_if_faulty(source: Source) -> None:
    if source.problems:
        raise Refused(source.problems)

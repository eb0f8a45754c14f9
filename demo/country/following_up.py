"""Reads what the office does about what stands in the way, and what people follow, into typed plans."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("desk.toml")


@dataclass(frozen=True, slots=True)
class ThingPlan:
    """A concern or overdue duty: its kind, and words of its title. ``days`` count back from the day of loading."""

    about: str
    names: str
    by: str
    days: int


@dataclass(frozen=True, slots=True)
class HandlingPlan(ThingPlan):
    """``put_off``: so many days after the day of loading."""

    put_off: int | None = None
    handled_by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class FollowsPlan:
    """Records by their keys in the files."""

    person: str
    days: int
    projects: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    institutions: tuple[str, ...] = ()


def handlings() -> list[HandlingPlan]:
    return [HandlingPlan(**row) for row in _said()["handling"]]


def for_council() -> list[ThingPlan]:
    return [ThingPlan(**row) for row in _said()["council"]]


def follows() -> list[FollowsPlan]:
    return [_follows(person, row) for person, row in _said()["follows"].items()]


def _follows(person: str, row: Mapping[str, Any]) -> FollowsPlan:
    keys = {name: tuple(said) for name, said in row.items() if name != "days"}
    return FollowsPlan(person, row["days"], **keys)


def _said() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))

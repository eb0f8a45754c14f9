"""What an import can fill. An app registers its target in ``imports``, found at start as ``django.contrib.admin`` finds ``admin``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exchange.fields import Asked, Field
from exchange.problems import LeftOut, Problem

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.utils.functional import Promise

    from accounts.models import User
    from exchange.models import ImportRun
    from exchange.profiles import Profile
    from exchange.rows import Row
    from exchange.sections import Section

Decisions = Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two things that may be one. ``key`` stands for the question in the decisions: True is the same, False is not."""

    key: str
    row: int
    column: str
    value: str
    known: str
    likeness: float
    path: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """What the file says otherwise than the one of its series before it. ``what`` is the same for all of one kind."""

    what: str
    name: str
    before: str = ""
    now: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """``columns``: the column each field was read from. ``options``: what is said beside the profile, such as the round.
    ``parts``: rows of a folder's tables that fill something else, by what it is.
    """

    profile: Profile
    rows: Sequence[Row]
    columns: Mapping[str, str]
    options: Mapping[str, str]
    decisions: Decisions
    on: date
    parts: Mapping[str, Sequence[Row]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """What applying would do. ``tallies``: counts by name, such as ratings; ``notes``: what else happens, in words;
    ``left_out``: what the file says and could not be taken over; ``moves``: what it says otherwise than the one before it.
    """

    new: int
    changed: int
    unchanged: int
    problems: Sequence[Problem] = ()
    proposals: Sequence[Proposal] = ()
    tallies: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    notes: Sequence[str | Promise] = ()
    left_out: Sequence[LeftOut] = ()
    moves: Sequence[Move] = ()
    changes_anything: bool = False
    write: Callable[[ImportRun, datetime], None] | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """``read_settings`` reads the sections of a profile that only this target knows, ``write_sections`` writes them
    from the answers to ``asked``. ``profiles`` is the folder of those that come with the product; ``tallies`` are the
    headings of the counts in a plan; ``earlier`` are the fields that a row may hold of earlier rounds too;
    ``parts`` what else the tables of a folder may fill, by name.
    """

    name: str
    title: str | Promise
    may: Callable[[User | AnonymousUser], bool]
    fields: tuple[Field, ...]
    read_settings: Callable[[Section], Any]
    plan: Callable[[Request], Plan]
    profiles: Path
    asked: tuple[Asked, ...]
    write_sections: Callable[[Mapping[str, str]], str]
    options: Mapping[str, str | Promise] = field(default_factory=dict)
    tallies: Mapping[str, str | Promise] = field(default_factory=dict)
    earlier: tuple[str, ...] = ()
    parts: Mapping[str, tuple[Field, ...]] = field(default_factory=dict)

    def field(self, name: str) -> Field:
        return next(each for each in self.fields if each.name == name)


_targets: dict[str, Target] = {}


def moves_by_kind(moves: Iterable[Move]) -> dict[str, list[Move]]:
    """In the order in which the kinds first come."""
    found: dict[str, list[Move]] = {}
    for move in moves:
        found.setdefault(move.what, []).append(move)
    return found


def register(target: Target) -> None:
    _targets[target.name] = target


def targets() -> list[Target]:
    return list(_targets.values())


def find_target(name: str) -> Target | None:
    return _targets.get(name)

"""Reads what stands in the law of the country into typed plans. Months are counted from the month of the open round."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("legislation.toml")


@dataclass(frozen=True, slots=True)
class ActPlan:
    """``proposed``: a deadline that was read in ``words`` and that nobody has confirmed yet."""

    key: str
    kind: str
    title: str
    short: str = ""
    number: str = ""
    celex: str = ""
    eli: str = ""
    deadline: date | None = None
    proposed: date | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class ItemPlan:
    """``acts``: by key the provisions touched. ``stages``: when it came into each; ``plan``: when it is to come into the next."""

    key: str
    title: str
    problem: str
    lead: str
    description: str
    stages: Mapping[str, float]
    acts: Mapping[str, str] = field(default_factory=dict)
    functions: tuple[str, ...] = ()
    plan: Mapping[str, float] = field(default_factory=dict)
    visibility: str = "government"
    dropped: str = ""


@dataclass(frozen=True, slots=True)
class CommentPlan:
    at: str
    text: str
    reply: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class OpinionPlan:
    """Given ``on`` a month or, in a live round, so many working days ago."""

    of: str
    position: str
    words: str = ""
    on: float | None = None
    days_ago: int | None = None
    comments: tuple[CommentPlan, ...] = ()
    ended_on: float | None = None
    ended: str = ""


@dataclass(frozen=True, slots=True)
class ExtensionPlan:
    """``more``: working days after the deadline that are asked for."""

    of: str
    days_ago: int
    more: int
    why: str


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """Opened in a month or, when it is live, so many working days ago."""

    item: str
    title: str
    days: int
    asks: tuple[str, ...]
    opened: float | None = None
    opened_days: int | None = None
    changes: str = ""
    shortened: str = ""
    concluded: float | None = None
    words: str = ""
    opinions: tuple[OpinionPlan, ...] = ()
    extensions: tuple[ExtensionPlan, ...] = ()


@dataclass(frozen=True, slots=True)
class BlockPlan:
    project: str
    item: str
    needed: float
    stated: float
    why: str


@dataclass(frozen=True, slots=True)
class LinePlan:
    """A line of a concordance table; ``at``: the national provision, ``complete``: the month by which it is to be whole."""

    act: str
    provision: str
    level: str
    text: str = ""
    law: str = ""
    at: str = ""
    item: str = ""
    complete: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class LawsPlan:
    acts: tuple[ActPlan, ...]
    measures: tuple[tuple[str, str], ...]
    items: tuple[ItemPlan, ...]
    rounds: tuple[RoundPlan, ...]
    blocks: tuple[BlockPlan, ...]
    lines: tuple[LinePlan, ...]


def laws() -> LawsPlan:
    said = tomllib.loads(FILE.read_text())
    return LawsPlan(
        acts=tuple(ActPlan(**row) for row in said["act"]),
        measures=tuple((row["act"], row["law"]) for row in said["measure"]),
        items=tuple(ItemPlan(**row) for row in said["item"]),
        rounds=tuple(_round(row) for row in said["round"]),
        blocks=tuple(BlockPlan(**row) for row in said["block"]),
        lines=tuple(LinePlan(**row) for row in said["line"]),
    )


def _round(row: dict[str, Any]) -> RoundPlan:
    opinions = tuple(_opinion(each) for each in row.pop("opinions", ()))
    extensions = tuple(ExtensionPlan(**each) for each in row.pop("extensions", ()))
    return RoundPlan(**row, opinions=opinions, extensions=extensions)


def _opinion(row: dict[str, Any]) -> OpinionPlan:
    comments = tuple(CommentPlan(**each) for each in row.pop("comments", ()))
    return OpinionPlan(**row, comments=comments)

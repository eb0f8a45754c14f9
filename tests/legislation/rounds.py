"""Rounds of a consultation as they should stand, by DOMAIN section 4 alone; the machine holds the real ones against them."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from legislation.models import Comment, Consultation, Opinion, Request
from legislation.rules.terms import Standing

TABLES = (Consultation, Request, Opinion, Comment)


def everything() -> list[Any]:
    return [list(model.objects.order_by("pk").values_list()) for model in TABLES] + [
        model._meta.get_field("events").related_model.objects.count() for model in TABLES
    ]


@dataclass
class Asked:
    """One request as it should stand. ``said``: day, position and comment of each opinion; ``settled``: by whom."""

    due_on: date | None = None
    said: list[tuple[date, str, str]] = field(default_factory=list)
    wanted_on: date | None = None
    is_answered: bool = True
    settled: str = ""

    @property
    def position(self) -> str:
        return self.said[-1][1] if self.said else ""

    @property
    def is_dissent(self) -> bool:
        return self.position == "not approved" and not self.settled

    def standing(self, on: date, round_: "Round") -> Standing:
        if self.due_on is None:
            return Standing.NOT_ASKED
        if self.said:
            return Standing.ON_TIME if self.said[0][0] <= self.due_on else Standing.LATE
        if on <= self.due_on:
            return Standing.CALLED_OFF if round_.status == "withdrawn" else Standing.AWAITED
        was_called_off = round_.status == "withdrawn" and round_.ended_on is not None and round_.ended_on <= self.due_on
        return Standing.CALLED_OFF if was_called_off else Standing.SILENT


@dataclass
class Round:
    days: int
    requests: dict[str, Asked]
    status: str = "draft"
    opened_on: date | None = None
    due_on: date | None = None
    ended_on: date | None = None

    @property
    def is_running(self) -> bool:
        return self.status in ("draft", "open")

    def has_heard(self, code: str) -> bool:
        return code in self.requests and bool(self.requests[code].said)

    def may_be_concluded(self, on: date) -> bool:
        """Everybody answered or let the own deadline pass, and every comment and wish for more time has its answer."""
        return self.status == "open" and all(
            asked.is_answered and bool(asked.said or (asked.due_on and asked.due_on < on and asked.wanted_on is None))
            for asked in self.requests.values()
        )


def dissents(rounds: list[Round], on: date) -> list[str]:
    """Whose dissent is for the council: once its round is due or concluded, until the same institution says something in a
    later round that is not withdrawn."""
    return [
        code
        for number, each in enumerate(rounds)
        for code, asked in each.requests.items()
        if asked.is_dissent
        and (each.status == "concluded" or (each.status == "open" and each.due_on is not None and each.due_on < on))
        and not any(later.status != "withdrawn" and later.has_heard(code) for later in rounds[number + 1 :])
    ]


def silences(rounds: list[Round], on: date) -> list[str]:
    """Who is past the own deadline in an open round, and does not wait for an answer to a wish for more time."""
    return [
        code
        for each in rounds
        if each.status == "open"
        for code, asked in each.requests.items()
        if asked.standing(on, each) is Standing.SILENT and asked.wanted_on is None
    ]

"""How an EU act stands in national law, in words: late, wrong or neither, why, and whose move it is. Asks nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.figures import day_text
from legislation.models import Act, Stage
from legislation.rules.deficits import Deficit, Standing
from legislation.rules.stages import OVER


@dataclass(frozen=True, slots=True)
class Work:
    """The item that works on an act, or that brought the law in force."""

    title: str
    path: str
    stage: str
    since_on: date
    lead_id: int
    lead: str

    @property
    def is_running(self) -> bool:
        return self.stage not in OVER

    @property
    def stage_words(self) -> str:
        return str(Stage(self.stage).label)


def work_of(told: Mapping[str, Any] | None) -> Work | None:
    """From what ``with_standing`` tells of it."""
    if not told:
        return None
    path = reverse("legislation:item-detail", args=[told["code"]])
    since_on = date.fromisoformat(told["since_on"])
    return Work(told["title"], path, told["stage"], since_on, told["lead_id"], told["lead"])


class Shortfall:
    """Of an act read ``with_standing``, on its day. Who does not see every item is never told that nobody works on it."""

    def __init__(self, act: Act) -> None:
        told: Any = act
        self.act, self._told = act, told
        self.on: date = self._told.as_of_on

    @cached_property
    def standing(self) -> Standing:
        told, work = self._told, self.work
        return Standing(
            due_on=told.transposition_due_on,
            is_covered=told.is_covered,
            partially=told.partially,
            uncompared=told.uncompared,
            is_worked_on=work is not None and work.is_running,
        )

    @cached_property
    def work(self) -> Work | None:
        return work_of(self._told.work)

    @property
    def is_short(self) -> bool:
        return self.standing.deficit(self.on) is not None

    @property
    def is_late(self) -> bool:
        return self.standing.deficit(self.on) is Deficit.TRANSPOSITION

    @property
    def kind(self) -> str:
        return _("Late: transposition deficit") if self.is_late else _("Wrong: conformity deficit")

    @property
    def days(self) -> int:
        return self.standing.days(self.on)

    @property
    def lead_id(self) -> int | None:
        """Whose move it is; None: the office's."""
        return self.work.lead_id if self.work else None

    @property
    def mover(self) -> str:
        return self.work.lead if self.work else _("The coordination office")

    @property
    def move(self) -> str:
        """What is to be done next, in words."""
        work = self.work
        if work and work.is_running:
            return _("Bring “%(item)s” on.") % {"item": work.title}
        if self.is_late:
            return _("Put an item of transposition on record, with a lead.")
        if self._told.uncompared:
            return _("Compare what is left, and complete what falls short.")
        return _("Put an item on record that completes the law.")

    @property
    def why(self) -> str:
        return f"{self._what_is_short()} {self._who_works()}"

    def _what_is_short(self) -> str:
        if self.is_late:
            return _("No national law is in force that transposes it.")
        parts = []
        if self._told.partially:
            words = ngettext(
                "%(n)s provision is transposed in part", "%(n)s provisions are transposed in part", self._told.partially
            )
            parts.append(words % {"n": self._told.partially})
        if self._told.uncompared:
            words = ngettext(
                "%(n)s has not been compared yet", "%(n)s have not been compared yet", self._told.uncompared
            )
            parts.append(words % {"n": self._told.uncompared})
        said = {"found": _(" and ").join(parts), "lines": self._told.lines}
        return _("Transposed on paper, but of %(lines)s lines in its concordance table %(found)s.") % said

    def _who_works(self) -> str:
        work = self.work
        if work and work.is_running:
            said = {"item": work.title, "stage": work.stage_words, "day": day_text(work.since_on)}
            return _("“%(item)s” works on it, in the stage “%(stage)s” since %(day)s.") % said
        if work and self._told.sees_all:
            return _("“%(item)s” is in force, and nobody works on what is left.") % {"item": work.title}
        if work:
            said = {"item": work.title}
            return _("“%(item)s” is in force, and no item that you may see works on what is left.") % said
        return _("Nobody works on it.") if self._told.sees_all else _("No item that you may see works on it.")

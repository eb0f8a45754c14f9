"""Who leads a function on a day: DOMAIN section 4, Mandate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from ministries.models import CoordinationFunction, Mandate, Settlement

DAY = timedelta(days=1)


class State(TextChoices):
    ORPHAN = "orphan", _("Orphan, no lead")
    CONTESTED = "contested", _("Contested")
    JOINT = "joint", _("Joint lead, settled")
    CLEAR = "clear", _("One lead")


@dataclass(frozen=True, slots=True)
class Standing:
    """``leads``: lead mandates that hold on the day. ``parts``: everybody's part that day. ``lapsed``: lead mandates that held
    before. ``since_on``: the first day of this state without a break, of a contest or an orphan not before the function needs
    a lead. ``settlement``: the one that holds that day, whether or not it fits the leads.
    """

    function: CoordinationFunction
    state: State
    since_on: date
    leads: tuple[Mandate, ...]
    parts: tuple[Mandate, ...]
    lapsed: tuple[Mandate, ...]
    settlement: Settlement | None

    def days(self, on: date) -> int:
        return (on - self.since_on).days

    @property
    def is_in_the_way(self) -> bool:
        return self.state in (State.ORPHAN, State.CONTESTED)


@dataclass(frozen=True, slots=True)
class Course:
    """All lead mandates and settlements a function ever had."""

    function: CoordinationFunction
    mandates: Sequence[Mandate]
    settlements: Sequence[Settlement]

    def standing(self, on: date) -> Standing:
        leads = self._leads(on)
        return Standing(
            function=self.function,
            state=self.state(on),
            since_on=self._since(on),
            leads=leads,
            parts=tuple(mandate for mandate in self.mandates if mandate.holds(on)),
            lapsed=tuple(mandate for mandate in self.mandates if mandate.role == "lead" and _is_over(mandate, on)),
            settlement=self._settlement(on),
        )

    def state(self, on: date) -> State:
        leads = {mandate.institution_id for mandate in self._leads(on)}
        if len(leads) < 2:
            return State.CLEAR if leads else State.ORPHAN
        settlement = self._settlement(on)
        named = {lead.institution_id for lead in settlement.leads.all()} if settlement else set()
        return State.JOINT if named == leads else State.CONTESTED

    def _leads(self, on: date) -> tuple[Mandate, ...]:
        return tuple(mandate for mandate in self.mandates if mandate.role == "lead" and mandate.holds(on))

    def _settlement(self, on: date) -> Settlement | None:
        return next((each for each in self.settlements if _covers(each.starts_on, each.ends_on, on)), None)

    def _since(self, on: date) -> date:
        """Back over the days on which something began or ended, while the state stays."""
        since = self._first_day(on)
        is_in_the_way = self.state(on) in (State.ORPHAN, State.CONTESTED)
        return max(since, min(self.function.starts_on, on)) if is_in_the_way else since

    def _first_day(self, on: date) -> date:
        state, since = self.state(on), on
        for day in sorted((day for day in self._turns() if day <= on), reverse=True):
            if self.state(day) != state:
                return since
            since = day
        return since

    def _turns(self) -> set[date]:
        periods = [(mandate.holds_from, mandate.holds_until) for mandate in self.mandates]
        periods += [(settlement.starts_on, settlement.ends_on) for settlement in self.settlements]
        return {self.function.starts_on, *_turns(periods)}


def _turns(periods: Iterable[tuple[date, date | None]]) -> Iterable[date]:
    for first, last in periods:
        yield first
        if last is not None and last < date.max:
            yield last + DAY


def _covers(first: date, last: date | None, on: date) -> bool:
    return first <= on and (last is None or last >= on)


def _is_over(mandate: Mandate, on: date) -> bool:
    return mandate.holds_until is not None and mandate.holds_until < on

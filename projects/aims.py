"""What the portfolio does for the aims of the strategies: who contributes, the money, and how far it can be trusted."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from core.access import Access
from core.charts import Trend
from ministries.money import Changer, Total
from projects.models import Current, Outcome, Project
from strategy.models import Indicator, Objective
from strategy.pictures import course_in_small
from strategy.rules.course import State
from strategy.standing import Measured, Stand, measured


@dataclass(slots=True)
class Contribution:
    """A project and what it says it will change. ``spent``: as its newest report says."""

    project: Project
    spent: Decimal | None
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def planned(self) -> Decimal | None:
        """The cost of the baseline in force."""
        cost: Decimal | None = self.project.current.baseline_cost
        return cost


@dataclass(frozen=True, slots=True)
class Money:
    """Of projects, each counted once, in the reporting currency. ``unknown``: how many have no approved cost on record."""

    planned: Total
    spent: Total
    projects: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Worst:
    """The worst rating of one side, and how many of the projects that side has rated."""

    rating: int | None
    rated: int


@dataclass(frozen=True, slots=True)
class Aim:
    """An objective, how far it is, and who contributes with what money and what confidence."""

    stand: Stand
    contributions: Sequence[Contribution]
    money: Money

    @property
    def objective(self) -> Objective:
        return self.stand.objective

    @property
    def outcomes(self) -> int:
        return sum(len(each.outcomes) for each in self.contributions)

    @property
    def cio(self) -> Worst:
        return _worst(current.cio_rating for current in self._currents)

    @property
    def signal(self) -> Worst:
        return _worst(current.signal for current in self._currents)

    @property
    def office(self) -> Worst:
        return _worst(current.assessed_rating for current in self._currents)

    @property
    def oldest_on(self) -> date | None:
        """The day of the oldest status among those that have one."""
        return min((current.status_on for current in self._currents if current.status_on), default=None)

    @property
    def _currents(self) -> list[Current]:
        return [each.project.current for each in self.contributions]


@dataclass(frozen=True, slots=True)
class Overview:
    """All objectives: how many stand how, and the money of every contributing project, counted once."""

    count: int
    going: int
    behind: int
    unknown: int
    unmeasured: int
    unserved: int
    money: Money


GOING = (State.REACHED, State.ON_COURSE)
TROUBLED = (State.MISSED, State.BEHIND)
UNKNOWN = (State.NO_READING, State.NO_TARGET)


def contributions(objective_ids: Collection[int], access: Access) -> dict[int, list[Contribution]]:
    """By objective; one query."""
    rows: Any = Outcome.objects.visible_to(access).promised().for_objectives(objective_ids).for_aims()
    found: dict[int, dict[int, Contribution]] = {pk: {} for pk in objective_ids}
    for row in rows:
        known = found[row.aim].setdefault(row.project_id, Contribution(row.project, row.spent))
        known.outcomes.append(row)
    return {pk: list(each.values()) for pk, each in found.items()}


def aims(stands: Sequence[Stand], access: Access, changer: Changer) -> list[Aim]:
    found = contributions([stand.objective.pk for stand in stands], access)
    return [Aim(stand, found[stand.objective.pk], money_of(found[stand.objective.pk], changer)) for stand in stands]


def money_of(given: Iterable[Contribution], changer: Changer) -> Money:
    once = {each.project.pk: each for each in given}.values()
    planned = [(each.project.currency, each.planned) for each in once if each.planned is not None]
    spent = [(each.project.currency, each.spent) for each in once if each.spent is not None]
    return Money(
        planned=changer.total(_by_currency(planned)),
        spent=changer.total(_by_currency(spent)),
        projects=len(once),
        unknown=len(once) - len(planned),
    )


def overview(every: Sequence[Aim], changer: Changer) -> Overview:
    states = [aim.stand.state for aim in every]
    return Overview(
        count=len(every),
        going=sum(state in GOING for state in states),
        behind=sum(state in TROUBLED for state in states),
        unknown=sum(state in UNKNOWN for state in states),
        unmeasured=states.count(State.NO_MEASURE),
        unserved=sum(not aim.contributions for aim in every),
        money=money_of((each for aim in every for each in aim.contributions), changer),
    )


def _by_currency(sums: Iterable[tuple[str, Decimal]]) -> list[tuple[str, Decimal]]:
    found: dict[str, Decimal] = {}
    for currency, amount in sums:
        found[currency] = found.get(currency, Decimal(0)) + amount
    return sorted(found.items())


def _worst(ratings: Iterable[int | None]) -> Worst:
    given = [rating for rating in ratings if rating is not None]
    return Worst(min(given, default=None), len(given))


def outcomes_of(project: Project, access: Access, on: date) -> list[tuple[Outcome, Measured | None, Trend | None]]:
    """What a project promises, with the indicator that will show it, its course in small."""
    outcomes = list(Outcome.objects.visible_to(access).filter(project=project).for_list())
    named = [outcome.indicator_id for outcome in outcomes if outcome.indicator_id]
    indicators = Indicator.objects.visible_to(access).filter(pk__in=named).with_own_readings()
    found = {indicator.pk: measured(indicator, on) for indicator in indicators}
    shown = [(outcome, found.get(outcome.indicator_id or 0)) for outcome in outcomes]
    return [(outcome, each, course_in_small(each) if each else None) for outcome, each in shown]

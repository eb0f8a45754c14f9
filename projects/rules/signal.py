"""The computed rating: the worst rule, each with its reason. DOMAIN section 4, Signal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from projects.rules.variance import Variance

RED, AMBER_RED, AMBER, AMBER_GREEN, GREEN = 1, 2, 3, 4, 5


class Rule(StrEnum):
    SCHEDULE = "schedule"
    COST = "cost"
    MILESTONE = "milestone"
    MISSED = "missed"
    RISK = "risk"
    CLASH = "clash"
    LAW = "law"


@dataclass(frozen=True, slots=True)
class Limits:
    """Where each step ends, from green down to amber/red; beyond the last is red. As DOMAIN says unless the office changed it."""

    percents: tuple[Decimal, ...] = (Decimal(5), Decimal(10), Decimal(20), Decimal(30))
    days: tuple[int, ...] = (30, 90, 180, 365)
    milestone_days: tuple[int, ...] = (30, 60, 90, 180)


SHORT_PLAN_DAYS = 90
CLASH_DAYS = 90
"""A clash or a gap to a law of more days, or of what will not come at all, is amber/red."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules read on a day. ``overdue_days``: of the oldest milestone that has passed; None where there is none.

    ``risk_days``: since the date of the serious risk that has passed first; None where none has. ``clashes``: of each thing that
    comes too late from another project the days; None: it will not come. ``laws``: the same of each law that is in force too late.
    """

    variance: Variance
    plan_days: int | None
    has_baseline: bool
    overdue_days: int | None = None
    overdue_milestone: str = ""
    rounds_missed: int = 0
    risk_days: int | None = None
    risk: str = ""
    clashes: tuple[int | None, ...] = ()
    laws: tuple[int | None, ...] = ()


class Finding(NamedTuple):
    """What one rule says. ``about``: the numbers its sentence is made of."""

    rule: Rule
    rating: int
    about: dict[str, Any]


THREE = {AMBER_RED: RED, AMBER_GREEN: GREEN}


def findings(facts: Facts, limits: Limits, steps: int = 5) -> list[Finding]:
    """What every rule that applies says, the worst first, in the country's ``steps``: with three 1, 2 are red, 4, 5 green."""
    told = THREE if steps == 3 else {}
    found = [*_schedule(facts, limits), *_cost(facts, limits), *_others(facts, limits)]
    return sorted(
        (each._replace(rating=told.get(each.rating, each.rating)) for each in found), key=lambda each: each.rating
    )


def signal(found: Sequence[Finding], *, has_baseline: bool) -> int | None:
    """The worst of them. Without a baseline only amber or worse counts; else it is not rated."""
    worst = min((each.rating for each in found), default=None)
    if worst is None or (not has_baseline and worst > AMBER):
        return None
    return worst


def _step(value: Any, limits: Sequence[Any]) -> int:
    """Green until the first limit is reached, then one step for each limit passed."""
    if value < limits[0]:
        return GREEN
    return next((AMBER_GREEN - number for number, limit in enumerate(limits[1:]) if value <= limit), RED)


def _schedule(facts: Facts, limits: Limits) -> Iterable[Finding]:
    """The worse of percent and days; for short plans the milder."""
    late = facts.variance.days_late
    if late is None:
        return
    steps = [_step(late, limits.days)]
    if facts.variance.schedule is not None:
        steps.append(_step(-100 * facts.variance.schedule, limits.percents))
    is_short = facts.plan_days is not None and facts.plan_days < SHORT_PLAN_DAYS
    about = {"days": late, "percent": _text(facts.variance.schedule), "passed_days": facts.variance.passed_days}
    yield Finding(Rule.SCHEDULE, max(steps) if is_short else min(steps), about)


def _cost(facts: Facts, limits: Limits) -> Iterable[Finding]:
    if facts.variance.cost is not None:
        rating = _step(-100 * facts.variance.cost, limits.percents)
        yield Finding(Rule.COST, rating, {"percent": _text(facts.variance.cost)})


def _others(facts: Facts, limits: Limits) -> Iterable[Finding]:
    if facts.overdue_days is not None:
        about = {"days": facts.overdue_days, "milestone": facts.overdue_milestone}
        yield Finding(Rule.MILESTONE, _step(facts.overdue_days, limits.milestone_days), about)
    if facts.rounds_missed:
        rating = max(RED, AMBER + 1 - facts.rounds_missed)
        yield Finding(Rule.MISSED, rating, {"rounds": facts.rounds_missed})
    if facts.risk_days is not None:
        yield Finding(Rule.RISK, AMBER_RED, {"days": facts.risk_days, "risk": facts.risk})
    yield from _gap(Rule.CLASH, facts.clashes)
    yield from _gap(Rule.LAW, facts.laws)


def _gap(rule: Rule, gaps: Sequence[int | None]) -> Iterable[Finding]:
    """The worst of them; its sentence names no other project and no law, which not everybody may see."""
    if not gaps:
        return
    days = None if None in gaps else max(each for each in gaps if each is not None)
    yield Finding(rule, AMBER_RED if days is None or days > CLASH_DAYS else AMBER, {"days": days})


def _text(part: Decimal | None) -> str:
    return "" if part is None else str(part)

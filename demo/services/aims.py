"""Strategies, how their aims are measured, what was read, and what the projects promise to change."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from demo.country import reading
from demo.country.days import moment, working
from demo.country.reading import AimsPlan, IndicatorPlan, ObjectivePlan, OutcomePlan, StrategyPlan
from demo.services.loading import Loading
from projects.services import state_outcome
from strategy.models import IndexCountry, Indicator, Objective
from strategy.services import add_objective, add_reading, create_strategy, define_indicator, name_country

WRITTEN_DOWN = -28.5
READ_BY_LEADS = -13.0
PROMISED = -0.45


class Aims:
    """What stands on record by its key in the files."""

    def __init__(self, plan: AimsPlan) -> None:
        self.plan = plan
        self.objectives: dict[str, Objective] = {}
        self.indicators: dict[str, Indicator] = {}
        self.countries: dict[str, IndexCountry] = {}


def note_aims(loading: Loading) -> None:
    plan = reading.aims()
    aims, written = Aims(plan), moment(loading.calendar.on(WRITTEN_DOWN), "strategies")
    for strategy in plan.strategies:
        loading.diary.note(written, partial(_adopt, loading, aims, strategy))
        for objective in strategy.objectives:
            for indicator in objective.indicators:
                _note_readings(loading, aims, objective, indicator)
    loading.diary.note(written, partial(_enter_indices, loading, aims))
    for index in plan.indices:
        _note_index_readings(loading, aims, index, written)
    for outcome in plan.outcomes:
        promised = moment(loading.calendar.on(PROMISED, outcome.project), outcome.project)
        loading.diary.note(promised, partial(_promise, loading, aims, outcome))


def _adopt(loading: Loading, aims: Aims, plan: StrategyPlan, at: datetime) -> None:
    ends_on = loading.calendar.first_of(int(plan.ends))
    strategy = create_strategy(
        by=loading.coordinator,
        title=plan.title.format(year=ends_on.year),
        lead=loading.institutions[plan.lead],
        starts_on=loading.calendar.first_of(int(plan.starts)),
        ends_on=date(ends_on.year, 12, 31),
        text=plan.text,
        url=plan.url,
    )
    for rank, objective in enumerate(plan.objectives, start=1):
        made = add_objective(
            strategy,
            by=loading.coordinator,
            title=objective.title,
            lead=loading.institutions[objective.lead],
            text=objective.text,
            rank=rank * 10,
        )
        aims.objectives[objective.key] = made
        for indicator in objective.indicators:
            aims.indicators[indicator.key] = _define(loading, indicator, made, loading.calendar.on)


def _define(
    loading: Loading, plan: IndicatorPlan, objective: Objective | None, day: Any, country: IndexCountry | None = None
) -> Indicator:
    """``day`` makes a day of the number that stands before a figure."""
    figures: dict[str, Any] = {}
    for name, figure in (("baseline", plan.baseline), ("target", plan.target)):
        if figure is not None:
            figures |= {f"{name}_on": day(figure[0]), f"{name}_value": Decimal(str(figure[1]))}
    return define_indicator(
        by=loading.coordinator, objective=objective, title=plan.title, unit=plan.unit, better=plan.better,
        source=plan.source, reading_months=plan.months, country=country, **figures,
    )  # fmt: skip


def _note_readings(loading: Loading, aims: Aims, objective: ObjectivePlan, plan: IndicatorPlan) -> None:
    for months, value, evidence in plan.readings:
        told = loading.calendar.on(max(months + 0.4, WRITTEN_DOWN) if months < -1 else months + 0.1)
        act = partial(_read, loading, aims, objective, plan, months, Decimal(str(value)), evidence)
        loading.diary.note(moment(told, f"{plan.key} read"), act)


def _read(
    loading: Loading,
    aims: Aims,
    objective: ObjectivePlan,
    plan: IndicatorPlan,
    months: float,
    value: Decimal,
    evidence: str,
    at: datetime,
) -> None:
    """By the lead; what lies further back the office has taken over from old papers."""
    is_own = months > READ_BY_LEADS
    add_reading(
        aims.indicators[plan.key],
        by=loading.asked(objective.lead, at.date()).person if is_own else loading.colleague,
        recorded_for=loading.institutions[objective.lead] if is_own else None,
        on=loading.calendar.on(months),
        value=value,
        evidence=evidence,
        today=at.date(),
    )


def _enter_indices(loading: Loading, aims: Aims, at: datetime) -> None:
    """The indices and the countries they tell of; figures are of years, each at its first day."""
    for code, name in aims.plan.countries.items():
        aims.countries[code] = name_country(code, by=loading.colleague, name=name)
    for plan in aims.plan.indices:
        objective = aims.objectives.get(plan.objective)
        country = aims.countries[plan.country]
        aims.indicators[plan.key] = _define(loading, plan, objective, partial(_first_day, loading), country)


def _note_index_readings(loading: Loading, aims: Aims, plan: IndicatorPlan, written: datetime) -> None:
    """In the August of the year, or with the rest where that is long ago; never after the promises."""
    for country, rows in plan.of_countries.items():
        for years, value, rank in rows:
            first_day = _first_day(loading, years)
            told = moment(min(working(date(first_day.year, 8, 1)), loading.calendar.on(PROMISED)), plan.key)
            act = partial(_read_index, loading, aims, plan, country, first_day, Decimal(str(value)), rank)
            loading.diary.note(max(told, written + timedelta(minutes=1)), act)


def _read_index(
    loading: Loading,
    aims: Aims,
    plan: IndicatorPlan,
    country: str,
    on: date,
    value: Decimal,
    rank: int,
    at: datetime,
) -> None:
    add_reading(
        aims.indicators[plan.key], by=loading.colleague, country=aims.countries[country], on=on, value=value, rank=rank,
        evidence=f"{plan.source}, edition {on.year}", today=at.date(),
    )  # fmt: skip


def _first_day(loading: Loading, years: float) -> date:
    return date(loading.calendar.month.year + int(years), 1, 1)


def _promise(loading: Loading, aims: Aims, plan: OutcomePlan, at: datetime) -> None:
    project = loading.projects[plan.project]
    state_outcome(
        project,
        by=loading.asked(project.lead.code, at.date()).person,
        statement=plan.says,
        objective=aims.objectives.get(plan.objective),
        indicator=aims.indicators.get(plan.indicator),
        amount=None if plan.amount is None else Decimal(str(plan.amount)),
        due_on=None if plan.by is None else loading.calendar.on(plan.by),
    )

from datetime import date, timedelta
from decimal import Decimal

from core.access import today
from strategy.models import IndexCountry, Indicator, Objective, Reading, Strategy
from strategy.services import add_objective, add_reading, create_strategy, define_indicator, name_country
from tests.building import built_once

HALF = today()
FIRST, LAST = HALF - timedelta(days=730), HALF + timedelta(days=730)


@built_once
def strategy(finance, coordinator) -> Strategy:
    return create_strategy(
        by=coordinator, title="Digital Velmar 2030", lead=finance, starts_on=FIRST, ends_on=date(2199, 12, 31)
    )


@built_once
def objective(strategy, coordinator) -> Objective:
    return add_objective(strategy, by=coordinator, title="Services people finish online")


@built_once
def indicator(objective, coordinator) -> Indicator:
    """From 20 % two years ago to 60 % in two years."""
    return define_indicator(
        by=coordinator, objective=objective, title="Applications filed online", unit="%", better="higher",
        baseline_value=Decimal(20), baseline_on=FIRST, target_value=Decimal(60), target_on=LAST,
        source="Register of services", reading_months=12,
    )  # fmt: skip


@built_once
def reading(indicator, finance, coordinator) -> Reading:
    return add_reading(
        indicator, by=coordinator, on=HALF, value=Decimal(45), evidence="Annual report 2025, table 3",
        recorded_for=finance, today=HALF,
    )  # fmt: skip


@built_once
def velmar(country, coordinator) -> IndexCountry:
    return name_country("XVL", by=coordinator, name="Velmar")


@built_once
def neighbour(country, coordinator) -> IndexCountry:
    return name_country("XNB", by=coordinator, name="Nordby")


@built_once
def index(velmar, coordinator) -> Indicator:
    return define_indicator(by=coordinator, title="Service index", better="higher", country=velmar)

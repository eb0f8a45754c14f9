from typing import Any

from accounts.models import User
from core.versions import update_if_current
from history.tracking import acting
from ministries.models import Institution
from ministries.services import free_code
from strategy.models import Objective, Strategy

# Path segments that mean something else than a record.
TAKEN_CODES = ("new",)


def create_strategy(*, by: User | None, title: str, lead: Institution, **fields: Any) -> Strategy:
    """Without a ``code`` the system gives one, from the title."""
    strategy = Strategy(title=title, lead=lead, **fields)
    strategy.code = strategy.code or free_code(Strategy.objects.all(), title, taken=TAKEN_CODES)
    strategy.full_clean()
    with acting(by=by, verb="created the strategy"):
        strategy.save()
    return strategy


def edit_strategy(strategy: Strategy, version: int, *, by: User, **changes: Any) -> Strategy:
    """Raises Conflict when somebody saved in between."""
    for name, value in changes.items():
        setattr(strategy, name, value)
    strategy.full_clean()
    with acting(by=by, verb="edited the strategy"):
        return update_if_current(strategy, version, **changes)


def add_objective(
    strategy: Strategy, *, by: User | None, title: str, lead: Institution | None = None, **fields: Any
) -> Objective:
    """An aim of a strategy; the strategy's lead leads it unless another institution is named."""
    objective = Objective(strategy=strategy, title=title, lead=lead or strategy.lead, **fields)
    objective.code = objective.code or free_code(Objective.objects.all(), title, taken=TAKEN_CODES)
    objective.full_clean()
    with acting(by=by, verb="added an objective"):
        objective.save()
    return objective


def edit_objective(objective: Objective, version: int, *, by: User, **changes: Any) -> Objective:
    """Raises Conflict when somebody saved in between."""
    for name, value in changes.items():
        setattr(objective, name, value)
    objective.full_clean()
    with acting(by=by, verb="edited the objective"):
        return update_if_current(objective, version, **changes)

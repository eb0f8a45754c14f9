from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from core.access import Kind, access_of
from strategy.models import Indicator, Reading
from strategy.querysets.aims import reads_strategy

Person = User | AnonymousUser


def may_see_strategy(user: Person) -> bool:
    """Aims and what was reached: the whole government."""
    return reads_strategy(access_of(user))


def may_keep_strategy(user: Person) -> bool:
    """Strategies, objectives, indicators and the countries of indices are kept by the coordination office."""
    return access_of(user).kind is Kind.OFFICE


def may_keep_aim(user: Person, record: object) -> bool:
    """One strategy, objective or indicator: the same as all."""
    return may_keep_strategy(user)


def may_read_for_anything(user: Person) -> bool:
    """The office, or stands for an institution today; for which objective is a matter of each indicator."""
    return may_keep_strategy(user) or bool(access_of(user).institution_ids)


def may_add_reading(user: Person, indicator: Indicator) -> bool:
    """The office, and whoever writes for the institution that leads the objective."""
    return may_keep_strategy(user) or _leads(user, indicator)


def may_edit_reading(user: Person, reading: Reading) -> bool:
    """The office any; the objective's lead those it recorded itself."""
    recorded_it = reading.recorded_for_id is not None and access_of(user).writes_for(reading.recorded_for_id)
    return may_keep_strategy(user) or (recorded_it and _leads(user, reading.indicator))


def _leads(user: Person, indicator: Indicator) -> bool:
    return indicator.objective is not None and access_of(user).writes_for(indicator.objective.lead_id)

from strategy.services.aims import add_objective, create_strategy, edit_objective, edit_strategy
from strategy.services.measures import (
    add_reading,
    define_indicator,
    edit_country,
    edit_indicator,
    edit_reading,
    name_country,
)

__all__ = [
    "add_objective",
    "add_reading",
    "create_strategy",
    "define_indicator",
    "edit_country",
    "edit_indicator",
    "edit_objective",
    "edit_reading",
    "edit_strategy",
    "name_country",
]

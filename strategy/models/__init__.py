from strategy.models.aims import Objective, Strategy
from strategy.models.measures import IndexCountry, Indicator, Reading

__all__ = ["IndexCountry", "Indicator", "Objective", "Reading", "Strategy"]

from strategy.api.aims import ObjectiveViewSet, StrategyViewSet
from strategy.api.measures import IndexCountryViewSet, IndicatorViewSet, ReadingViewSet

__all__ = ["IndexCountryViewSet", "IndicatorViewSet", "ObjectiveViewSet", "ReadingViewSet", "StrategyViewSet"]

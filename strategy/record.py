"""What happened to strategies, objectives and indicators, for their pages."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.access import Access
from history.timeline import Related, Timeline, timeline
from strategy.models import Indicator, Objective, Reading, Strategy


def history_of_strategy(strategy: Strategy, *, access: Access, before: str = "") -> Timeline:
    return timeline(
        [
            Related(Strategy, Q(pgh_obj=strategy), hidden=("code",)),
            Related(Objective, Q(strategy=strategy), called=("title",), hidden=("code", "strategy")),
        ],
        before=before,
        access=access,
    )


def history_of_objective(objective: Objective, *, access: Access, before: str = "") -> Timeline:
    """Of the objective, its indicators and what they showed."""
    measures = objective.indicators.values_list("pk", "country")
    own = Q()
    for indicator, country in measures:
        own |= Q(indicator=indicator, country=country)
    own = own or Q(indicator__in=[])
    return timeline(
        [
            Related(Objective, Q(pgh_obj=objective), hidden=("code",)),
            Related(Indicator, Q(objective=objective), word=_("Indicator"), called=("title",), hidden=("code",)),
            Related(Reading, own, word=_("Reading"), called=("indicator", "on"), hidden=("country",)),
        ],
        before=before,
        access=access,
    )


def history_of_indicator(indicator: Indicator, *, access: Access, before: str = "") -> Timeline:
    """Of the indicator and its own readings; those of other countries come by the hundred."""
    own = Q(indicator=indicator, country=indicator.country_id)
    return timeline(
        [
            Related(Indicator, Q(pgh_obj=indicator), hidden=("code",)),
            Related(Reading, own, word=_("Reading"), called=("on",), hidden=("indicator", "country")),
        ],
        before=before,
        access=access,
    )

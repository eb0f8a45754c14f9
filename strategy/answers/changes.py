"""What happened to strategies, objectives and indicators that people follow: readings above all."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core import questions
from core.questions import Change
from core.records import Ref
from history.since import Watched, happened
from strategy.models import Indicator, Objective, Reading, Strategy

STRATEGY, OBJECTIVE, INDICATOR = (model._meta.label_lower for model in (Strategy, Objective, Indicator))
_AIM = ("title", "lead")
_MEASURE = ("target_value", "target_on")
OF_STRATEGY = [
    Watched(Objective, "strategy_id", _AIM, word=_("Objective"), called=("code",)),
    Watched(Reading, "indicator__objective__strategy_id", ("value",), called=("indicator", "on")),
]
OF_OBJECTIVE = [
    Watched(Objective, "pgh_obj_id", _AIM, word="", told_new=False),
    Watched(Indicator, "objective_id", _MEASURE, called=("title",)),
    Watched(Reading, "indicator__objective_id", ("value",), called=("indicator", "on")),
]
OF_INDICATOR = [
    Watched(Indicator, "pgh_obj_id", ("title", *_MEASURE), word="", told_new=False),
    Watched(Reading, "indicator_id", ("value", "rank"), called=("country", "on")),
]


@questions.change.answer(STRATEGY)
def of_strategies(pks: Collection[int], since: datetime, until: datetime) -> Iterable[Change]:
    for found in happened(OF_STRATEGY, pks, since, until):
        yield Change(Ref(STRATEGY, found.owner), found.at, found.words)


@questions.change.answer(OBJECTIVE)
def of_objectives(pks: Collection[int], since: datetime, until: datetime) -> Iterable[Change]:
    for found in happened(OF_OBJECTIVE, pks, since, until):
        yield Change(Ref(OBJECTIVE, found.owner), found.at, found.words)


@questions.change.answer(INDICATOR)
def of_indicators(pks: Collection[int], since: datetime, until: datetime) -> Iterable[Change]:
    for found in happened(OF_INDICATOR, pks, since, until):
        yield Change(Ref(INDICATOR, found.owner), found.at, found.words)

"""Days by which strategies want something: targets of their indicators, and their own last day. One query each."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from core import questions
from core.figures import value_text
from core.questions import Dated, DateKind, Scope
from core.records import ref
from strategy.models import Indicator, Strategy

INDICATOR, STRATEGY = Indicator._meta.label_lower, Strategy._meta.label_lower


@questions.dates.answer
def targets(scope: Scope, first: date, last: date) -> Iterable[Dated]:
    """Of indicators that measure an objective."""
    rows = Indicator.objects.filter(objective__isnull=False).between("target_on", first, last)
    rows = rows.select_related("objective")
    rows = rows.visible_to(scope.access) if scope.access else rows
    rows = scope.of(rows, INDICATOR)
    if scope.institution_ids is not None:
        rows = rows.filter(objective__lead__in=scope.institution_ids)
    for indicator in rows:
        assert indicator.target_on is not None
        assert indicator.target_value is not None
        assert indicator.objective is not None
        yield Dated(
            kind=DateKind.TARGET,
            key=f"target:{indicator.pk}",
            record=ref(indicator),
            institution_id=indicator.objective.lead_id,
            on=indicator.target_on,
            title=_("Target of “%(indicator)s”: %(value)s")
            % {"indicator": indicator, "value": value_text(indicator.target_value, indicator.unit)},
            why=_("It measures “%(objective)s”.") % {"objective": indicator.objective},
            path=indicator.get_absolute_url(),
            is_planned=True,
        )


@questions.dates.answer
def strategies(scope: Scope, first: date, last: date) -> Iterable[Dated]:
    rows = Strategy.objects.between("ends_on", first, last)
    rows = rows.visible_to(scope.access) if scope.access else rows
    rows = scope.of(rows, STRATEGY)
    if scope.institution_ids is not None:
        rows = rows.filter(lead__in=scope.institution_ids)
    for strategy in rows:
        assert strategy.ends_on is not None
        yield Dated(
            kind=DateKind.STRATEGY,
            key=f"strategy:{strategy.pk}",
            record=ref(strategy),
            institution_id=strategy.lead_id,
            on=strategy.ends_on,
            title=_("Last day of the strategy %(strategy)s") % {"strategy": strategy},
            why=_("Its objectives are to be reached by this day."),
            path=strategy.get_absolute_url(),
        )

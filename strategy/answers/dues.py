"""What the strategies ask of institutions: the next reading of their indicators. One query for the whole government."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from core import questions
from core.figures import day_text
from core.questions import Due, DueKind, Scope
from core.records import ref
from strategy.models import Indicator
from strategy.rules.course import months_later

INDICATOR = Indicator._meta.label_lower
NOTICE = timedelta(days=30)
"""A reading is asked for from a month before its day: figures have to be gathered."""


@questions.due.answer
def readings(scope: Scope) -> Iterable[Due]:
    """The reading after the last one, or after the baseline, of indicators with a rhythm, while their strategy lasts."""
    if scope.person_ids is not None and scope.institution_ids is None:
        return
    rows = Indicator.objects.asked_on(scope.on)
    rows = rows.visible_to(scope.access) if scope.access else rows
    rows = scope.of(rows, INDICATOR)
    if scope.institution_ids is not None:
        rows = rows.filter(objective__lead__in=scope.institution_ids)
    for indicator in rows:
        last_on: date = indicator.last_on  # type: ignore[attr-defined]
        due_on = months_later(last_on, indicator.reading_months or 0)
        if due_on <= (scope.until or scope.on + NOTICE):
            yield _due(indicator, last_on, due_on)


def _due(indicator: Indicator, last_on: date, due_on: date) -> Due:
    assert indicator.objective is not None
    return Due(
        kind=DueKind.READING,
        key=f"reading:{indicator.pk}:{due_on:%Y%m%d}",
        record=ref(indicator),
        institution_id=indicator.objective.lead_id,
        person_id=None,
        asked_on=due_on - NOTICE,
        due_on=due_on,
        title=_("Reading of “%(indicator)s”") % {"indicator": indicator},
        why=_("It measures “%(objective)s”; the last figure is of %(day)s.")
        % {"objective": indicator.objective, "day": day_text(last_on)},
        path=reverse("strategy:reading-add", args=[indicator.code]),
    )

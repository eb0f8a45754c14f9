"""What is found by words: strategies, their objectives and how these are measured."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from core import questions
from core.access import Access
from core.finding import CODES, finding
from core.questions import Finding, FindKind
from strategy.models import Indicator, Objective, Strategy


@questions.find.answer
def find(access: Access, on: date) -> Iterable[Finding]:
    coded = [Q(code__in=CODES)]
    return [
        finding(
            FindKind.OBJECTIVE,
            Objective.objects.visible_to(access),
            code="",
            said="text",
            about="strategy__title",
            coded=coded,
            path=lambda code: Objective(code=code).get_absolute_url(),
        ),
        finding(
            FindKind.INDICATOR,
            Indicator.objects.visible_to(access),
            code="",
            said="source",
            about="objective__title",
            coded=coded,
            path=lambda code: Indicator(code=code).get_absolute_url(),
        ),
        finding(
            FindKind.STRATEGY,
            Strategy.objects.visible_to(access),
            code="",
            said="text",
            coded=coded,
            path=lambda code: Strategy(code=code).get_absolute_url(),
        ),
    ]

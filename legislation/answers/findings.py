"""What is found by words: acts, also by each number and address they have, items and consultations."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.urls import reverse

from core import questions
from core.access import Access, Kind
from core.finding import CODES, TEXT, UPPER, finding
from core.questions import Finding, FindKind
from core.scopes import TokenScope
from legislation.models import Act, Consultation, Item

NUMBERED = Q(code__in=CODES) | Q(~Q(number=""), number=TEXT) | Q(~Q(celex=""), celex=UPPER) | Q(~Q(eli=""), eli=TEXT)
"""By our code, the national number, the CELEX number or the ELI."""


@questions.find.answer
def find(access: Access, on: date) -> Iterable[Finding]:
    if access.kind in (Kind.VISITOR, Kind.PARTNER):
        return []
    return [
        finding(
            FindKind.ACT,
            Act.objects.visible_to(access),
            about="celex",
            said="short_title",
            coded=[NUMBERED],
            scope=TokenScope.LEGISLATION_READ,
            path=lambda code: reverse("legislation:act-detail", args=[code]),
        ),
        finding(
            FindKind.ITEM,
            Item.objects.visible_to(access),
            said="description",
            about="lead__name",
            coded=[Q(code__in=CODES)],
            scope=TokenScope.LEGISLATION_READ,
            path=lambda code: reverse("legislation:item-detail", args=[code]),
        ),
        finding(
            FindKind.CONSULTATION,
            Consultation.objects.visible_to(access),
            about="item__title",
            coded=[Q(code__in=CODES)],
            scope=TokenScope.LEGISLATION_READ,
            path=lambda code: reverse("legislation:consultation-detail", args=[code]),
        ),
    ]

"""What is found by words: institutions, functions, and the people of the directory."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.urls import reverse

from core import questions
from core.access import Access, Kind
from core.finding import CODES, TEXT, finding
from core.questions import Finding, FindKind
from ministries.models import Appointment, CoordinationFunction, Institution


@questions.find.answer
def find(access: Access, on: date) -> Iterable[Finding]:
    if access.kind is Kind.VISITOR:
        return []
    return [
        finding(
            FindKind.INSTITUTION,
            Institution.objects.visible_to(access),
            name="name",
            about="parent__name",
            said="remit",
            coded=[Q(code__in=CODES) | Q(acronym__iexact=TEXT)],
            path=_institution,
        ),
        finding(
            FindKind.PERSON,
            Appointment.objects.visible_to(access).held(on),
            name="person__full_name",
            code="",
            place="institution__code",
            about="institution__name",
            said="post",
            tell=lambda post: str(Appointment.Post(post).label),
            path=_institution,
        ),
        finding(
            FindKind.FUNCTION,
            CoordinationFunction.objects.visible_to(access),
            name="name",
            code="",
            place="code",
            said="description",
            coded=[Q(code__in=CODES)],
            path=lambda code: reverse("ministries:function-detail", args=[code]),
        ),
    ]


def _institution(code: str) -> str:
    return reverse("ministries:institution-detail", args=[code])

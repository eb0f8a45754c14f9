"""What is found of projects by words: by those of a title, by a code, by an identifier from elsewhere."""

from collections.abc import Iterable
from datetime import date

from django.db.models import F, Q
from django.db.models.functions import Upper
from django.urls import reverse

from core import questions
from core.access import Access, Kind
from core.finding import CODES, UPPER, finding
from core.questions import Finding, FindKind
from projects.models import Identifier, Milestone, Project, Risk, Round


@questions.find.answer
def find(access: Access, on: date) -> Iterable[Finding]:
    if access.kind in (Kind.VISITOR, Kind.PARTNER):
        return []
    elsewhere = Identifier.objects.annotate(shouted=Upper(F("value"))).filter(shouted=UPPER)
    return [
        finding(
            FindKind.PROJECT,
            Project.objects.visible_to(access),
            said="aims",
            about="lead__name",
            coded=[Q(code__in=CODES), Q(pk__in=elsewhere.values("project"))],
            path=_project,
        ),
        finding(
            FindKind.MILESTONE,
            Milestone.objects.visible_to(access),
            code="",
            place="project__code",
            about="project__title",
            is_sorted=False,
            path=lambda code: f"{_project(code)}#milestones",
        ),
        finding(
            FindKind.RISK,
            Risk.objects.visible_to(access),
            code="",
            place="project__code",
            said="effect",
            about="project__title",
            is_sorted=False,
            path=lambda code: f"{_project(code)}#risks",
        ),
        finding(
            FindKind.ROUND,
            Round.objects.visible_to(access),
            name="name",
            code="",
            place="pk",
            path=lambda pk: reverse("projects:round-detail", args=[pk]),
        ),
    ]


def _project(code: str) -> str:
    return reverse("projects:project-detail", args=[code])

from datetime import date
from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.models import User
from core.api.content import Content, Words, optional_words
from core.api.writing import KeptViewSet
from core.keyset import Key
from history.api import PulledViewSet
from projects.api.fields import RatingSerializer, RoundBrief
from projects.api.filters import by_project, by_round
from projects.api.writing import InPortfolio, project_code
from projects.models import Assessment, Project, Round
from projects.permissions import may_assess, may_see_portfolio
from projects.services import assess, reassess


class AssessmentSerializer(serializers.ModelSerializer[Assessment]):
    project = serializers.CharField(source="project.code", read_only=True, help_text="Code of the project.")
    round = RoundBrief(read_only=True)
    rating = RatingSerializer(source="*", read_only=True)

    class Meta:
        model = Assessment
        fields = [
            "id",
            "project",
            "round",
            "source",
            "assessor",
            "is_independent",
            "rating",
            "basis",
            "assessed_on",
            "version",
        ]
        read_only_fields = fields


class AssessmentChange(Content):
    """Of the newest round of the project: a word of an earlier one stands as it was given."""

    rating = serializers.IntegerField(min_value=1, max_value=5, help_text="1 red to 5 green; 1, 3, 5 in three steps.")
    basis = Words("What was read, seen or tested, and what follows.", most=4000, has_lines=True)
    is_independent = serializers.BooleanField(
        required=False, help_text="The reviewer is independent of the project and of the office."
    )


class AssessmentContent(AssessmentChange):
    project = project_code()
    assessor = optional_words("The reviewer; without one the coordination office itself assesses.", most=200)


def first_word(project: Project, *, by: User, on: date, **said: Any) -> Assessment:
    return assess(project, Round.objects.newest_of(project), by=by, on=on, **said)


class AssessmentFilters(filters.FilterSet):
    project = by_project()
    round = by_round()
    source = filters.ChoiceFilter(label=_("Whose"), choices=Assessment.Source.choices)
    rating = filters.NumberFilter(label=_("Rating, 1 to 5"), min_value=1, max_value=5, decimal_places=0)

    class Meta:
        model = Assessment
        fields: list[str] = []


class AssessmentViewSet(PulledViewSet[Assessment], InPortfolio, KeptViewSet[Assessment]):
    """Ratings of the office and of reviewers, beside the CIO's, never over it. A new one is of the project's newest round; who
    has given one in it already changes that."""

    may = {
        "list": may_see_portfolio,
        "retrieve": may_see_portfolio,
        "create": may_assess,
        "partial_update": may_assess,
    }
    contents = {"create": AssessmentContent, "partial_update": AssessmentChange}
    examples = {"create": {"project": "P-2026-0131", "rating": 2, "basis": "Two site visits; no working release."}}
    make = staticmethod(first_word)
    change = staticmethod(reassess)
    queryset = Assessment.objects.select_related("project__current__status_round", "round")
    through = (
        "project",
        "round",
    )
    serializer_class = AssessmentSerializer
    filterset_class = AssessmentFilters
    orders = {"id": Key("id"), "newest": Key("id", is_descending=True)}
    lookup_value_regex = "[0-9]+"

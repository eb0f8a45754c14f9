import django_filters as filters
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core.api.views import RecordViewSet
from core.keyset import Key
from projects.api.fields import RatingSerializer, RoundBrief
from projects.api.filters import by_project, by_round
from projects.models import Assessment
from projects.permissions import may_see_portfolio


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


class AssessmentFilters(filters.FilterSet):
    project = by_project()
    round = by_round()
    source = filters.ChoiceFilter(label=_("Whose"), choices=Assessment.Source.choices)
    rating = filters.NumberFilter(label=_("Rating, 1 to 5"), min_value=1, max_value=5, decimal_places=0)

    class Meta:
        model = Assessment
        fields: list[str] = []


class AssessmentViewSet(RecordViewSet[Assessment]):
    """Ratings of the office and of reviewers, beside the CIO's, never over it."""

    may = {"list": may_see_portfolio, "retrieve": may_see_portfolio}
    queryset = Assessment.objects.select_related("project", "round")
    serializer_class = AssessmentSerializer
    filterset_class = AssessmentFilters
    orders = {"id": Key("id"), "newest": Key("id", is_descending=True)}
    lookup_value_regex = "[0-9]+"

from datetime import date
from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core.api.views import RecordViewSet
from core.keyset import Key
from ministries.api import InstitutionBrief, by_institution
from projects.api.filters import by_project
from projects.models import Milestone
from projects.permissions import may_see_portfolio


class MilestoneSerializer(serializers.ModelSerializer[Milestone]):
    project = serializers.CharField(source="project.code", read_only=True, help_text="Code of the project.")
    owner = InstitutionBrief(read_only=True)

    class Meta:
        model = Milestone
        fields = ["id", "project", "title", "owner", "baseline_on", "forecast_on", "actual_on", "version"]
        read_only_fields = fields


class MilestoneFilters(filters.FilterSet):
    project = by_project()
    owner = by_institution(label=_("Owner"))
    expected_until = filters.DateFilter(label=_("Open and expected until"), method="until")

    class Meta:
        model = Milestone
        fields: list[str] = []

    def until(self, rows: Any, name: str, value: date) -> Any:
        return rows.open().expected_until(value)


class MilestoneViewSet(RecordViewSet[Milestone]):
    """Points of the plans: what was approved, what is expected now, when it happened."""

    may = {"list": may_see_portfolio, "retrieve": may_see_portfolio}
    queryset = Milestone.objects.select_related("project", "owner")
    serializer_class = MilestoneSerializer
    filterset_class = MilestoneFilters
    orders = {"id": Key("id"), "newest": Key("id", is_descending=True)}
    lookup_value_regex = "[0-9]+"

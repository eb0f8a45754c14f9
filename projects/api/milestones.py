from datetime import date
from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core.api.content import Code, Content, Day, Words, optional_day
from core.api.writing import KeptViewSet
from core.keyset import Key
from history.api import PulledViewSet
from ministries.api import InstitutionBrief, by_institution
from ministries.models import Institution
from projects.api.filters import by_project
from projects.api.writing import InPortfolio, project_code
from projects.models import Milestone
from projects.permissions import may_edit_project, may_move_milestone, may_see_portfolio, may_write_portfolio
from projects.services import move_milestone, plan_milestone


class MilestoneSerializer(serializers.ModelSerializer[Milestone]):
    project = serializers.CharField(source="project.code", read_only=True, help_text="Code of the project.")
    owner = InstitutionBrief(read_only=True)

    class Meta:
        model = Milestone
        fields = ["id", "project", "title", "owner", "baseline_on", "forecast_on", "actual_on", "version"]
        read_only_fields = fields


class MilestonePlan(Content):
    project = project_code()
    title = Words("What is reached, such as Payroll declarations.", most=200)
    owner = Code(
        queryset=Institution.objects.all(), required=False, help_text="Code of the institution; without one the lead."
    )
    baseline_on = Day(help_text="The day it is approved for.")
    forecast_on = optional_day(help_text="The day it is expected on.")


class MilestoneMove(Content):
    """The approved day stays: a move is visible as a move."""

    forecast_on = optional_day(help_text="The day it is expected on now.")
    actual_on = optional_day(help_text="The day it was done; null while it is not.")


class MilestoneFilters(filters.FilterSet):
    project = by_project()
    owner = by_institution(label=_("Owner"))
    expected_until = filters.DateFilter(label=_("Open and expected until"), method="until")

    class Meta:
        model = Milestone
        fields: list[str] = []

    def until(self, rows: Any, name: str, value: date) -> Any:
        return rows.open().expected_until(value)


class MilestoneViewSet(PulledViewSet[Milestone], InPortfolio, KeptViewSet[Milestone]):
    """Points of the plans: what was approved, what is expected now, when it happened."""

    may = {
        "list": may_see_portfolio,
        "retrieve": may_see_portfolio,
        "create": may_write_portfolio,
        "partial_update": may_move_milestone,
    }
    may_on = {"create": may_edit_project}
    parent = "project"
    contents = {"create": MilestonePlan, "partial_update": MilestoneMove}
    examples = {
        "create": {"project": "P-2026-0131", "title": "First hundred data sets", "baseline_on": "2027-09-30"},
        "partial_update": {"forecast_on": "2027-11-15"},
    }
    make = staticmethod(plan_milestone)
    change = staticmethod(move_milestone)
    queryset = Milestone.objects.select_related("project", "owner")
    through = (
        "project",
        "owner",
    )
    serializer_class = MilestoneSerializer
    filterset_class = MilestoneFilters
    orders = {"id": Key("id"), "newest": Key("id", is_descending=True)}
    lookup_value_regex = "[0-9]+"

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core.api.content import Content, Day, money, optional_words
from core.api.writing import AddedViewSet
from core.keyset import Key
from history.api import PulledViewSet
from projects.api.fields import WithheldField
from projects.api.filters import by_project
from projects.api.writing import InPortfolio, project_code
from projects.models import Baseline
from projects.permissions import may_approve_baseline, may_see_portfolio
from projects.services import approve_baseline


class BaselineSerializer(serializers.ModelSerializer[Baseline]):
    """What was approved; money in the currency of the project."""

    withheld = WithheldField()

    class Meta:
        model = Baseline
        fields = [
            "number",
            "approved_on",
            "starts_on",
            "ends_on",
            "cost",
            "benefits",
            "reason",
            "words",
            "withheld",
        ]
        read_only_fields = fields


class ListedBaselineSerializer(BaselineSerializer):
    """A baseline by itself; ``number`` counts those of its project from 1, the first one."""

    project = serializers.CharField(source="project.code", read_only=True, help_text="Code of the project.")
    currency = serializers.CharField(source="project.currency", read_only=True, help_text="Of both sums.")

    class Meta:
        model = Baseline
        fields = ["id", "project", "currency", *BaselineSerializer.Meta.fields]
        read_only_fields = fields


class BaselineContent(Content):
    """Approved today. The first one needs no reason; every other one names why the plan changes."""

    project = project_code()
    starts_on = Day(help_text="The approved start.")
    ends_on = Day(help_text="The approved end.")
    cost = money("The approved whole-life cost.", default=None)
    benefits = money("What it is to bring, in money.")
    reason = serializers.ChoiceField(choices=Baseline.Reason.choices, default=Baseline.Reason.FIRST)
    words = optional_words("Who approved it, by which document.", most=4000, has_lines=True)


class BaselineFilters(filters.FilterSet):
    project = by_project()
    reason = filters.ChoiceFilter(label=_("Reason"), choices=Baseline.Reason.choices)

    class Meta:
        model = Baseline
        fields: list[str] = []


class BaselineViewSet(PulledViewSet[Baseline], InPortfolio, AddedViewSet[Baseline]):
    """What was approved, version by version. A new one stands beside the earlier ones; none is ever changed."""

    may = {"list": may_see_portfolio, "retrieve": may_see_portfolio, "create": may_approve_baseline}
    contents = {"create": BaselineContent}
    examples = {
        "create": {
            "project": "P-2026-0131",
            "starts_on": "2027-01-04",
            "ends_on": "2028-06-30",
            "cost": "2400000.00",
            "words": "Government session of 12 November 2026, item 4",
        }
    }
    make = staticmethod(approve_baseline)
    queryset = Baseline.objects.select_related("project")
    through = ("project",)
    serializer_class = ListedBaselineSerializer
    filterset_class = BaselineFilters
    orders = {"id": Key("id"), "newest": Key("id", is_descending=True)}
    lookup_value_regex = "[0-9]+"

from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core.api.content import Code, Content, Words, optional_day
from core.api.writing import KeptViewSet
from core.keyset import Key
from history.api import PulledViewSet
from projects.api.filters import by_project
from projects.api.writing import InPortfolio, project_code
from projects.models import Outcome
from projects.permissions import may_edit_outcome, may_edit_project, may_see_portfolio, may_write_portfolio
from projects.services import edit_outcome, state_outcome
from strategy.models import Indicator, Objective


class OutcomeSerializer(serializers.ModelSerializer[Outcome]):
    project = serializers.CharField(source="project.code", read_only=True, help_text="Code of the project.")
    objective = serializers.CharField(
        source="objective.code", default=None, allow_null=True, read_only=True, help_text="Code of the objective."
    )
    indicator = serializers.CharField(
        source="indicator.code", default=None, allow_null=True, read_only=True, help_text="Code of the indicator."
    )

    class Meta:
        model = Outcome
        fields = ["id", "project", "statement", "objective", "indicator", "amount", "due_on", "version"]
        read_only_fields = fields


def coded(model: Any, help_text: str) -> Code:
    return Code(queryset=model.objects.all(), required=False, allow_null=True, help_text=help_text)


class EditOutcomeContent(Content):
    statement = Words("What will be different for people.", most=2000, has_lines=True)
    objective = coded(Objective, "Code of the objective; without it that of the indicator.")
    indicator = coded(Indicator, "Code of the indicator that will show it.")
    amount = serializers.DecimalField(
        max_digits=20,
        decimal_places=6,
        required=False,
        allow_null=True,
        help_text="By how much it moves the indicator, in its unit.",
    )
    due_on = optional_day(help_text="By when.")


class OutcomeContent(EditOutcomeContent):
    project = project_code()


class OutcomeApiFilters(filters.FilterSet):
    project = by_project()
    objective = filters.ModelChoiceFilter(
        label=_("Code of the objective"), queryset=Objective.objects.all(), to_field_name="code"
    )
    indicator = filters.ModelChoiceFilter(
        label=_("Code of the indicator"), queryset=Indicator.objects.all(), to_field_name="code"
    )

    class Meta:
        model = Outcome
        fields: list[str] = []


class OutcomeViewSet(PulledViewSet[Outcome], KeptViewSet[Outcome]):
    """What projects promise to change, for which objective, through which indicator."""

    may = {
        "list": may_see_portfolio,
        "retrieve": may_see_portfolio,
        "create": may_write_portfolio,
        "partial_update": may_edit_outcome,
    }
    may_on = {"create": may_edit_project}
    parent = "project"
    scopes = InPortfolio.scopes
    contents = {"create": OutcomeContent, "partial_update": EditOutcomeContent}
    make = staticmethod(state_outcome)
    change = staticmethod(edit_outcome)
    queryset = Outcome.objects.for_list().select_related("project")
    through = (
        "project",
        "objective",
        "objective__strategy",
        "indicator",
    )
    serializer_class = OutcomeSerializer
    filterset_class = OutcomeApiFilters
    orders = {"id": Key("id"), "newest": Key("id", is_descending=True)}
    lookup_value_regex = "[0-9]+"

from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.access import today
from core.api.content import Code, Content, Day, Words
from core.api.writing import KeptViewSet
from core.keyset import Key
from history.api import PulledViewSet
from projects.api.fields import SeenMilestone
from projects.api.filters import by_project
from projects.api.risks import WhyContent
from projects.api.writing import WRITE, InPortfolio, project_code
from projects.models import Dependency, Project
from projects.permissions import may_edit_project, may_keep_dependency, may_see_portfolio, may_write_portfolio
from projects.rules.supply import Source
from projects.services import drop_dependency, edit_dependency, need_from


class DependencySerializer(serializers.ModelSerializer[Dependency]):
    project = serializers.CharField(source="project.code", read_only=True, help_text="Code of the project that waits.")
    supplier = serializers.CharField(source="supplier.code", read_only=True, help_text="Code of the one it waits for.")
    milestone = serializers.IntegerField(
        source="milestone_id",
        read_only=True,
        allow_null=True,
        help_text="Of the supplier; null: it comes with its end.",
    )
    expected_on = serializers.DateField(
        source="now.expected.on", read_only=True, allow_null=True, help_text="Null: not known, or it will not come."
    )
    expected_by = serializers.ChoiceField(
        source="now.expected.source",
        choices=[str(source) for source in Source],
        read_only=True,
        help_text="Whose word the expected day is; today: the day said has passed.",
    )
    float_days = serializers.IntegerField(
        source="now.float_days", read_only=True, allow_null=True, help_text="Days in hand; negative: too late."
    )
    is_clash = serializers.BooleanField(source="now.is_clash", read_only=True)

    class Meta:
        model = Dependency
        fields = [
            "id",
            "project",
            "supplier",
            "milestone",
            "what",
            "needed_on",
            "expected_on",
            "expected_by",
            "float_days",
            "is_clash",
            "stated_on",
            "dropped_on",
            "version",
        ]
        read_only_fields = fields


class DependencyChange(Content):
    """Both projects stay: something from another project is another dependency."""

    milestone = SeenMilestone(
        required=False, allow_null=True, help_text="Number of a milestone of the supplier; null: it comes with its end."
    )
    what = Words("What is needed.", most=300)
    needed_on = Day(help_text="By when.")


class DependencyContent(DependencyChange):
    project = project_code()
    supplier = Code(queryset=Project.objects.all(), help_text="Code of the project it waits for.")


class DependencyFilters(filters.FilterSet):
    project = by_project()
    supplier = filters.CharFilter(field_name="supplier__code", label=_("Code of the supplier"), max_length=20)
    state = filters.ChoiceFilter(
        label=_("State"),
        choices=[("standing", _("Needed")), ("dropped", _("No longer needed"))],
        method="in_state",
    )

    class Meta:
        model = Dependency
        fields: list[str] = []

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        return rows.standing() if value == "standing" else rows.dropped()


class DependencyViewSet(PulledViewSet[Dependency], InPortfolio, KeptViewSet[Dependency]):
    """Who waits for whom: what a project needs from another by a day, and when it is expected there. Shown to who sees both."""

    may = {
        "list": may_see_portfolio,
        "retrieve": may_see_portfolio,
        "create": may_write_portfolio,
        "partial_update": may_keep_dependency,
        "drop": may_keep_dependency,
    }
    may_on = {"create": may_edit_project}
    scopes = {**InPortfolio.scopes, "drop": WRITE}
    parent = "project"
    contents = {"create": DependencyContent, "partial_update": DependencyChange, "drop": WhyContent}
    make = staticmethod(need_from)
    change = staticmethod(edit_dependency)
    queryset = Dependency.objects.for_list()
    is_of_today = True
    through = (
        "project",
        "project__lead",
        "supplier",
        "supplier__lead",
        "supplier__current",
        "milestone",
    )
    serializer_class = DependencySerializer
    filterset_class = DependencyFilters
    orders = {"id": Key("id"), "newest": Key("id", is_descending=True), "needed": Key("needed_on")}
    lookup_value_regex = "[0-9]+"

    def get_queryset(self) -> Any:
        return super().get_queryset().as_of(today())

    @action(detail=True, methods=["post"])
    def drop(self, request: Request, **kwargs: Any) -> Response:
        """It is no longer needed; it stays on record."""
        return self.act(request, drop_dependency)

from collections.abc import Mapping
from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core.access import today
from core.api.content import Code, Content, Day, Words, optional_address, optional_day, optional_words, shown_address
from core.api.permission import May
from core.api.writing import KeptViewSet
from core.keyset import Key
from history.api import PulledViewSet
from ministries.api import InstitutionBrief, by_institution
from ministries.models import Institution
from strategy.models import Objective, Strategy
from strategy.permissions import may_keep_aim, may_keep_strategy, may_see_strategy
from strategy.rules.course import State
from strategy.services import add_objective, create_strategy, edit_objective, edit_strategy
from strategy.standing import in_state, stands

KEPT_BY_OFFICE: Mapping[str, May] = {
    "list": may_see_strategy,
    "retrieve": may_see_strategy,
    "create": may_keep_strategy,
    "partial_update": may_keep_aim,
}


def lead(**kwargs: Any) -> Code:
    return Code(
        queryset=Institution.objects.all(),
        help_text="Code of the institution that leads it.",
        **kwargs,
    )


class StrategySerializer(serializers.ModelSerializer[Strategy]):
    lead = InstitutionBrief(read_only=True)
    url = shown_address("Link to the text.")
    objectives = serializers.IntegerField(source="objective_count", read_only=True, help_text="How many it has.")

    class Meta:
        model = Strategy
        fields = ["code", "title", "lead", "starts_on", "ends_on", "text", "url", "objectives", "version"]
        read_only_fields = fields


class StrategyContent(Content):
    """The system gives the code, from the title; it never changes."""

    title = Words("Its title.", most=300)
    lead = lead()
    starts_on = Day(help_text="First day of its time.")
    ends_on = optional_day(help_text="The last day, inclusive; null: open.")
    text = optional_words("What it is about.", most=10_000, has_lines=True)
    url = optional_address("Link to the text.")


class StrategyApiFilters(filters.FilterSet):
    lead = by_institution(label=_("Lead"))

    class Meta:
        model = Strategy
        fields: list[str] = []


class StrategyViewSet(PulledViewSet[Strategy], KeptViewSet[Strategy]):
    """The papers that say what government wants to reach in a time."""

    may = KEPT_BY_OFFICE
    contents = {"create": StrategyContent, "partial_update": StrategyContent}
    make = staticmethod(create_strategy)
    change = staticmethod(edit_strategy)
    queryset = Strategy.objects.for_list()
    through = (
        "lead",
        "objectives",
        "objectives__indicators",
    )
    serializer_class = StrategySerializer
    filterset_class = StrategyApiFilters
    orders = {"newest": Key("starts_on", is_descending=True), "title": Key("title_key"), "code": Key("code")}
    lookup_field = "code"
    lookup_value_regex = r"[-\w]+"


class ObjectiveSerializer(serializers.ModelSerializer[Objective]):
    """``state`` is that of today, of the worst of its indicators; ``finding`` says it in one sentence."""

    strategy = serializers.CharField(source="strategy.code", read_only=True, help_text="Code of the strategy.")
    lead = InstitutionBrief(read_only=True)
    state = serializers.ChoiceField(source="stand.state", choices=State.choices, read_only=True)
    finding = serializers.CharField(source="stand.finding", read_only=True)
    indicators: Any = serializers.SlugRelatedField(
        many=True, slug_field="code", read_only=True, help_text="Their codes."
    )

    class Meta:
        model = Objective
        fields = [
            "code", "strategy", "title", "text", "lead", "rank", "state", "finding", "indicators", "version",
        ]  # fmt: skip
        read_only_fields = fields


class EditObjectiveContent(Content):
    title = Words("What is to be reached.", most=300)
    text = optional_words("What it means.", most=10_000, has_lines=True)
    lead = lead(required=False)
    rank = serializers.IntegerField(
        min_value=0, max_value=32_000, required=False, help_text="Its place in lists; lower comes first."
    )


class ObjectiveContent(EditObjectiveContent):
    """The system gives the code, from the title; without a lead that of the strategy leads it. The strategy never changes."""

    strategy = Code(queryset=Strategy.objects.all(), help_text="Code of the strategy it belongs to.")


class ObjectiveApiFilters(filters.FilterSet):
    strategy = filters.ModelChoiceFilter(
        label=_("Code of the strategy"), queryset=Strategy.objects.all(), to_field_name="code"
    )
    lead = by_institution(label=_("Lead"))
    state = filters.ChoiceFilter(label=_("State today"), choices=State.choices, method="by_state")

    class Meta:
        model = Objective
        fields: list[str] = []

    def by_state(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(pk__in=in_state(rows, value, today()))


class ObjectiveViewSet(PulledViewSet[Objective], KeptViewSet[Objective]):
    """The aims of the strategies and how far they are; without any indicator the state is `no measure`."""

    may = KEPT_BY_OFFICE
    contents = {"create": ObjectiveContent, "partial_update": EditObjectiveContent}
    make = staticmethod(add_objective)
    change = staticmethod(edit_objective)
    queryset = Objective.objects.with_measures()
    whole_when = (
        "strategy.indicator",
        "strategy.reading",
    )
    is_of_today = True
    through = (
        "lead",
        "strategy",
    )
    serializer_class = ObjectiveSerializer
    filterset_class = ObjectiveApiFilters
    orders = {"rank": Key("rank"), "title": Key("title_key"), "code": Key("code")}
    lookup_field = "code"
    lookup_value_regex = r"[-\w]+"

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        if args:
            objectives = list(args[0]) if kwargs.get("many") else [args[0]]
            for objective, stand in zip(objectives, stands(objectives, today()), strict=True):
                objective.stand = stand
        return super().get_serializer(*args, **kwargs)

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Prefetch
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from core.access import today
from core.api.choice import ChosenSerializer, ChosenViewSet, Load
from core.api.content import Code, Content, Words, optional_day, optional_words
from core.api.writing import KeptViewSet
from history.api import PulledViewSet
from legislation.api.writing import WRITE, InLegislation, number, shown, undated
from legislation.expected import Expectations
from legislation.models import Item, ItemFunction, Plan, Stage, TouchedAct
from legislation.permissions import (
    may_change_item_lead,
    may_edit_item,
    may_lead_item,
    may_see_legislation,
    may_write_legislation,
)
from legislation.rules.forecast import Source
from legislation.rules.stages import WAY
from legislation.services import change_item_lead, create_item, edit_item, move_item, plan_stages, set_functions
from legislation.tables import ItemTable, Line, line_of
from ministries.api import InstitutionBrief
from ministries.models import CoordinationFunction, Institution


class PlanSerializer(serializers.ModelSerializer[Plan]):
    class Meta:
        model = Plan
        fields = ["stage", "planned_on", "actual_on"]
        read_only_fields = fields


class TouchedSerializer(serializers.ModelSerializer[TouchedAct]):
    act = shown("act.code", "Code of the act.")
    act_title = shown("act")

    class Meta:
        model = TouchedAct
        fields = ["id", "act", "act_title", "provisions"]
        read_only_fields = fields


def expected_by(source: str) -> serializers.ChoiceField:
    return serializers.ChoiceField(
        source=source,
        choices=[str(each) for each in Source],
        read_only=True,
        help_text="What the day rests on; today: the day planned has passed.",
    )


class ItemSerializer(ChosenSerializer[Item]):
    """``waiting`` and what follows count the projects that the caller may see."""

    lead = InstitutionBrief(read_only=True)
    days_in_stage = number("line.days", "Null: in force or dropped.", allow_null=True)
    usual_days = number("line.usual_days", "How long the stage usually lasts.", allow_null=True)
    is_stuck = serializers.BooleanField(source="line.is_stuck", read_only=True, help_text="Over twice the usual days.")
    days_behind = number("line.days_behind", "Days since the first day planned that has passed.")
    plans = PlanSerializer(many=True, read_only=True)
    expected_on = serializers.DateField(
        source="line.expected.on",
        read_only=True,
        allow_null=True,
        help_text="In force at the earliest; null: it will not come.",
    )
    expected_by = expected_by("line.expected.source")
    acts = TouchedSerializer(source="touched_acts", many=True, read_only=True, help_text="The acts it touches.")
    functions = serializers.SerializerMethodField(help_text="The coordination functions it is about.")
    waiting = serializers.SerializerMethodField(help_text="Projects that wait for it.")
    late_for = number("line.is_late_for", "Of these, those it comes too late for.")
    worst_gap_days = serializers.SerializerMethodField(
        help_text="Days by which it comes too late for the worst off; null: in time for all, or it will not come."
    )

    class Meta:
        model = Item
        fields = [
            "code", "title", "problem", "description", "lead", "visibility", "stage", "stage_since_on", "days_in_stage",
            "usual_days", "is_stuck", "days_behind", "plans", "expected_on", "expected_by", "acts", "functions", "waiting",
            "late_for", "worst_gap_days", "version",
        ]  # fmt: skip
        read_only_fields = fields

    def get_functions(self, item: Item) -> list[str]:
        return [each.function.code for each in item.item_functions.all()]

    def get_waiting(self, item: Any) -> int:
        return len(item.line.gaps)

    def get_worst_gap_days(self, item: Any) -> int | None:
        line: Line = item.line
        return line.gaps[0].days if line.is_late_for else None


class ItemChange(Content):
    """Stage, plan, lead and functions have verbs of their own; the acts it touches are `touched-acts/`."""

    title = Words("Such as: Two laws define “electronic signature”.", most=300)
    problem = serializers.ChoiceField(choices=Item.Problem.choices)
    description = Words("What is wrong, and what would solve it.", most=10_000, has_lines=True)
    visibility = serializers.ChoiceField(choices=Item.Visibility.choices, required=False)


class ItemLeadContent(Content):
    lead = Code(queryset=Institution.objects.all(), help_text="Code of the ministry that leads.")


class ItemContent(ItemChange, ItemLeadContent):
    """The system gives the code; it never changes."""

    stage = serializers.ChoiceField(choices=Stage.choices, default=Stage.IDENTIFIED)
    since_on = optional_day(help_text="The day since which it is in this stage; today without it.")


class MoveContent(Content):
    stage = serializers.ChoiceField(choices=Stage.choices)
    reason = optional_words("Needed for a step back, out or in again.", most=500, has_lines=True)
    moved_on = optional_day(help_text="The day it moved; today without it.")


class PlannedContent(Content):
    stage = serializers.ChoiceField(choices=[stage for stage in Stage.choices if stage[0] in WAY])
    planned_on = optional_day(default=None, help_text="Null: no day is planned.")


class PlanContent(Content):
    """Stages that are left out keep their day. No day for parliament beside others: the government decides alone."""

    plans = PlannedContent(many=True, allow_empty=False)

    def validate_plans(self, said: list[dict[str, Any]]) -> list[dict[str, Any]]:
        stages = [each["stage"] for each in said]
        if len(stages) != len(set(stages)):
            raise serializers.ValidationError([_("Name each stage once.")])
        return said


class ItemFunctionsContent(Content):
    functions = Code(
        queryset=CoordinationFunction.objects.all(), many=True, help_text="Codes of the functions; none: an empty list."
    )


def plan(item: Item, version: int, *, plans: list[dict[str, Any]], by: User, on: date) -> Item:
    """Errors stand at the place of the stage in the body, of a stage that keeps its day at the whole."""
    try:
        return plan_stages(item, version, {each["stage"]: each["planned_on"] for each in plans}, by=by, on=on)
    except ValidationError as refusal:
        places = {each["stage"]: str(place) for place, each in enumerate(plans)}
        wrong = {
            places.get(stage, NON_FIELD_ERRORS): {"planned_on": found} if stage in places else found
            for stage, found in refusal.message_dict.items()
        }
        raise serializers.ValidationError({"plans": wrong}) from refusal


OF_LINE = (
    "days_in_stage", "usual_days", "is_stuck", "days_behind", "expected_on", "expected_by", "waiting", "late_for",
    "worst_gap_days",
)  # fmt: skip
LOADS: Mapping[str, Load] = {
    "lead": lambda rows, access: rows.select_related("lead"),
    "plans": lambda rows, access: rows.with_plans(),
    "acts": lambda rows, access: rows.prefetch_related(
        Prefetch("touched_acts", TouchedAct.objects.select_related("act"))
    ),
    "functions": lambda rows, access: rows.prefetch_related(
        Prefetch("item_functions", ItemFunction.objects.select_related("function"))
    ),
}


class ItemViewSet(PulledViewSet[Item], InLegislation, ChosenViewSet[Item], KeptViewSet[Item]):
    """Harmonisation items: the problem, the acts touched, who leads, how far it is, and when it can be in force."""

    may = {
        "list": may_see_legislation,
        "retrieve": may_see_legislation,
        "create": may_write_legislation,
        "partial_update": may_edit_item,
        "move": may_edit_item,
        "plan": may_edit_item,
        "functions": may_edit_item,
        "change_lead": may_change_item_lead,
    }
    may_on = {"create": may_lead_item}
    scopes = {**InLegislation.scopes, "move": WRITE, "plan": WRITE, "functions": WRITE, "change_lead": WRITE}
    parent = "lead"
    contents = {
        "create": ItemContent,
        "partial_update": ItemChange,
        "move": MoveContent,
        "plan": PlanContent,
        "functions": ItemFunctionsContent,
        "change_lead": ItemLeadContent,
    }
    examples = {
        "create": {
            "title": "Two laws define “electronic signature”",
            "problem": "conflict",
            "description": "The Tax Code and the Signature Act differ.",
            "lead": "finance",
        },
        "move": {"stage": "drafting"},
        "plan": {"plans": [{"stage": "government", "planned_on": "2027-02-01"}]},
    }
    make = staticmethod(create_item)
    change = staticmethod(undated(edit_item))
    queryset = Item.objects.keyed_by_title()
    loads = LOADS
    is_of_today = True
    through = (
        "lead",
        "touched_acts__act",
        "item_functions__function",
        "consultations",
        "blocks__project",
    )
    whole_when = ("legislation.stageterm",)
    serializer_class = ItemSerializer
    filterset_class = ItemTable.filterset
    orders = {name: order.key for name, order in ItemTable.orders.items()}
    lookup_field = "code"
    lookup_value_regex = r"[-\w]+"

    @cached_property
    def expectations(self) -> Expectations:
        return Expectations(today())

    @property
    def tells_lines(self) -> bool:
        return self.chosen is None or not self.chosen.isdisjoint(OF_LINE)

    def get_queryset(self) -> Any:
        rows = super().get_queryset().as_of(today(), self.expectations.terms)
        return rows.for_list(self.access) if self.tells_lines else rows

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        if args and self.tells_lines:
            for item in list(args[0]) if kwargs.get("many") else [args[0]]:
                item.line = line_of(item, self.expectations)
        return super().get_serializer(*args, **kwargs)

    @extend_schema(responses=ItemSerializer)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, **kwargs: Any) -> Response:
        """Into a stage that may follow, today or since a day. Steps back, out and in again want a reason."""
        return self.act(request, move_item)

    @extend_schema(responses=ItemSerializer)
    @action(detail=True, methods=["post"])
    def plan(self, request: Request, **kwargs: Any) -> Response:
        """The days planned for the stages ahead."""
        return self.act(request, plan)

    @extend_schema(responses=ItemSerializer)
    @action(detail=True, methods=["post"])
    def functions(self, request: Request, **kwargs: Any) -> Response:
        """The item is about exactly these functions from now on."""
        return self.act(request, set_functions)

    @extend_schema(responses=ItemSerializer)
    @action(detail=True, methods=["post"], url_path="change-lead")
    def change_lead(self, request: Request, **kwargs: Any) -> Response:
        """Another ministry leads from now on."""
        return self.act(request, undated(change_item_lead))

from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.access import today
from core.api.content import Code, Content, Day, Words
from core.api.writing import KeptViewSet
from history.api import PulledViewSet
from legislation.api.items import expected_by
from legislation.api.writing import WRITE, InLegislation, item_code, number, shown
from legislation.expected import waits
from legislation.models import Block, Stage
from legislation.permissions import may_keep_block, may_see_legislation, may_state_block, may_write_legislation
from legislation.services import drop_block, edit_block, state_block
from legislation.tables import BlockTable
from legislation.tables.blocks import BlockFilters
from ministries.api import InstitutionBrief
from projects.models import Project


class BlockSerializer(serializers.ModelSerializer[Block]):
    project = shown("project.code", "Code of the project that waits.")
    project_title = shown("project")
    item = shown("item.code", "Code of the item it waits for.")
    item_title = shown("item")
    item_lead = InstitutionBrief(source="item.lead", read_only=True, help_text="Whose move it is.")
    item_stage = serializers.ChoiceField(source="item.stage", choices=Stage.choices, read_only=True)
    expected_on = serializers.DateField(
        source="wait.gap.expected.on",
        read_only=True,
        allow_null=True,
        help_text="In force at the earliest; null: it will not come.",
    )
    expected_by = expected_by("wait.gap.expected.source")
    gap_days = number(
        "wait.gap.days", "Days by which it comes too late; 0 or less: in time; null: it will not come.", allow_null=True
    )
    is_gap = serializers.BooleanField(
        source="wait.gap.is_gap",
        read_only=True,
        help_text="It comes too late or not at all; a law in force blocks nobody.",
    )

    class Meta:
        model = Block
        fields = [
            "id", "project", "project_title", "item", "item_title", "item_lead", "item_stage", "why", "needed_on",
            "expected_on", "expected_by", "gap_days", "is_gap", "stated_on", "dropped_on", "version",
        ]  # fmt: skip
        read_only_fields = fields


class BlockChange(Content):
    """Project and item stay: another law is another block."""

    why = Words("What the project cannot do without it, in one sentence.", most=500)
    needed_on = Day(help_text="The day by which it is needed in force.")


class BlockContent(BlockChange):
    project = Code(queryset=Project.objects.all(), help_text="Code of the project that waits.")
    item = item_code("Code of the item it waits for.")


class DropContent(Content):
    why = Words("Why it is no longer needed; the reason stands in the history.", most=500, has_lines=True)


class BlockApiFilters(BlockFilters):
    """Without a word about the state what is still needed, as on the page."""

    state = filters.ChoiceFilter(
        label=_("State; without it what is needed"),
        choices=[("standing", _("Needed")), ("dropped", _("No longer needed"))],
        method="stays",
    )

    class Meta(BlockFilters.Meta):
        pass

    def stays(self, rows: Any, name: str, value: str) -> Any:
        return rows

    def filter_queryset(self, queryset: Any) -> Any:
        is_dropped = self.form.cleaned_data.get("state") == "dropped"
        return super().filter_queryset(queryset.dropped() if is_dropped else queryset.standing())


class BlockViewSet(PulledViewSet[Block], InLegislation, KeptViewSet[Block]):
    """Which project waits for which law, and by how many days it comes too late. Shown to who sees both."""

    may = {
        "list": may_see_legislation,
        "retrieve": may_see_legislation,
        "create": may_write_legislation,
        "partial_update": may_keep_block,
        "drop": may_keep_block,
    }
    may_on = {"create": may_state_block}
    scopes = {**InLegislation.scopes, "drop": WRITE}
    parent = "project"
    contents = {"create": BlockContent, "partial_update": BlockChange, "drop": DropContent}
    make = staticmethod(state_block)
    change = staticmethod(edit_block)
    queryset = Block.objects.for_list()
    is_of_today = True
    through = (
        "project",
        "project__lead",
        "item",
        "item__lead",
        "item__consultations",
    )
    whole_when = ("legislation.stageterm",)
    serializer_class = BlockSerializer
    filterset_class = BlockApiFilters
    orders = {name: order.key for name, order in BlockTable.orders.items()}
    lookup_value_regex = "[0-9]+"

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        if self.action != "list":
            return rows
        days = {wait.block.pk: (wait.gap.expected.on, wait.gap.days) for wait in waits(rows, today())}
        return rows.with_days(days)

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        if args:
            for wait in waits(list(args[0]) if kwargs.get("many") else [args[0]], today()):
                wait.block.wait = wait  # type: ignore[attr-defined]
        return super().get_serializer(*args, **kwargs)

    @extend_schema(responses=BlockSerializer)
    @action(detail=True, methods=["post"])
    def drop(self, request: Request, **kwargs: Any) -> Response:
        """The project no longer needs it; it stays on record."""
        return self.act(request, drop_block)

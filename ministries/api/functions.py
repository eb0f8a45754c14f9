from collections.abc import Sequence
from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from core.access import today
from core.api.content import Content, Day, Words, optional_day, optional_words
from core.api.writing import KeptViewSet
from core.keyset import Key
from core.questions import Scope
from core.scopes import TokenScope
from core.versions import one_of_two
from history.api import PulledViewSet
from ministries.answers.resting import resting
from ministries.api.briefs import InstitutionBrief
from ministries.api.filters import AS_OF, as_of, by_day, day_of
from ministries.api.resting import RestingSerializer
from ministries.api.settlements import SettlementContent, SettlementSerializer
from ministries.models import CoordinationFunction, Mandate, Settlement
from ministries.permissions import may_manage_mandate, may_manage_mandates, may_see_mandates
from ministries.querysets.standing import State
from ministries.services import create_function, edit_function, settle


class LeadSerializer(serializers.ModelSerializer[Mandate]):
    """A lead mandate that holds on the day: its dates, its basis and its institution all cover it."""

    mandate = serializers.IntegerField(source="pk", read_only=True, help_text="Number of the mandate.")
    institution = InstitutionBrief(read_only=True)

    class Meta:
        model = Mandate
        fields = ["mandate", "institution", "basis", "starts_on"]
        read_only_fields = fields


class LapsedSerializer(LeadSerializer):
    """A lead mandate that held before, and why it does no longer."""

    held_until = serializers.DateField(source="holds_until", read_only=True)
    why = serializers.CharField(source="ended_by", read_only=True, help_text="What ended it, in words.")

    class Meta:
        model = Mandate
        fields = ["mandate", "institution", "basis", "starts_on", "held_until", "why"]
        read_only_fields = fields


class FunctionSerializer(serializers.ModelSerializer[CoordinationFunction]):
    """``state``, ``since_on``, ``leads``, ``lapsed`` and ``settlement`` are those of the day asked for; ``resting`` is always of today."""

    state = serializers.ChoiceField(
        source="standing.state",
        default=None,
        choices=State.choices,
        allow_null=True,
        read_only=True,
        help_text="Null: the function needs no lead on that day.",
    )
    since_on = serializers.DateField(
        source="standing.since_on", default=None, allow_null=True, read_only=True, help_text="First day of this state."
    )
    leads = LeadSerializer(source="standing.leads", default=(), many=True, read_only=True)
    lapsed = LapsedSerializer(source="standing.lapsed", default=(), many=True, read_only=True)
    settlement = serializers.IntegerField(
        source="standing.settlement.pk",
        default=None,
        allow_null=True,
        read_only=True,
        help_text="Number of the settlement that lasts on that day; where it names other leads than there are, the function is contested.",
    )
    resting = RestingSerializer(read_only=True)

    class Meta:
        model = CoordinationFunction
        fields = [
            "code",
            "name",
            "description",
            "rank",
            "starts_on",
            "ends_on",
            "state",
            "since_on",
            "leads",
            "lapsed",
            "settlement",
            "resting",
            "version",
        ]
        read_only_fields = fields


class FunctionContent(Content):
    """The system gives the code, from the name; it never changes."""

    name = Words("Such as Digital identity.", most=200)
    description = optional_words("What belongs to it.", most=2000, has_lines=True)
    rank = serializers.IntegerField(
        min_value=0, max_value=32767, required=False, help_text="Its place in lists; lower comes first."
    )
    starts_on = Day(help_text="The day from which it needs a lead.")
    ends_on = optional_day(help_text="The last day, inclusive; null: open.")


class FunctionFilters(filters.FilterSet):
    """Without a word about the time, the functions of today as they stand today."""

    state = filters.ChoiceFilter(label=_("State"), choices=State.choices, method="stays")
    as_of = by_day(_("The day of the state, and on which the function needs a lead; today without it"), method="stays")

    class Meta:
        model = CoordinationFunction
        fields: list[str] = []

    def stays(self, rows: Any, name: str, value: Any) -> Any:
        return rows

    def filter_queryset(self, queryset: Any) -> Any:
        said = self.form.cleaned_data
        on = said.get(AS_OF) or today()
        rows = queryset.current(on)
        return rows.standing_as(said["state"], on) if said.get("state") else rows


@extend_schema_view(retrieve=extend_schema(parameters=[as_of("of the state")]))
class FunctionViewSet(PulledViewSet[CoordinationFunction], KeptViewSet[CoordinationFunction]):
    """The tasks of coordination: who leads each on a day, and what rests on it. Contested and orphan ones: `?state=`."""

    may = {
        "list": may_see_mandates,
        "retrieve": may_see_mandates,
        "create": may_manage_mandates,
        "partial_update": may_manage_mandate,
        "settle": may_manage_mandate,
    }
    scopes = {**KeptViewSet.scopes, "settle": TokenScope.REGISTERS_WRITE}
    contents = {"create": FunctionContent, "partial_update": FunctionContent, "settle": SettlementContent}
    make = staticmethod(create_function)
    change = staticmethod(edit_function)
    queryset = CoordinationFunction.objects.for_list()
    is_gathered = True
    serializer_class = FunctionSerializer
    filterset_class = FunctionFilters
    orders = {"rank": Key("rank"), "name": Key("name_key"), "code": Key("code")}
    lookup_field = "code"
    lookup_value_regex = r"[-\w]+"

    def _parameters(self) -> frozenset[str]:
        return super()._parameters() | ({AS_OF} if self.action == "retrieve" else frozenset())

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        if args and self.action != "settle":
            self._tell(list(args[0]) if kwargs.get("many") else [args[0]])
        return super().get_serializer(*args, **kwargs)

    def _tell(self, functions: Sequence[Any]) -> None:
        on = day_of(self.request)
        rows = CoordinationFunction.objects.filter(pk__in=[function.pk for function in functions])
        standings = {each.function.pk: each for each in rows.current(on).standings(on)}
        rests = resting([function.ref for function in functions], Scope(today(), access=self.access))
        for function in functions:
            function.standing = standings.get(function.pk)
            function.resting = rests[function.ref]

    @extend_schema(request=SettlementContent, responses={201: SettlementSerializer})
    @action(
        detail=True, methods=["post"], url_path="settlements", url_name="settle", serializer_class=SettlementSerializer
    )
    def settle(self, request: Request, **kwargs: Any) -> Response:
        """Record a decision about who leads, named by the ETag of the function as it was read. Mandates follow it: who else
        leads stops leading the day before, and keeps the part that `others` names."""
        function: Any = self.get_unchanged(request)
        by: Any = request.user
        said = self.said(request)
        with one_of_two():
            made = settle(function, function.version, by=by, **said)
        record = Settlement.objects.for_list().get(pk=made.pk)
        address = reverse("api:settlement-detail", args=[made.pk], request=request)
        return self.show(record, request, status=201, headers={"Location": address})

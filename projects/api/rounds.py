from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.content import Content, Day, Words
from core.api.views import tagged
from core.api.writing import AddedViewSet
from core.keyset import Key
from core.scopes import TokenScope
from history.api import PulledViewSet
from projects.api.comparison import PAIR, ComparisonSerializer, pair_of
from projects.api.writing import WRITE, InPortfolio
from projects.comparison import compare
from projects.models import Round
from projects.permissions import may_run_rounds, may_see_rounds
from projects.services import close_round, open_round


class RoundSerializer(serializers.ModelSerializer[Round]):
    asked = serializers.IntegerField(read_only=True, help_text="Reports asked for, of those the caller may see.")
    filed = serializers.IntegerField(read_only=True, help_text="Of these, filed.")
    missed = serializers.IntegerField(read_only=True, help_text="Of these, missed when the round closed.")

    class Meta:
        model = Round
        fields = [
            "id",
            "name",
            "starts_on",
            "ends_on",
            "opens_on",
            "due_on",
            "closed_on",
            "asked",
            "filed",
            "missed",
            "version",
        ]
        read_only_fields = fields


class RoundContent(Content):
    """Opened today. One at a time is open."""

    name = Words("For instance November 2026.", most=60)
    starts_on = Day(help_text="The first day of the period.")
    ends_on = Day(help_text="The last day of the period.")
    due_on = Day(help_text="The day by which reports are due.")


class RoundFilters(filters.FilterSet):
    state = filters.ChoiceFilter(
        label=_("Open or closed"), choices=[("open", _("Open")), ("closed", _("Closed"))], method="by_state"
    )

    class Meta:
        model = Round
        fields: list[str] = []

    def by_state(self, rows: Any, name: str, value: str) -> Any:
        return rows.open() if value == "open" else rows.closed()


class RoundViewSet(PulledViewSet[Round], InPortfolio, AddedViewSet[Round]):
    """Reporting rounds: the period they speak of, and by when reports are due."""

    may = {
        "list": may_see_rounds,
        "retrieve": may_see_rounds,
        "compare": may_see_rounds,
        "create": may_run_rounds,
        "close": may_run_rounds,
    }
    scopes = {**InPortfolio.scopes, "compare": TokenScope.PORTFOLIO_READ, "close": WRITE}
    contents = {"create": RoundContent, "close": Content}
    make = staticmethod(open_round)
    queryset = Round.objects.all()
    whole_when = (
        "projects.report",
        "projects.project",
    )
    serializer_class = RoundSerializer
    filterset_class = RoundFilters
    orders = {"newest": Key("ends_on", is_descending=True), "oldest": Key("ends_on")}
    lookup_value_regex = "[0-9]+"

    def get_queryset(self) -> Any:
        return super().get_queryset().with_counts(self.access)

    def _parameters(self) -> frozenset[str]:
        return frozenset(PAIR) if self.action == "compare" else super()._parameters()

    @extend_schema(request=Content, responses=RoundSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, **kwargs: Any) -> Response:
        """What is owed or begun counts as missed from now on; what was filed stays and may still be accepted."""
        return self.act(request, close_round)

    @extend_schema(parameters=list(PAIR.values()), responses=ComparisonSerializer, filters=False)
    @action(detail=False, pagination_class=None)
    def compare(self, request: Request) -> Response:
        """What moved between two rounds, whichever is named first; without names the two that closed last."""
        rounds = Round.objects.visible_to(self.access)
        earlier, later = pair_of(rounds, request)
        found = compare(earlier, later, self.access)
        told = ComparisonSerializer({"earlier": earlier, "later": later, "found": found})
        return tagged(Response(told.data), request)

from typing import Any

from rest_framework import serializers

from core.api.content import Content, Day, Words
from core.api.writing import AddedViewSet
from core.keyset import Key
from history.api import PulledViewSet
from projects.api.writing import InPortfolio
from projects.models import Thresholds
from projects.permissions import may_see_portfolio, may_set_thresholds
from projects.services import set_thresholds

ENDS = "Where green, amber/green, amber and amber/red end; each larger than the one before."


class ThresholdsSerializer(serializers.ModelSerializer[Thresholds]):
    class Meta:
        model = Thresholds
        fields = ["id", "starts_on", "percents", "days", "milestone_days", "reason", "version"]
        read_only_fields = fields


def four(child: serializers.Field[Any, Any, Any, Any], what: str) -> serializers.ListField:
    return serializers.ListField(child=child, min_length=4, max_length=4, help_text=f"{what}. {ENDS}")


def whole_days() -> serializers.IntegerField:
    return serializers.IntegerField(min_value=0, max_value=9999)


class ThresholdsContent(Content):
    starts_on = Day(help_text="A day to come: the past keeps its signals.")
    percents = four(
        serializers.DecimalField(max_digits=5, decimal_places=2, min_value=0), "Per cent worse than the baseline"
    )
    days = four(whole_days(), "Days late")
    milestone_days = four(whole_days(), "Days the oldest milestone is overdue")
    reason = Words("Who decided it, and where it stands.", most=2000, has_lines=True)


class ThresholdsViewSet(PulledViewSet[Thresholds], InPortfolio, AddedViewSet[Thresholds]):
    """Where the steps of the computed rating end, from a day on. Those of the past stand; before the first the usual ones hold."""

    may = {"list": may_see_portfolio, "retrieve": may_see_portfolio, "create": may_set_thresholds}
    contents = {"create": ThresholdsContent}
    make = staticmethod(set_thresholds)
    queryset = Thresholds.objects.all()
    serializer_class = ThresholdsSerializer
    orders = {"newest": Key("starts_on", is_descending=True), "oldest": Key("starts_on")}
    lookup_value_regex = "[0-9]+"

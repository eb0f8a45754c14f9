"""How a project stands, as the API tells it: the three ratings, the forecast, what comes next."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.ratings import RatingShown
from projects.api.fields import RatingSerializer, RoundBrief
from projects.models import Current, Round
from projects.rules.signal import Rule
from projects.rules.variance import Variance


@dataclass(frozen=True, slots=True)
class Rated:
    shown: RatingShown
    round: Round | None
    on: date | None
    assessor: str = ""
    is_independent: bool = False


class CioRatingSerializer(RatingSerializer):
    """The CIO's own rating, of the newest round that has one."""

    round = RoundBrief(read_only=True, allow_null=True)
    on = serializers.DateField(
        read_only=True, allow_null=True, help_text="Null: published for the round, not for a day."
    )


class AssessedRatingSerializer(CioRatingSerializer):
    """The newest rating of the office or of a reviewer."""

    assessor = serializers.CharField(read_only=True)
    is_independent = serializers.BooleanField(read_only=True)


class ReasonSerializer(serializers.Serializer[Any]):
    rule = serializers.ChoiceField(choices=[str(rule) for rule in Rule], read_only=True)
    rating = serializers.IntegerField(read_only=True, help_text="The step this rule alone would give, 1 to 5.")
    sentence = serializers.CharField(read_only=True)


class SignalSerializer(serializers.ModelSerializer[Current]):
    """The rating that the rules compute: the worst of them counts. Null where none applies or there is no plan to be held against."""

    rating = serializers.IntegerField(source="signal", read_only=True, allow_null=True)
    as_of_on = serializers.DateField(
        read_only=True, allow_null=True, help_text="Null: of today. A day: of the newest round, which came from a file."
    )
    reasons = ReasonSerializer(
        many=True, read_only=True, help_text="What every rule that applies says, the worst first."
    )

    class Meta:
        model = Current
        fields = ["rating", "as_of_on", "reasons"]
        read_only_fields = fields


class ForecastSerializer(serializers.ModelSerializer[Current]):
    """What the newest report expects, against the baseline in force. Variances are parts of one, negative is worse; once the
    expected end has passed, today counts."""

    ends_on = serializers.DateField(source="forecast_ends_on", read_only=True, allow_null=True)
    cost = serializers.DecimalField(
        source="forecast_cost", max_digits=18, decimal_places=2, read_only=True, allow_null=True
    )
    withheld = serializers.SerializerMethodField(help_text="Member name to the reason why its value is withheld.")

    class Meta:
        model = Current
        fields = ["ends_on", "cost", "days_late", "schedule_variance", "cost_variance", "withheld"]
        read_only_fields = fields

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
    def get_withheld(self, current: Current) -> dict[str, str]:
        names = {"forecast_ends_on": "ends_on", "forecast_cost": "cost"}
        return {name: current.withheld[kept] for kept, name in names.items() if kept in current.withheld}


class VarianceSerializer(serializers.Serializer[Variance]):
    """Parts of one, negative is worse; null where the project or the baseline does not say."""

    days_late = serializers.IntegerField(read_only=True, allow_null=True)
    schedule_variance = serializers.DecimalField(
        source="schedule", max_digits=12, decimal_places=4, read_only=True, allow_null=True
    )
    cost_variance = serializers.DecimalField(
        source="cost", max_digits=24, decimal_places=4, read_only=True, allow_null=True
    )


class NextMilestoneSerializer(serializers.Serializer[Any]):
    title = serializers.CharField(source="next_milestone", read_only=True)
    expected_on = serializers.DateField(source="next_milestone_on", read_only=True, allow_null=True)

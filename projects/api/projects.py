from dataclasses import dataclass
from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api.views import RecordViewSet
from core.ratings import RatingShown
from ministries.api import InstitutionBrief
from projects.api.fields import RatingSerializer, RoundBrief, WithheldField
from projects.models import Baseline, Current, Identifier, Participation, Project, Round
from projects.permissions import may_see_portfolio
from projects.rules.signal import Rule
from projects.tables import ProjectTable


@dataclass(frozen=True, slots=True)
class _Rated:
    shown: RatingShown
    round: Round | None
    on: date | None
    assessor: str = ""
    is_independent: bool = False


class PartnerSerializer(serializers.ModelSerializer[Participation]):
    institution = InstitutionBrief(read_only=True)

    class Meta:
        model = Participation
        fields = ["institution", "role", "answer", "reason", "asked_on", "answered_on"]
        read_only_fields = fields


class IdentifierSerializer(serializers.ModelSerializer[Identifier]):
    class Meta:
        model = Identifier
        fields = ["scheme", "value"]
        read_only_fields = fields


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
    as_of_on = serializers.DateField(read_only=True, allow_null=True)
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


class NextMilestoneSerializer(serializers.Serializer[Any]):
    title = serializers.CharField(source="next_milestone", read_only=True)
    expected_on = serializers.DateField(source="next_milestone_on", read_only=True, allow_null=True)


class ProjectSerializer(serializers.ModelSerializer[Project]):
    lead = InstitutionBrief(read_only=True)
    partners = PartnerSerializer(source="participations", many=True, read_only=True)
    programme = serializers.SerializerMethodField(help_text="Code of the project it is part of.")
    functions = serializers.SerializerMethodField(help_text="Codes of the coordination functions it serves.")
    identifiers = IdentifierSerializer(many=True, read_only=True)
    cio_rating = serializers.SerializerMethodField()
    assessment = serializers.SerializerMethodField()
    gap = serializers.IntegerField(
        source="current.gap",
        read_only=True,
        allow_null=True,
        help_text="Steps by which the CIO rates better than the assessment of the same round; negative is worse.",
    )
    signal = SignalSerializer(source="current", read_only=True)
    widest_gap = serializers.IntegerField(
        source="current.widest_gap",
        read_only=True,
        allow_null=True,
        help_text="Steps between the two of CIO, signal and assessment that are furthest apart.",
    )
    trend = serializers.ListField(
        source="current.trend",
        child=serializers.IntegerField(allow_null=True),
        read_only=True,
        help_text="Ratings of the last 12 rounds, oldest first: the assessment or, without one, the CIO's.",
    )
    silent_since_on = serializers.DateField(source="current.silent_since_on", read_only=True, allow_null=True)
    next_milestone = serializers.SerializerMethodField()
    baseline = serializers.SerializerMethodField(help_text="The baseline in force.")
    forecast = ForecastSerializer(source="current", read_only=True)
    withheld = WithheldField()

    class Meta:
        model = Project
        fields = [
            "code",
            "title",
            "aims",
            "lead",
            "partners",
            "sponsor",
            "stage",
            "stage_since_on",
            "resumes_on",
            "programme",
            "functions",
            "visibility",
            "currency",
            "identifiers",
            "cio_rating",
            "signal",
            "assessment",
            "gap",
            "widest_gap",
            "trend",
            "silent_since_on",
            "next_milestone",
            "baseline",
            "forecast",
            "withheld",
            "version",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_programme(self, project: Project) -> str | None:
        return project.programme.code if project.programme else None

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_functions(self, project: Project) -> list[str]:
        return [served.function.code for served in project.served_functions.all()]

    @extend_schema_field(CioRatingSerializer)
    def get_cio_rating(self, project: Project) -> dict[str, Any]:
        current = project.current
        return CioRatingSerializer(_Rated(current.cio_shown, current.cio_round, current.status_on)).data

    @extend_schema_field(AssessedRatingSerializer)
    def get_assessment(self, project: Any) -> dict[str, Any]:
        current = project.current
        rated = _Rated(
            current.assessed_shown,
            current.assessed_round,
            project.assessed_on,
            current.assessor,
            current.assessor_is_independent,
        )
        return AssessedRatingSerializer(rated).data

    @extend_schema_field(NextMilestoneSerializer(allow_null=True))
    def get_next_milestone(self, project: Project) -> dict[str, Any] | None:
        return NextMilestoneSerializer(project.current).data if project.current.next_milestone else None

    @extend_schema_field(BaselineSerializer(allow_null=True))
    def get_baseline(self, project: Project) -> dict[str, Any] | None:
        baselines = list(project.baselines.all())
        return BaselineSerializer(baselines[-1]).data if baselines else None


class ProjectViewSet(RecordViewSet[Project]):
    """The portfolio: every project the caller may see, with lead, partners and the newest ratings. The filters are those of the page."""

    may = {"list": may_see_portfolio, "retrieve": may_see_portfolio}
    queryset = Project.objects.all()
    serializer_class = ProjectSerializer
    filterset_class = ProjectTable.filterset
    orders = {name: order.key for name, order in ProjectTable.orders.items()}
    lookup_field = "code"
    lookup_value_regex = r"[-\w]+"

    def get_queryset(self) -> Any:
        return super().get_queryset().for_api(self.access)

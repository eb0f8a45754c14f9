from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.access import Access, today
from core.api.choice import ChosenSerializer, ChosenViewSet, Load
from core.api.content import Code, Content, Words, optional_day, optional_words
from core.api.rows import told
from core.api.writing import KeptViewSet
from history.api import PulledViewSet
from ministries.api import InstitutionBrief
from ministries.models import CoordinationFunction, Institution
from projects.api.baselines import BaselineSerializer
from projects.api.fields import WithheldField
from projects.api.participations import PartnerSerializer
from projects.api.standing import (
    AssessedRatingSerializer,
    CioRatingSerializer,
    ForecastSerializer,
    NextMilestoneSerializer,
    Rated,
    SignalSerializer,
    VarianceSerializer,
)
from projects.api.writing import WRITE, InPortfolio
from projects.models import Identifier, Project
from projects.permissions import may_change_lead, may_create_project, may_edit_project, may_see_portfolio
from projects.rules.variance import NONE, Course
from projects.services import change_lead, change_stage, create_project, edit_project, serve_functions
from projects.tables import ProjectTable


class IdentifierSerializer(serializers.ModelSerializer[Identifier]):
    class Meta:
        model = Identifier
        fields = ["scheme", "value"]
        read_only_fields = fields


class ProjectSerializer(ChosenSerializer[Project]):
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
    unchanged_running = serializers.IntegerField(
        source="current.unchanged_running", read_only=True, help_text="Reports running that say nothing changed."
    )
    silent_since_on = serializers.DateField(source="current.silent_since_on", read_only=True, allow_null=True)
    next_milestone = serializers.SerializerMethodField()
    baseline = serializers.SerializerMethodField(help_text="The baseline in force.")
    first_baseline = serializers.SerializerMethodField(help_text="The first one; it is never lost.")
    forecast = ForecastSerializer(source="current", read_only=True)
    against_first = serializers.SerializerMethodField(
        help_text="The same variances against the first baseline: a new one can make a late project look on time."
    )
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
            "unchanged_running",
            "silent_since_on",
            "next_milestone",
            "baseline",
            "first_baseline",
            "forecast",
            "against_first",
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
        return told(CioRatingSerializer, Rated(current.cio_shown, current.cio_round, current.status_on))

    @extend_schema_field(AssessedRatingSerializer)
    def get_assessment(self, project: Any) -> dict[str, Any]:
        current = project.current
        rated = Rated(
            current.assessed_shown,
            current.assessed_round,
            project.assessed_on,
            current.assessor,
            current.assessor_is_independent,
        )
        return told(AssessedRatingSerializer, rated)

    @extend_schema_field(NextMilestoneSerializer(allow_null=True))
    def get_next_milestone(self, project: Project) -> dict[str, Any] | None:
        return told(NextMilestoneSerializer, project.current) if project.current.next_milestone else None

    @extend_schema_field(BaselineSerializer(allow_null=True))
    def get_baseline(self, project: Project) -> dict[str, Any] | None:
        baselines = list(project.baselines.all())
        return told(BaselineSerializer, baselines[-1]) if baselines else None

    @extend_schema_field(BaselineSerializer(allow_null=True))
    def get_first_baseline(self, project: Project) -> dict[str, Any] | None:
        baselines = list(project.baselines.all())
        return told(BaselineSerializer, baselines[0]) if baselines else None

    @extend_schema_field(VarianceSerializer)
    def get_against_first(self, project: Any) -> dict[str, Any]:
        first, current = next(iter(project.baselines.all()), None), project.current
        course = Course(current.forecast_ends_on, current.forecast_cost, project.spent)
        return told(VarianceSerializer, project.against(first.plan, course, today()) if first else NONE)


def lead_code() -> Code:
    return Code(queryset=Institution.objects.all(), help_text="Code of the institution that leads.")


class ProjectChange(Content):
    """Stage, lead and functions have verbs of their own."""

    title = Words("Its name.", most=300)
    aims = optional_words("What it is for: who can do what afterwards.", most=4000, has_lines=True)
    sponsor = optional_words("The senior responsible owner: a name and a post.", most=200)
    visibility = serializers.ChoiceField(choices=Project.Visibility.choices, required=False)


class StageContent(Content):
    stage = serializers.ChoiceField(choices=Project.Stage.choices)
    reason = optional_words("Needed where the project is paused or cancelled.", most=500)
    resumes_on = optional_day(help_text="Of a paused project.")


class LeadContent(Content):
    lead = lead_code()


class FunctionsContent(Content):
    functions = Code(
        queryset=CoordinationFunction.objects.all(), many=True, help_text="Codes of the functions; none: an empty list."
    )


class ProjectContent(ProjectChange):
    """The system gives the code; it never changes."""

    lead = lead_code()
    stage = serializers.ChoiceField(choices=Project.Stage.choices, default=Project.Stage.PROPOSED)
    currency = serializers.RegexField(
        r"^[A-Z]{3}$", max_length=3, required=False, help_text="Three letters of ISO 4217; without them the country's."
    )


def standing(rows: Any, access: Access) -> Any:
    return rows.with_standing()


OF_STANDING = (
    "cio_rating", "signal", "gap", "widest_gap", "trend", "unchanged_running", "silent_since_on", "next_milestone", "forecast",
)  # fmt: skip
LOADS: Mapping[str, Load] = {
    "lead": lambda rows, access: rows.select_related("lead"),
    "partners": lambda rows, access: rows.with_partners(),
    "programme": lambda rows, access: rows.with_programme(access),
    "functions": lambda rows, access: rows.with_functions(),
    "identifiers": lambda rows, access: rows.prefetch_related("identifiers"),
    **dict.fromkeys(OF_STANDING, standing),
    "assessment": lambda rows, access: rows.with_standing().with_assessed_on(),
    "baseline": lambda rows, access: rows.prefetch_related("baselines"),
    "first_baseline": lambda rows, access: rows.prefetch_related("baselines"),
    "against_first": lambda rows, access: rows.with_standing().with_spent().prefetch_related("baselines"),
}


class ProjectViewSet(PulledViewSet[Project], InPortfolio, ChosenViewSet[Project], KeptViewSet[Project]):
    """The portfolio: every project the caller may see, with lead, partners and the newest ratings. The filters are those of the page."""

    may = {
        "list": may_see_portfolio,
        "retrieve": may_see_portfolio,
        "create": may_create_project,
        "partial_update": may_edit_project,
        "stage": may_edit_project,
        "lead": may_change_lead,
        "functions": may_edit_project,
    }
    scopes = {**InPortfolio.scopes, "stage": WRITE, "lead": WRITE, "functions": WRITE}
    contents = {
        "create": ProjectContent,
        "partial_update": ProjectChange,
        "stage": StageContent,
        "lead": LeadContent,
        "functions": FunctionsContent,
    }
    examples = {
        "create": {
            "title": "Open data portal",
            "lead": "finance",
            "stage": "approved",
            "aims": "Everybody can take the data of the administration away.",
        },
        "partial_update": {"sponsor": "State Secretary for Digital Matters"},
        "stage": {"stage": "paused", "reason": "The vendor is insolvent.", "resumes_on": "2027-03-01"},
        "lead": {"lead": "interior"},
        "functions": {"functions": ["digital-identity", "data-exchange"]},
    }
    make = staticmethod(create_project)
    change = staticmethod(edit_project)
    queryset = Project.objects.keyed_by_title()
    loads = LOADS
    through = (
        "lead",
        "participations__institution",
        "programme",
        "served_functions__function",
        "current",
        "current__cio_round",
        "current__assessed_round",
        "reports",
        "assessments",
    )
    serializer_class = ProjectSerializer
    filterset_class = ProjectTable.filterset
    orders = {name: order.key for name, order in ProjectTable.orders.items()}
    lookup_field = "code"
    lookup_value_regex = r"[-\w]+"

    @extend_schema(responses=ProjectSerializer)
    @action(detail=True, methods=["post"])
    def stage(self, request: Request, **kwargs: Any) -> Response:
        """Move to another stage. Pausing and cancelling waive the open report, and so want a reason."""
        return self.act(request, change_stage)

    @extend_schema(responses=ProjectSerializer)
    @action(detail=True, methods=["post"])
    def lead(self, request: Request, **kwargs: Any) -> Response:
        """Another institution leads from today; the duty to report and the draft move with it."""
        return self.act(request, change_lead)

    @extend_schema(responses=ProjectSerializer)
    @action(detail=True, methods=["post"])
    def functions(self, request: Request, **kwargs: Any) -> Response:
        """The project serves exactly these functions from now on."""
        return self.act(request, serve_functions)

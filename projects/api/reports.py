from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

import django_filters as filters
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from core.access import today
from core.api.choice import ChosenSerializer, ChosenViewSet, Load
from core.api.content import Content, Words
from core.api.rows import told
from core.api.writing import VerbViewSet
from core.keyset import Key
from core.scopes import TokenScope
from history.api import PulledViewSet
from ministries.api import InstitutionBrief, by_institution
from projects.api.content import SubmissionContent
from projects.api.fields import RatingSerializer, RoundBrief, WithheldField
from projects.api.filters import by_project, by_round
from projects.api.writing import WRITE
from projects.models import Report, Submission
from projects.permissions import may_report_anything, may_report_status, may_review_report, may_see_portfolio
from projects.services import ReportContent, accept_report, report_nothing_changed, report_status, return_report


class StoodSerializer(serializers.Serializer[Any]):
    """A milestone as it stood when the report was signed."""

    id = serializers.IntegerField(read_only=True)
    title = serializers.CharField(read_only=True)
    baseline_on = serializers.DateField(read_only=True, allow_null=True)
    forecast_on = serializers.DateField(read_only=True, allow_null=True)
    actual_on = serializers.DateField(read_only=True, allow_null=True)


class SubmissionSerializer(serializers.ModelSerializer[Submission]):
    """What was signed. It never changes; a returned report gets another one."""

    signed_by = serializers.CharField(
        source="signed_by.full_name", default=None, read_only=True, allow_null=True, help_text="Null: imported."
    )
    post = serializers.CharField(
        source="appointment.post", default=None, read_only=True, allow_null=True, help_text="The signer's post."
    )
    rating = RatingSerializer(source="*", read_only=True)
    milestones = StoodSerializer(many=True, read_only=True)
    withheld = WithheldField()

    class Meta:
        model = Submission
        fields = [
            "number",
            "at",
            "signed_by",
            "post",
            "is_unchanged",
            "rating",
            "why",
            "progress",
            "forecast_ends_on",
            "forecast_cost",
            "spent",
            "schedule_words",
            "cost_words",
            "signal_words",
            "top_risk",
            "help_needed",
            "milestones",
            "withheld",
        ]
        read_only_fields = fields


class ReportSerializer(ChosenSerializer[Report]):
    project = serializers.CharField(source="project.code", read_only=True, help_text="Code of the project.")
    currency = serializers.CharField(source="project.currency", read_only=True, help_text="Of every sum in the report.")
    round = RoundBrief(read_only=True)
    institution = InstitutionBrief(read_only=True, help_text="Who owes it.")
    submission = serializers.SerializerMethodField(help_text="The newest submission; drafts are never shown.")

    class Meta:
        model = Report
        fields = [
            "id",
            "project",
            "currency",
            "round",
            "institution",
            "status",
            "is_late",
            "reason",
            "asked_on",
            "submission",
            "version",
        ]
        read_only_fields = fields

    @extend_schema_field(SubmissionSerializer(allow_null=True))
    def get_submission(self, report: Report) -> dict[str, Any] | None:
        newest = next(iter(report.submissions.all()), None)
        return told(SubmissionSerializer, newest) if newest else None


class ReportFilters(filters.FilterSet):
    project = by_project()
    round = by_round()
    institution = by_institution(label=_("Institution that owes it"))
    status = filters.ChoiceFilter(label=_("Status"), choices=Report.Status.choices)

    class Meta:
        model = Report
        fields: list[str] = []


NEWEST = Submission.objects.latest_per_report().select_related("signed_by", "appointment")
LOADS: Mapping[str, Load] = {
    "project": lambda rows, access: rows.select_related("project"),
    "currency": lambda rows, access: rows.select_related("project"),
    "round": lambda rows, access: rows.select_related("round"),
    "institution": lambda rows, access: rows.select_related("institution"),
    "submission": lambda rows, access: rows.prefetch_related(Prefetch("submissions", NEWEST)),
}


def submit(report: Report, version: int, *, by: User, at: datetime, **said: Any) -> None:
    report_status(report, version, content=ReportContent(**said), by=by, at=at, is_machine=True)


class ReturnContent(Content):
    reason = Words("What is missing or wrong; the CIO reads it.", most=500, has_lines=True)


class ReportViewSet(PulledViewSet[Report], ChosenViewSet[Report], VerbViewSet[Report]):
    """What is owed and what was filed: one report per project and round."""

    may = {
        "list": may_see_portfolio,
        "retrieve": may_see_portfolio,
        "submit": may_report_status,
        "nothing_changed": may_report_status,
        "accept": may_review_report,
        "send_back": may_review_report,
    }
    means = {"submit": may_report_anything}
    scopes = {
        **VerbViewSet.scopes,
        "submit": TokenScope.STATUS_WRITE,
        "nothing_changed": TokenScope.STATUS_WRITE,
        "accept": WRITE,
        "send_back": WRITE,
    }
    contents = {"submit": SubmissionContent, "nothing_changed": Content, "accept": Content, "send_back": ReturnContent}
    examples = {
        "submit": {
            "rating": 4,
            "why": "The vendor is back on plan.",
            "forecast_ends_on": "2027-09-30",
            "spent": "4200000.00",
            "schedule_words": "The tender was repeated.",
            "signal_words": "What made us late is done.",
            "milestones": [{"id": 731, "forecast_on": "2027-03-15"}],
        },
        "nothing_changed": {},
        "send_back": {"reason": "The forecast lies before today."},
    }
    queryset = Report.objects.all()
    loads = LOADS
    through = (
        "project",
        "institution",
        "round",
        "submissions__signed_by",
        "submissions__appointment",
    )
    serializer_class = ReportSerializer
    filterset_class = ReportFilters
    orders = {"id": Key("id"), "newest": Key("id", is_descending=True)}
    lookup_value_regex = "[0-9]+"

    @extend_schema(responses={201: ReportSerializer})
    @action(detail=True, methods=["post"], url_path="submissions")
    def submit(self, request: Request, **kwargs: Any) -> Response:
        """Sign and submit the report; the answer is the report as it is stored. The caller's appointment is recorded."""
        return self.act(request, partial(submit, at=timezone.now()), status=201)

    @extend_schema(responses={201: ReportSerializer})
    @action(detail=True, methods=["post"], url_path="nothing-changed")
    def nothing_changed(self, request: Request, **kwargs: Any) -> Response:
        """Sign the last answers again, dated today; at most twice running, and not once an expected day has passed."""
        return self.act(request, partial(report_nothing_changed, at=timezone.now(), is_machine=True), status=201)

    @extend_schema(responses=ReportSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, **kwargs: Any) -> Response:
        """The office takes the newest submission as it is."""
        return self.act(request, accept_report)

    @extend_schema(responses=ReportSerializer)
    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request: Request, **kwargs: Any) -> Response:
        """The office asks for another submission, and says why."""
        return self.act(request, partial(return_report, on=today()))

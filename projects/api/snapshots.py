from types import SimpleNamespace
from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api.rows import told
from core.api.views import RecordViewSet
from core.keyset import Key
from core.ratings import RatingShown
from history.api import PulledViewSet
from projects.api.fields import RatingSerializer, WithheldField
from projects.api.filters import MOST, by_project
from projects.api.standing import ReasonSerializer
from projects.models import Snapshot, SnapshotRow
from projects.permissions import may_see_snapshots
from projects.tables import SnapshotFilters, SnapshotRowFilters, SnapshotRowTable, SnapshotTable


class KeptRateSerializer(serializers.Serializer[Any]):
    currency = serializers.CharField(read_only=True)
    rate = serializers.DecimalField(max_digits=18, decimal_places=8, read_only=True)
    on = serializers.DateField(read_only=True)
    source = serializers.CharField(read_only=True)  # type: ignore[assignment]


class SnapshotSerializer(serializers.ModelSerializer[Snapshot]):
    round = serializers.IntegerField(source="round_id", read_only=True, help_text="Number of the round.")
    projects = serializers.IntegerField(read_only=True, help_text="How many of its rows the caller may see.")
    rates = KeptRateSerializer(
        many=True, read_only=True, help_text="Those that sums in the reporting currency are made with."
    )
    corrects = serializers.IntegerField(
        source="corrects.number",
        default=None,
        read_only=True,
        allow_null=True,
        help_text="Number of the one it corrects.",
    )
    corrected_by = serializers.IntegerField(
        source="corrected_by.number",
        default=None,
        read_only=True,
        allow_null=True,
        help_text="Number of its correction.",
    )

    class Meta:
        model = Snapshot
        fields = [
            "number",
            "round",
            "round_name",
            "starts_on",
            "ends_on",
            "due_on",
            "as_of_on",
            "published_on",
            "publisher",
            "currency",
            "rates",
            "projects",
            "corrects",
            "corrected_by",
            "reason",
        ]
        read_only_fields = fields


class SnapshotViewSet(PulledViewSet[Snapshot]):
    """The portfolio as it was published when a round closed. Snapshots never change; a correction is another one."""

    may = {"list": may_see_snapshots, "retrieve": may_see_snapshots}
    queryset = Snapshot.objects.all()
    is_gathered = True  # a short list that counts the rows one may see today
    serializer_class = SnapshotSerializer
    filterset_class = SnapshotFilters
    orders = {name: order.key for name, order in SnapshotTable.orders.items()}
    lookup_field = "number"
    lookup_value_regex = "[0-9]+"

    def get_queryset(self) -> Any:
        return super().get_queryset().for_list(self.access)


class PlannedSerializer(serializers.Serializer[Any]):
    """A milestone as it stood that day."""

    title = serializers.CharField(read_only=True)
    owner = serializers.CharField(read_only=True, help_text="Short name of the institution.")
    baseline_on = serializers.DateField(read_only=True, allow_null=True)
    forecast_on = serializers.DateField(read_only=True, allow_null=True)
    actual_on = serializers.DateField(read_only=True, allow_null=True)


class SnapshotRowSerializer(serializers.ModelSerializer[SnapshotRow]):
    snapshot = serializers.IntegerField(source="snapshot_number", read_only=True, help_text="Number of the snapshot.")
    report_status = serializers.CharField(
        read_only=True, help_text="Of the round's own report; empty: it was not asked."
    )
    cio_rating = serializers.SerializerMethodField()
    assessment = serializers.SerializerMethodField()
    reasons = ReasonSerializer(
        many=True, read_only=True, help_text="What every rule of the signal said, the worst first."
    )
    milestones = PlannedSerializer(many=True, read_only=True)
    days_after_first = serializers.IntegerField(read_only=True, allow_null=True)
    withheld = WithheldField()

    class Meta:
        model = SnapshotRow
        fields = [
            "id",
            "snapshot",
            "code",
            "title",
            "lead_code",
            "lead_name",
            "sponsor",
            "stage",
            "stage_since_on",
            "resumes_on",
            "visibility",
            "currency",
            "report_status",
            "report_reason",
            "filed_on",
            "is_unchanged",
            "unchanged_running",
            "cio_rating",
            "cio_round",
            "why",
            "progress",
            "top_risk",
            "help_needed",
            "assessment",
            "assessed_round",
            "assessed_on",
            "assessor",
            "assessor_is_independent",
            "basis",
            "signal",
            "reasons",
            "widest_gap",
            "is_apart",
            "trend",
            "status_on",
            "status_round",
            "as_of_on",
            "silent_since_on",
            "baseline_number",
            "baseline_starts_on",
            "baseline_ends_on",
            "baseline_cost",
            "first_ends_on",
            "first_cost",
            "forecast_ends_on",
            "forecast_cost",
            "spent",
            "days_late",
            "days_after_first",
            "schedule_variance",
            "cost_variance",
            "next_milestone",
            "next_milestone_on",
            "milestones",
            "withheld",
        ]
        read_only_fields = fields

    @extend_schema_field(RatingSerializer)
    def get_cio_rating(self, row: SnapshotRow) -> dict[str, Any]:
        return _rating(row.cio_shown)

    @extend_schema_field(RatingSerializer)
    def get_assessment(self, row: SnapshotRow) -> dict[str, Any]:
        return _rating(row.assessed_shown)


def _rating(shown: RatingShown) -> dict[str, Any]:
    return told(RatingSerializer, SimpleNamespace(shown=shown))


class RowFilters(SnapshotRowFilters):
    snapshot = filters.NumberFilter(
        label=_("Number of the snapshot"), field_name="snapshot__number", min_value=1, max_value=MOST, decimal_places=0
    )
    project = by_project()

    class Meta:
        model = SnapshotRow
        fields: list[str] = []


class SnapshotRowViewSet(RecordViewSet[SnapshotRow]):
    """One project as it was published. Only what the caller could see that day and may see today."""

    may = {"list": may_see_snapshots, "retrieve": may_see_snapshots}
    queryset = SnapshotRow.objects.for_list()
    serializer_class = SnapshotRowSerializer
    filterset_class = RowFilters
    orders = {"id": Key("id"), **{name: order.key for name, order in SnapshotRowTable.orders.items()}}
    lookup_value_regex = "[0-9]+"

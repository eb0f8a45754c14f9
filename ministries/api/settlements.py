from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api.content import Code, Content, Day, Words, optional_address, shown_address
from core.api.rows import told
from core.api.views import RecordViewSet
from core.keyset import Key
from history.api import PulledViewSet
from ministries.api.briefs import FunctionBrief, InstitutionBrief
from ministries.api.filters import by_day, by_function, by_institution, held_on
from ministries.models import Institution, Mandate, Settlement
from ministries.permissions import may_see_mandates


class SettlementSerializer(serializers.ModelSerializer[Settlement]):
    function = FunctionBrief(read_only=True)
    leads = serializers.SerializerMethodField(help_text="Who leads by it; several lead jointly.")
    source_url = shown_address("Address of the decision.")

    class Meta:
        model = Settlement
        fields = [
            "id",
            "function",
            "leads",
            "decision",
            "source",
            "source_url",
            "decided_on",
            "starts_on",
            "ends_on",
            "version",
        ]
        read_only_fields = fields

    @extend_schema_field(InstitutionBrief(many=True))
    def get_leads(self, settlement: Settlement) -> Any:
        institutions = [lead.institution for lead in settlement.leads.all()]
        return [told(InstitutionBrief, each) for each in sorted(institutions, key=lambda each: each.code)]


class SettlementContent(Content):
    leads = Code(
        queryset=Institution.objects.all(),
        many=True,
        allow_empty=False,
        help_text="Codes of the institutions that lead; several lead jointly.",
    )
    others = serializers.ChoiceField(
        choices=[choice for choice in Mandate.Role.choices if choice[0] != Mandate.Role.LEAD],
        required=False,
        allow_blank=True,
        default="",
        help_text="The part of those who led until now and no longer do; empty: none.",
    )
    decision = Words("The decision in its own words.", most=10_000, has_lines=True)
    source = Words(  # type: ignore[assignment]
        "Who decided, and where it stands.", most=500
    )
    source_url = optional_address("Address of the decision.")
    decided_on = Day()
    starts_on = Day(help_text="The day from which it holds, not before it was decided.")


class SettlementFilters(filters.FilterSet):
    function = by_function()
    institution = by_institution(label=_("Code of an institution that leads by it"), field_name="leads__institution")
    current_on = by_day(_("Lasting on that day"), method=held_on)

    class Meta:
        model = Settlement
        fields: list[str] = []


class SettlementViewSet(PulledViewSet[Settlement], RecordViewSet[Settlement]):
    """Decisions about who leads a function. A new one is sent to `functions/{code}/settlements/`; none is ever changed."""

    may = {"list": may_see_mandates, "retrieve": may_see_mandates}
    queryset = Settlement.objects.for_list()
    through = (
        "function",
        "leads__institution",
    )
    serializer_class = SettlementSerializer
    filterset_class = SettlementFilters
    orders = {"newest": Key("starts_on", is_descending=True), "id": Key("id")}
    lookup_value_regex = "[0-9]+"

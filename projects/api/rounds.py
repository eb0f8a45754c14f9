from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core.api.views import RecordViewSet
from core.keyset import Key
from projects.models import Round
from projects.permissions import may_see_rounds


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


class RoundFilters(filters.FilterSet):
    state = filters.ChoiceFilter(
        label=_("Open or closed"), choices=[("open", _("Open")), ("closed", _("Closed"))], method="by_state"
    )

    class Meta:
        model = Round
        fields: list[str] = []

    def by_state(self, rows: Any, name: str, value: str) -> Any:
        return rows.open() if value == "open" else rows.closed()


class RoundViewSet(RecordViewSet[Round]):
    """Reporting rounds: the period they speak of, and by when reports are due."""

    may = {"list": may_see_rounds, "retrieve": may_see_rounds}
    queryset = Round.objects.all()
    serializer_class = RoundSerializer
    filterset_class = RoundFilters
    orders = {"newest": Key("ends_on", is_descending=True), "oldest": Key("ends_on")}
    lookup_value_regex = "[0-9]+"

    def get_queryset(self) -> Any:
        return super().get_queryset().with_counts(self.access)

from datetime import date
from decimal import Decimal
from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core.api.content import Content, Day, Words
from core.api.writing import KeptViewSet
from core.keyset import Key
from ministries.api.filters import by_day
from ministries.models import ExchangeRate
from ministries.permissions import may_manage_mandate, may_manage_mandates, may_see_mandates
from ministries.services import edit_rate, record_rate


class ExchangeRateSerializer(serializers.ModelSerializer[ExchangeRate]):
    class Meta:
        model = ExchangeRate
        fields = ["id", "currency", "on", "rate", "source", "version"]
        read_only_fields = fields


class ExchangeRateContent(Content):
    currency = serializers.RegexField(r"^[A-Z]{3}$", max_length=3, help_text="Three letters of ISO 4217.")
    on = Day(help_text="The day from which the rate holds.")
    rate = serializers.DecimalField(
        max_digits=18,
        decimal_places=8,
        min_value=Decimal("0.00000001"),
        help_text="What one unit is worth in the reporting currency.",
    )
    source = Words("For instance European Central Bank, reference rate.", most=300)


class ExchangeRateFilters(filters.FilterSet):
    currency = filters.CharFilter(label=_("Three letters of ISO 4217"), max_length=3)
    current_on = by_day(_("The newest of each currency until that day"), method="on_day")

    class Meta:
        model = ExchangeRate
        fields: list[str] = []

    def on_day(self, rows: Any, name: str, value: date) -> Any:
        return rows.in_force(value)


class ExchangeRateViewSet(KeptViewSet[ExchangeRate]):
    """What a currency was worth in the reporting currency from a day on, and who says so."""

    may = {
        "list": may_see_mandates,
        "retrieve": may_see_mandates,
        "create": may_manage_mandates,
        "partial_update": may_manage_mandate,
    }
    contents = {"create": ExchangeRateContent, "partial_update": ExchangeRateContent}
    make = staticmethod(record_rate)
    change = staticmethod(edit_rate)
    queryset = ExchangeRate.objects.all()
    serializer_class = ExchangeRateSerializer
    filterset_class = ExchangeRateFilters
    orders = {"newest": Key("on", is_descending=True), "currency": Key("currency")}
    lookup_value_regex = "[0-9]+"

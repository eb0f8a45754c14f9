from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core.api.content import Content, Day, Words
from core.api.writing import KeptViewSet
from history.api import PulledViewSet
from ministries.api.filters import by_day
from ministries.api.resting import worth
from ministries.models import ExchangeRate
from ministries.permissions import may_change_settings, may_see_rates
from ministries.services import edit_rate, record_rate
from ministries.tables.rates import RateFilters, RateTable


class ExchangeRateSerializer(serializers.ModelSerializer[ExchangeRate]):
    rate = worth()

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
    source = Words(  # type: ignore[assignment]
        "For instance European Central Bank, reference rate.", most=300
    )


class RateApiFilters(RateFilters):
    current_on = by_day(_("The newest of each currency until that day"), method="on_day")

    def on_day(self, rows: Any, name: str, value: date) -> Any:
        return rows.in_force(value)


class ExchangeRateViewSet(PulledViewSet[ExchangeRate], KeptViewSet[ExchangeRate]):
    """What a currency was worth in the reporting currency from a day on, and who says so."""

    may = {
        "list": may_see_rates,
        "retrieve": may_see_rates,
        "create": may_change_settings,
        "partial_update": may_change_settings,
    }
    contents = {"create": ExchangeRateContent, "partial_update": ExchangeRateContent}
    make = staticmethod(record_rate)
    change = staticmethod(edit_rate)
    queryset = ExchangeRate.objects.all()
    serializer_class = ExchangeRateSerializer
    filterset_class = RateApiFilters
    orders = {name: order.key for name, order in RateTable.orders.items()}
    lookup_value_regex = "[0-9]+"

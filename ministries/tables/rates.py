from typing import Any

import django_filters as filters
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.keyset import Key
from core.tables import Column, Order, Table
from ministries.models import ExchangeRate


class RateFilters(filters.FilterSet):
    currency = filters.CharFilter(label=gettext_lazy("Currency"), method="by_currency", max_length=3)

    class Meta:
        model = ExchangeRate
        fields: list[str] = []

    def by_currency(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(currency=value.upper())


class RateTable(Table[ExchangeRate]):
    filterset = RateFilters
    export_name = "exchange-rates"
    page_size = 50
    orders = {
        "currency": Order(gettext_lazy("Currency"), Key("currency")),
        "newest": Order(gettext_lazy("Newest first"), Key("on", is_descending=True)),
    }
    columns = {
        "currency": Column(gettext_lazy("Currency"), lambda row: row.currency),
        "from": Column(gettext_lazy("From"), lambda row: row.on),
        "rate": Column(gettext_lazy("Worth of one unit"), lambda row: row.rate),
        "in_force": Column(gettext_lazy("In force"), lambda row: _("yes") if row.is_in_force else _("no")),
        "source": Column(gettext_lazy("Source"), lambda row: row.source),
    }

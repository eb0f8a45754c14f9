from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.keyset import Key
from core.tables import Column, Order, Table
from strategy.models import IndexCountry, Indicator, Reading, Strategy

COMPARED = ("with1", "with2", "with3", "with4", "with5")


class StrategyFilters(filters.FilterSet):
    q = filters.CharFilter(label=_("Words in the title"), method="by_words", max_length=200)

    class Meta:
        model = Strategy
        fields: list[str] = []

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return rows.search(value)


class StrategyTable(Table[Strategy]):
    filterset = StrategyFilters
    export_name = "strategies"
    orders = {
        "newest": Order(_("Newest first"), Key("starts_on", is_descending=True)),
        "title": Order(_("Title"), Key("title_key")),
    }
    columns = {
        "code": Column(_("Code"), lambda row: row.code),
        "title": Column(_("Strategy"), lambda row: row.title),
        "lead": Column(_("Lead"), lambda row: row.lead.name),
        "from": Column(_("From"), lambda row: row.starts_on),
        "until": Column(_("Until"), lambda row: row.ends_on),
        "objectives": Column(_("Objectives"), lambda row: row.objective_count),
        "unmeasured": Column(_("Without a measure"), lambda row: row.unmeasured_count),
        "url": Column(_("Link to the text"), lambda row: row.url),
    }

    @property
    def count_text(self) -> str:
        return ngettext("%(n)s strategy", "%(n)s strategies", self.count) % {"n": self.count}


def indices(request: Any) -> "QuerySet[Indicator]":
    return Indicator.objects.indices()


def index_countries(request: Any) -> "QuerySet[IndexCountry]":
    return IndexCountry.objects.with_readings()


def compared() -> filters.ModelChoiceFilter:
    return filters.ModelChoiceFilter(
        label=_("Compared with"),
        queryset=index_countries,
        to_field_name="code",
        empty_label=_("Nobody"),
        method="chosen",
    )


class IndexFilters(filters.FilterSet):
    """One index, one country, and those it is compared with. The page chooses where nothing is said."""

    index = filters.ModelChoiceFilter(
        label=_("Index"), queryset=indices, to_field_name="code", empty_label=None, field_name="indicator"
    )
    country = filters.ModelChoiceFilter(
        label=_("Country"), queryset=index_countries, to_field_name="code", empty_label=None, method="chosen"
    )

    with1 = compared()
    with2 = compared()
    with3 = compared()
    with4 = compared()
    with5 = compared()

    class Meta:
        model = Reading
        fields: list[str] = []

    def chosen(self, rows: Any, name: str, value: Any) -> Any:
        return rows


class IndexTable(Table[Reading]):
    """The readings of one index, of the countries compared."""

    filterset = IndexFilters
    export_name = "index-readings"
    page_size = 100
    orders = {
        "country": Order(_("Country"), Key("country__name")),
        "newest": Order(_("Newest first"), Key("on", is_descending=True)),
    }
    columns = {
        "index": Column(_("Index"), lambda row: row.indicator.title),
        "code": Column(_("Code of the country"), lambda row: row.country.code),
        "country": Column(_("Country"), lambda row: row.country.name),
        "year": Column(_("Year"), lambda row: row.on.year),
        "value": Column(_("Value"), lambda row: row.value),
        "rank": Column(_("Rank"), lambda row: row.rank),
        "evidence": Column(_("Evidence"), lambda row: row.evidence),
        "url": Column(_("Link to the evidence"), lambda row: row.url),
    }

    @property
    def count_text(self) -> str:
        return ngettext("%(n)s reading", "%(n)s readings", self.count) % {"n": self.count}

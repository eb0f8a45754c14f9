from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core.api.content import Content, money, optional_words
from core.api.writing import KeptViewSet
from core.dates import FIRST_DAY, LAST_DAY
from core.keyset import Key
from history.api import PulledViewSet
from projects.api.fields import WithheldField
from projects.api.filters import by_project
from projects.api.writing import InPortfolio, project_code
from projects.models import Funding
from projects.permissions import may_edit_funding, may_edit_project, may_see_portfolio, may_write_portfolio
from projects.services import record_funding


class FundingSerializer(serializers.ModelSerializer[Funding]):
    """Sums are in the currency of the project."""

    project = serializers.CharField(source="project.code", read_only=True, help_text="Code of the project.")
    currency = serializers.CharField(source="project.currency", read_only=True, help_text="Of every sum.")
    withheld = WithheldField()

    class Meta:
        model = Funding
        fields = [
            "id",
            "project",
            "currency",
            "year",
            "source",
            "source_name",
            "planned",
            "forecast",
            "committed",
            "spent",
            "words",
            "withheld",
            "version",
        ]
        read_only_fields = fields


class FundingChange(Content):
    """Year and source stay: another source is another record. A withheld sum that is given is withheld no longer."""

    planned = money("Approved for the year.")
    forecast = money("Expected for the year.")
    committed = money("Bound by contracts.")
    spent = money("Paid.")
    words = optional_words(
        "Why it moved; wanted where the year takes over 5 % more or less than planned.", most=4000, has_lines=True
    )


class FundingContent(FundingChange):
    project = project_code()
    year = serializers.IntegerField(
        min_value=FIRST_DAY.year,
        max_value=LAST_DAY.year,
        help_text="The calendar year in which the financial year ends.",
    )
    source = serializers.ChoiceField(  # type: ignore[assignment]
        choices=Funding.Source.choices, default=Funding.Source.BUDGET
    )
    source_name = optional_words("Such as the name of the agreement.", most=200, default="")


def amend(funding: Funding, version: int, **changes: Any) -> Funding:
    which = {name: getattr(funding, name) for name in ("year", "source", "source_name")}
    return record_funding(funding.project, version=version, **which, **changes)


class FundingFilters(filters.FilterSet):
    project = by_project()
    year = filters.NumberFilter(label=_("Year"), min_value=0, max_value=9999, decimal_places=0)
    source = filters.ChoiceFilter(label=_("Source"), choices=Funding.Source.choices)

    class Meta:
        model = Funding
        fields: list[str] = []


class FundingViewSet(PulledViewSet[Funding], InPortfolio, KeptViewSet[Funding]):
    """The money of a project by year and source: planned, forecast, committed, spent."""

    may = {
        "list": may_see_portfolio,
        "retrieve": may_see_portfolio,
        "create": may_write_portfolio,
        "partial_update": may_edit_funding,
    }
    may_on = {"create": may_edit_project}
    parent = "project"
    contents = {"create": FundingContent, "partial_update": FundingChange}
    examples = {
        "create": {"project": "P-2026-0131", "year": 2027, "source": "state budget", "planned": "800000.00"},
        "partial_update": {"spent": "412000.00"},
    }
    make = staticmethod(record_funding)
    change = staticmethod(amend)
    queryset = Funding.objects.select_related("project")
    through = ("project",)
    serializer_class = FundingSerializer
    filterset_class = FundingFilters
    orders = {"id": Key("id"), "newest": Key("year", is_descending=True)}
    lookup_value_regex = "[0-9]+"

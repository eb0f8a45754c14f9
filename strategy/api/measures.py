from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request

from core.access import access_of, today
from core.api.content import Code, Content, Day, Words, optional_address, optional_day, optional_words, shown_address
from core.api.writing import KeptViewSet
from core.keyset import Key
from core.scopes import TokenScope
from history.api import PulledViewSet
from strategy.api.aims import KEPT_BY_OFFICE
from strategy.models import IndexCountry, Indicator, Objective, Reading
from strategy.permissions import may_add_reading, may_edit_reading, may_read_for_anything, may_see_strategy
from strategy.rules.course import State
from strategy.services import (
    add_reading,
    define_indicator,
    edit_country,
    edit_indicator,
    edit_reading,
    name_country,
)
from strategy.standing import measured


def figure(**kwargs: Any) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=20, decimal_places=6, **kwargs)


def country(**kwargs: Any) -> Code:
    return Code(queryset=IndexCountry.objects.all(), required=False, allow_null=True, **kwargs)


def code_of_country(help_text: str) -> serializers.CharField:
    return serializers.CharField(
        source="country.code", default=None, allow_null=True, read_only=True, help_text=help_text
    )


class IndexCountrySerializer(serializers.ModelSerializer[IndexCountry]):
    class Meta:
        model = IndexCountry
        fields = ["code", "name", "region", "subregion", "income", "version"]
        read_only_fields = fields


class EditIndexCountryContent(Content):
    name = Words("Its name.", most=200)
    region = optional_words("Region.", most=100)
    subregion = optional_words("Part of the region.", most=100)
    income = optional_words("Income group.", most=60)


class IndexCountryContent(EditIndexCountryContent):
    code = serializers.RegexField(r"^[A-Z]{3}$", max_length=3, help_text="Three letters of ISO 3166.")


class IndexCountryViewSet(PulledViewSet[IndexCountry], KeptViewSet[IndexCountry]):
    """The countries that international indices tell of: ours, and those we compare ourselves with."""

    may = KEPT_BY_OFFICE
    contents = {"create": IndexCountryContent, "partial_update": EditIndexCountryContent}
    make = staticmethod(name_country)
    change = staticmethod(edit_country)
    queryset = IndexCountry.objects.all()
    serializer_class = IndexCountrySerializer
    orders = {"code": Key("code"), "name": Key("name")}
    lookup_field = "code"
    lookup_value_regex = r"[-\w]+"


class IndicatorSerializer(serializers.ModelSerializer[Indicator]):
    """``state`` and ``finding`` are those of today; ``way`` and ``time`` are shares of 1, null where nobody can say."""

    objective = serializers.CharField(
        source="objective.code", default=None, allow_null=True, read_only=True, help_text="Code of the objective."
    )
    country = code_of_country("Of an international index: our country, three letters.")
    url = shown_address("Link to the source.")
    state = serializers.ChoiceField(source="told.state", choices=State.choices, read_only=True)
    finding = serializers.CharField(source="told.finding", read_only=True)
    way = serializers.FloatField(
        source="told.course.way",
        allow_null=True,
        read_only=True,
        help_text="How much of the way to the target is gone.",
    )
    time = serializers.FloatField(
        source="told.course.time", allow_null=True, read_only=True, help_text="How much of the time was gone then."
    )

    class Meta:
        model = Indicator
        fields = [
            "code", "objective", "country", "title", "unit", "better", "baseline_value", "baseline_on", "target_value",
            "target_on", "source", "url", "reading_months", "state", "finding", "way", "time", "version",
        ]  # fmt: skip
        read_only_fields = fields


class IndicatorContent(Content):
    """The system gives the code, from the title; it never changes. An indicator stays an index, or none."""

    objective = Code(
        queryset=Objective.objects.all(),
        required=False,
        allow_null=True,
        help_text="Code of the objective it measures; null: an index, or a metric of a project.",
    )
    country = country(help_text="Of an international index: our country.")
    title = Words("What is counted or measured.", most=300)
    unit = optional_words('For instance "%" or "days".', most=60)
    better = serializers.ChoiceField(choices=Indicator.Better.choices)
    baseline_value = figure(required=False, allow_null=True, help_text="Where it stood at the start.")
    baseline_on = optional_day(help_text="Day of the baseline.")
    target_value = figure(required=False, allow_null=True, help_text="Where it is to be.")
    target_on = optional_day(help_text="Day by which the target is to be reached.")
    source = optional_words(  # type: ignore[assignment]
        "Who measures it, and in which publication.", most=300
    )
    url = optional_address("Link to the source.")
    reading_months = serializers.IntegerField(
        min_value=1, max_value=600, required=False, allow_null=True, help_text="Months between two readings."
    )


class IndicatorApiFilters(filters.FilterSet):
    objective = filters.ModelChoiceFilter(
        label=_("Code of the objective"), queryset=Objective.objects.all(), to_field_name="code"
    )
    kind = filters.ChoiceFilter(
        label=_("International indices, or what is measured at home"),
        choices=[("index", _("Index")), ("own", _("Own"))],
        method="by_kind",
    )

    class Meta:
        model = Indicator
        fields: list[str] = []

    def by_kind(self, rows: Any, name: str, value: str) -> Any:
        return rows.indices() if value == "index" else rows.measured_at_home()


class IndicatorViewSet(PulledViewSet[Indicator], KeptViewSet[Indicator]):
    """How objectives are measured, and how far they are; international indices too."""

    may = KEPT_BY_OFFICE
    contents = {"create": IndicatorContent, "partial_update": IndicatorContent}
    make = staticmethod(define_indicator)
    change = staticmethod(edit_indicator)
    queryset = Indicator.objects.for_list().with_own_readings()
    whole_when = ("strategy.reading",)
    is_of_today = True
    through = (
        "objective",
        "objective__lead",
        "country",
    )
    serializer_class = IndicatorSerializer
    filterset_class = IndicatorApiFilters
    orders = {"code": Key("code"), "title": Key("title")}
    lookup_field = "code"
    lookup_value_regex = r"[-\w]+"

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        for indicator in (list(args[0]) if kwargs.get("many") else [args[0]]) if args else ():
            indicator.told = measured(indicator, today())
        return super().get_serializer(*args, **kwargs)


class ReadingSerializer(serializers.ModelSerializer[Reading]):
    indicator = serializers.CharField(source="indicator.code", read_only=True, help_text="Code of the indicator.")
    country = code_of_country("Of an index: the country it is of; else null.")
    url = shown_address("Link to the evidence.")

    class Meta:
        model = Reading
        fields = ["id", "indicator", "country", "on", "value", "rank", "evidence", "url", "version"]
        read_only_fields = fields


class EditReadingContent(Content):
    on = Day(help_text="The day the figure speaks of.")
    value = figure(help_text="In the unit of the indicator.")
    rank = serializers.IntegerField(
        min_value=1, max_value=32_000, required=False, allow_null=True, help_text="Of a country in an index."
    )
    evidence = optional_words("Where the figure stands. This or the link is needed.", most=2000, has_lines=True)
    url = optional_address("Link to the evidence.")


class ReadingContent(EditReadingContent):
    indicator = Code(queryset=Indicator.objects.for_list(), help_text="Code of the indicator. It never changes.")
    country = country(help_text="Of an index: the country it is of; without it our own.")


class ReadingApiFilters(filters.FilterSet):
    indicator = filters.ModelChoiceFilter(
        label=_("Code of the indicator"), queryset=Indicator.objects.all(), to_field_name="code"
    )
    country = filters.ModelChoiceFilter(label=_("Country"), queryset=IndexCountry.objects.all(), to_field_name="code")

    class Meta:
        model = Reading
        fields: list[str] = []


class ReadingViewSet(PulledViewSet[Reading], KeptViewSet[Reading]):
    """What indicators showed, with the evidence. The lead of an objective adds readings and corrects its own."""

    may = {
        "list": may_see_strategy,
        "retrieve": may_see_strategy,
        "create": may_read_for_anything,
        "partial_update": may_edit_reading,
    }
    may_on = {"create": may_add_reading}
    parent = "indicator"
    scopes = {
        **KeptViewSet.scopes,
        "create": TokenScope.PORTFOLIO_WRITE,
        "partial_update": TokenScope.PORTFOLIO_WRITE,
    }
    contents = {"create": ReadingContent, "partial_update": EditReadingContent}
    change = staticmethod(edit_reading)
    queryset = Reading.objects.select_related("indicator__objective__lead", "country")
    through = (
        "indicator",
        "indicator__objective",
        "indicator__objective__lead",
        "country",
    )
    serializer_class = ReadingSerializer
    filterset_class = ReadingApiFilters
    orders = {"id": Key("id"), "newest": Key("on", is_descending=True)}
    lookup_value_regex = "[0-9]+"

    def signature(self, request: Request) -> dict[str, Any]:
        return {"by": request.user, "today": today()}

    @staticmethod
    def make(*, by: Any, indicator: Indicator, **said: Any) -> Reading:
        """A reading of the lead's own is recorded for the lead, which may mend it later."""
        lead = indicator.objective.lead if indicator.objective else None
        own = lead if lead is not None and access_of(by).writes_for(lead.pk) else None
        return add_reading(indicator, by=by, recorded_for=own, **said)

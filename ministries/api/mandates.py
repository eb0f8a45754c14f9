from datetime import date
from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core.access import today
from core.api.content import Code, Content, Day, Words, optional_address, optional_day, optional_words, shown_address
from core.api.writing import KeptViewSet
from core.keyset import Key
from history.api import PulledViewSet
from ministries.api.briefs import FunctionBrief, InstitutionBrief
from ministries.api.filters import by_day, by_function, by_institution
from ministries.models import CoordinationFunction, Institution, Mandate
from ministries.permissions import may_manage_mandate, may_manage_mandates, may_see_mandates
from ministries.querysets.standing import State
from ministries.services import edit_mandate, give_mandate


class MandateSerializer(serializers.ModelSerializer[Mandate]):
    function = FunctionBrief(read_only=True)
    institution = InstitutionBrief(read_only=True)
    basis_url = shown_address("ELI or web address of the basis.")
    holds_until = serializers.DateField(
        read_only=True,
        allow_null=True,
        help_text="The last day on which its dates, its basis and its institution all last; null: open.",
    )

    class Meta:
        model = Mandate
        fields = [
            "id",
            "function",
            "institution",
            "role",
            "basis",
            "basis_url",
            "basis_ends_on",
            "claim",
            "starts_on",
            "ends_on",
            "holds_until",
            "version",
        ]
        read_only_fields = fields


class MandateChange(Content):
    """Function, institution and role stay: another role is another mandate."""

    basis = Words("The law, decree or decision, for instance Government Decree 40/2023, section 2.", most=500)
    basis_url = optional_address("ELI or web address of the basis.")
    basis_ends_on = optional_day(help_text="The last day of the basis; null: it does not expire.")
    claim = optional_words("What the institution bases its claim on.", most=4000, has_lines=True)
    starts_on = Day()
    ends_on = optional_day(help_text="The last day, inclusive; null: open.")


class MandateContent(MandateChange):
    function = Code(queryset=CoordinationFunction.objects.all(), help_text="Code of the function.")
    institution = Code(queryset=Institution.objects.all(), help_text="Code of the institution.")
    role = serializers.ChoiceField(choices=Mandate.Role.choices)


class MandateFilters(filters.FilterSet):
    """``state`` is asked of the day that ``current_on`` names, else of today."""

    function = by_function()
    institution = by_institution(label=_("Code of the institution"))
    role = filters.ChoiceFilter(label=_("Role"), choices=Mandate.Role.choices)
    current_on = by_day(_("Lasting on that day, by its own dates"), method="on_day")
    state = filters.ChoiceFilter(
        label=_("State of the function on that day, today without one"), choices=State.choices, method="in_state"
    )

    class Meta:
        model = Mandate
        fields: list[str] = []

    def on_day(self, rows: Any, name: str, value: date) -> Any:
        return rows.current(value)

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        on = self.form.cleaned_data.get("current_on") or today()
        return rows.filter(function__in=CoordinationFunction.objects.standing_as(value, on))


class MandateViewSet(PulledViewSet[Mandate], KeptViewSet[Mandate]):
    """Which institution has which part in which function, and on what basis. Rival claims of today:
    `?state=contested&role=lead&current_on=` and the day."""

    may = {
        "list": may_see_mandates,
        "retrieve": may_see_mandates,
        "create": may_manage_mandates,
        "partial_update": may_manage_mandate,
    }
    contents = {"create": MandateContent, "partial_update": MandateChange}
    make = staticmethod(give_mandate)
    change = staticmethod(edit_mandate)
    queryset = Mandate.objects.for_list()
    through = (
        "function",
        "institution",
    )
    serializer_class = MandateSerializer
    filterset_class = MandateFilters
    orders = {
        "function": Key("function_key"),
        "institution": Key("institution_key"),
        "newest": Key("starts_on", is_descending=True),
    }
    lookup_value_regex = "[0-9]+"

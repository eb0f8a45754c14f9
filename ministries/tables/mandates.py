from typing import Any

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.keyset import Key
from core.tables import Column, Order, Table
from ministries.models import Institution, Mandate
from ministries.querysets.standing import State


def with_mandates(request: Any) -> "QuerySet[Institution]":
    return Institution.objects.with_mandates().by_name()


class MapFilters(filters.FilterSet):
    """What the mandate map is asked. It chooses functions, so the page reads the answers; the rows are chosen already."""

    on = filters.DateFilter(
        label=gettext_lazy("As of"),
        method="chosen",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    state = filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=State.choices, empty_label=gettext_lazy("Any state"), method="chosen"
    )
    institution = filters.ModelChoiceFilter(
        label=gettext_lazy("Has a part"),
        queryset=with_mandates,
        to_field_name="code",
        empty_label=gettext_lazy("Any institution"),
        method="chosen",
    )

    class Meta:
        model = Mandate
        fields: list[str] = []

    def chosen(self, rows: Any, name: str, value: Any) -> Any:
        return rows


class MandateTable(Table[Mandate]):
    """The mandates of the map, as ``for_map`` reads them."""

    filterset = MapFilters
    export_name = "mandates"
    orders = {"function": Order(gettext_lazy("Function"), Key("function__rank"))}
    columns = {
        "function": Column(gettext_lazy("Function"), lambda row: row.function.name),
        "state": Column(gettext_lazy("State of the function"), lambda row: State(row.function_state).label),
        "institution": Column(gettext_lazy("Institution"), lambda row: row.institution.name),
        "code": Column(gettext_lazy("Code"), lambda row: row.institution.code),
        "role": Column(gettext_lazy("Role"), lambda row: row.get_role_display()),
        "holds": Column(gettext_lazy("Holds on that day"), lambda row: _("no") if row.is_over else _("yes")),
        "from": Column(gettext_lazy("From"), lambda row: row.starts_on),
        "until": Column(gettext_lazy("Until"), lambda row: row.ends_on),
        "basis": Column(gettext_lazy("Basis"), lambda row: row.basis),
        "basis_url": Column(gettext_lazy("Address of the basis"), lambda row: row.basis_url),
        "basis_ends_on": Column(gettext_lazy("Basis expires on"), lambda row: row.basis_ends_on),
        "claim": Column(gettext_lazy("What the claim is based on"), lambda row: row.claim),
    }

    @property
    def count_text(self) -> str:
        return ngettext("%(n)s mandate shown", "%(n)s mandates shown", self.count) % {"n": self.count}

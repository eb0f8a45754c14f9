from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from core.keyset import Key
from core.tables import Column, Order, Table
from legislation.models import Act
from legislation.shortfall import Shortfall
from projects.tables.portfolio import institutions


class DeficitFilters(filters.FilterSet):
    """Reads rows of ``with_standing`` that are ``deficits``."""

    q = filters.CharFilter(label=_("Words in the title"), method="by_words", max_length=200)
    lead = filters.ModelChoiceFilter(
        label=_("Whose move"), queryset=institutions, to_field_name="code", empty_label=_("Anybody's"), method="by_lead"
    )
    view = filters.ChoiceFilter(
        label=_("View"),
        choices=[
            ("late", _("Late: transposition deficit")),
            ("wrong", _("Wrong: conformity deficit")),
            ("unowned", _("No item works on it")),
        ],
        empty_label=_("Both"),
        method="by_view",
    )

    class Meta:
        model = Act
        fields: list[str] = []

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return rows.search(value)

    def by_lead(self, rows: Any, name: str, value: Any) -> Any:
        return rows.led_by(frozenset({value.pk}))

    def by_view(self, rows: Any, name: str, value: str) -> Any:
        return getattr(rows, value)()


class DeficitTable(Table[Act]):
    """What is late before what is wrong, and of each the longest first."""

    filterset = DeficitFilters
    export_name = "deficits"
    orders = {
        "worst": Order(_("Worst first"), Key("weight", is_descending=True)),
        "deadline": Order(_("Longest first"), Key("transposition_due_on")),
        "title": Order(_("Title"), Key("title_key")),
    }
    columns = {
        "code": Column(_("Code"), lambda row: row.code),
        "celex": Column(_("CELEX number"), lambda row: row.celex),
        "title": Column(_("Title"), lambda row: row.title),
        "deficit": Column(_("Deficit"), lambda row: Shortfall(row).kind),
        "deadline": Column(_("Transposition deadline"), lambda row: row.transposition_due_on),
        "days": Column(_("Days since the deadline"), lambda row: Shortfall(row).days),
        "lines": Column(_("Lines in the concordance table"), lambda row: row.lines),
        "partially": Column(_("Transposed in part"), lambda row: row.partially),
        "uncompared": Column(_("Not compared yet"), lambda row: row.uncompared),
        "why": Column(_("Why it is here"), lambda row: Shortfall(row).why),
        "mover": Column(_("Whose move"), lambda row: Shortfall(row).mover),
        "move": Column(_("Next step"), lambda row: Shortfall(row).move),
    }

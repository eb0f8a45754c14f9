from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from core.keyset import Key
from core.ratings import step_of
from core.tables import Column, Order, Table
from projects.models import Risk
from projects.tables.portfolio import institutions


class RiskFilters(filters.FilterSet):
    q = filters.CharFilter(label=_("Words in the title"), field_name="title", lookup_expr="icontains", max_length=200)
    lead = filters.ModelChoiceFilter(
        label=_("Lead of the project"),
        queryset=institutions,
        field_name="project__lead",
        to_field_name="code",
        empty_label=_("Any lead"),
    )
    owner = filters.ModelChoiceFilter(
        label=_("Owner"), queryset=institutions, to_field_name="code", empty_label=_("Any owner")
    )
    kind = filters.ChoiceFilter(label=_("Kind"), choices=Risk.Kind.choices, empty_label=_("Risks and issues"))
    view = filters.ChoiceFilter(
        label=_("View"),
        choices=[
            ("serious", _("Serious: 15 or more")),
            ("overdue", _("Past their date")),
            ("escalated", _("For the council")),
        ],
        empty_label=_("All that are open"),
        method="by_view",
    )

    class Meta:
        model = Risk
        fields: list[str] = []

    def by_view(self, rows: Any, name: str, value: str) -> Any:
        return getattr(rows, {"serious": "serious", "overdue": "past_their_date", "escalated": "escalated"}[value])()


class RiskTable(Table[Risk]):
    """Open risks and issues over the projects, with the ratings of each project beside them."""

    filterset = RiskFilters
    export_name = "risks"
    orders = {
        "score": Order(_("Worst first"), Key("scored", is_descending=True)),
        "due": Order(_("Due first"), Key("due_on")),
        "newest": Order(_("Newest first"), Key("raised_on", is_descending=True)),
    }
    columns = {
        "code": Column(_("Code"), lambda row: row.project.code),
        "project": Column(_("Project"), lambda row: row.project.title),
        "lead": Column(_("Lead"), lambda row: row.project.lead.name),
        "kind": Column(_("Kind"), lambda row: row.get_kind_display()),
        "title": Column(_("Risk or issue"), lambda row: row.title),
        "effect": Column(_("What happens then"), lambda row: row.effect),
        "likelihood": Column(_("Likelihood"), lambda row: row.likelihood),
        "impact": Column(_("Impact"), lambda row: row.impact),
        "score": Column(_("Likelihood times impact"), lambda row: row.score),
        "owner": Column(_("Owner"), lambda row: row.owner.name),
        "mitigation": Column(_("Mitigation"), lambda row: row.mitigation),
        "due": Column(_("Due on"), lambda row: row.due_on),
        "days_over": Column(_("Days past its date"), lambda row: row.days_over(row.as_of_on) or None),
        "raised": Column(_("Raised on"), lambda row: row.raised_on),
        "escalated": Column(_("Escalated on"), lambda row: row.escalated_on),
        "escalated_why": Column(_("Why escalated"), lambda row: row.escalated_why),
        "cio_rating": Column(_("CIO's rating"), lambda row: step_of(row.project.current.cio_shown).word),
        "signal": Column(_("Computed"), lambda row: step_of(row.project.current.signal).word),
        "assessment": Column(_("Assessment"), lambda row: step_of(row.project.current.assessed_shown).word),
    }

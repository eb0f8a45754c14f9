from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.keyset import Key
from core.ratings import step_of
from core.tables import Column, Order, Table
from legislation.models import Block, Item
from legislation.querysets.blocks import NEVER
from projects.tables.portfolio import institutions


class BlockFilters(filters.FilterSet):
    q = filters.CharFilter(
        label=_("Words in the law"), field_name="item__title", lookup_expr="icontains", max_length=200
    )
    project = filters.CharFilter(label=_("Code of the project"), field_name="project__code", max_length=20)
    item = filters.CharFilter(label=_("Code of the item"), field_name="item__code", max_length=20)
    lead = filters.ModelChoiceFilter(
        label=_("Lead of the law"),
        queryset=institutions,
        field_name="item__lead",
        to_field_name="code",
        empty_label=_("Any lead"),
    )
    stage = filters.ChoiceFilter(
        label=_("Stage of the law"), field_name="item__stage", choices=Item.Stage.choices, empty_label=_("Any stage")
    )
    view = filters.ChoiceFilter(
        label=_("View"),
        choices=[("late", _("Too late")), ("in-time", _("In time"))],
        empty_label=_("All"),
        method="by_view",
    )

    class Meta:
        model = Block
        fields: list[str] = []

    def by_view(self, rows: Any, name: str, value: str) -> Any:
        return rows.too_late() if value == "late" else rows.in_time()


class BlockTable(Table[Block]):
    """Laws that projects wait for; rows are read ``with_days``."""

    filterset = BlockFilters
    export_name = "laws-waited-for"
    orders = {
        "gap": Order(_("Worst gap first"), Key("gap_days", is_descending=True)),
        "needed": Order(_("Needed first"), Key("needed_on")),
    }
    columns = {
        "project_code": Column(_("Project code"), lambda row: row.project.code),
        "project": Column(_("Project"), lambda row: row.project.title),
        "project_lead": Column(_("Lead of the project"), lambda row: row.project.lead.name),
        "item_code": Column(_("Item code"), lambda row: row.item.code),
        "item": Column(_("Law"), lambda row: row.item.title),
        "item_lead": Column(_("Lead of the law"), lambda row: row.item.lead.name),
        "stage": Column(_("Stage"), lambda row: row.item.get_stage_display()),
        "why": Column(_("What the project cannot do without it"), lambda row: row.why),
        "needed": Column(_("Needed by"), lambda row: row.needed_on),
        "expected": Column(_("Expected in force"), lambda row: row.expected_on),
        "gap": Column(_("Days too late"), lambda row: None if row.gap_days == NEVER else row.gap_days),
        "cio_rating": Column(_("CIO's rating"), lambda row: step_of(row.project.current.cio_shown).word),
        "signal": Column(_("Computed"), lambda row: step_of(row.project.current.signal).word),
        "assessment": Column(_("Assessment"), lambda row: step_of(row.project.current.assessed_shown).word),
    }

    @property
    def count_text(self) -> str:
        return ngettext("%(n)s law waited for", "%(n)s laws waited for", self.count) % {"n": self.count}

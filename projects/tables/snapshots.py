from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from core.keyset import Key
from core.tables import Column, Order, Table
from projects.models import Snapshot, SnapshotRow
from projects.tables.portfolio import ProjectFilters, ProjectTable


class SnapshotFilters(filters.FilterSet):
    state = filters.ChoiceFilter(
        label=_("Which"),
        choices=[("in-force", _("Not corrected since")), ("corrections", _("Corrections"))],
        empty_label=_("All snapshots"),
        method="by_state",
    )

    class Meta:
        model = Snapshot
        fields: list[str] = []

    def by_state(self, rows: Any, name: str, value: str) -> Any:
        return rows.in_force() if value == "in-force" else rows.corrections()


class SnapshotTable(Table[Snapshot]):
    """Every snapshot that was published."""

    filterset = SnapshotFilters
    export_name = "snapshots"
    orders = {
        "newest": Order(_("Newest first"), Key("number", is_descending=True)),
        "oldest": Order(_("Oldest first"), Key("number")),
    }
    columns = {
        "number": Column(_("Number"), lambda row: row.number),
        "round": Column(_("Round"), lambda row: row.round_name),
        "as_of": Column(_("As of"), lambda row: row.as_of_on),
        "published_on": Column(_("Published on"), lambda row: row.published_on),
        "publisher": Column(_("Published by"), lambda row: row.publisher),
        "projects": Column(_("Projects you may see"), lambda row: row.projects),
        "corrects": Column(_("Corrects number"), lambda row: row.corrects and row.corrects.number),
        "reason": Column(_("Reason"), lambda row: row.reason),
    }


class SnapshotRowFilters(ProjectFilters):
    """Those of the portfolio, on the rows as they were published."""

    function = None
    report = filters.ChoiceFilter(
        label=_("Report"),
        choices=[*SnapshotRow.Asked.choices, ("none", _("Not asked"))],
        empty_label=_("Any"),
        method="by_report",
    )

    class Meta:
        model = SnapshotRow
        fields: list[str] = []

    def by_report(self, rows: Any, name: str, value: str) -> Any:
        return rows.reported("" if value == "none" else value)


class SnapshotRowTable(Table[SnapshotRow]):
    """The portfolio as it was published."""

    filterset = SnapshotRowFilters
    export_name = "snapshot"
    orders = {
        name: Order(order.label, Key(order.key.field.removeprefix("current__"), order.key.is_descending))
        for name, order in ProjectTable.orders.items()
    }
    columns = {
        **ProjectTable.columns,
        "lead": Column(_("Lead"), lambda row: row.lead_name),
        "round": Column(_("As of round"), lambda row: row.status_round),
        "snapshot": Column(_("Snapshot"), lambda row: row.snapshot_number),
        "as_of": Column(_("As of"), lambda row: row.as_of_on),
        "report": Column(_("Report"), lambda row: row.get_report_status_display()),
        "report_reason": Column(_("Why waived or returned"), lambda row: row.report_reason),
        "filed_on": Column(_("Filed on"), lambda row: row.filed_on),
        "why": Column(_("Why rated so"), lambda row: row.why),
        "assessed_round": Column(_("Round of the assessment"), lambda row: row.assessed_round),
        "independent": Column(_("Independent"), lambda row: _("yes") if row.assessor_is_independent else ""),
        "first_end": Column(_("First baseline end"), lambda row: row.shown("first_ends_on", row.first_ends_on)),
        "first_cost": Column(_("First baseline cost"), lambda row: row.shown("first_cost", row.first_cost)),
        "days_after_first": Column(_("Days after first baseline"), lambda row: row.days_after_first),
        "spent": Column(_("Spent to date"), lambda row: row.shown("spent", row.spent)),
    }

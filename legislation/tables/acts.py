from typing import Any

import django_filters as filters
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.keyset import Key
from core.tables import Column, Order, Table
from legislation.models import Act


class ActFilters(filters.FilterSet):
    """Reads rows of ``for_list``."""

    q = filters.CharFilter(label=gettext_lazy("Words in the title"), method="by_words", max_length=200)
    number = filters.CharFilter(label=gettext_lazy("CELEX or national number"), method="by_number", max_length=100)
    kind = filters.ChoiceFilter(
        label=gettext_lazy("Kind"), choices=Act.Kind.choices, empty_label=gettext_lazy("Any kind")
    )
    status = filters.ChoiceFilter(
        label=gettext_lazy("Status"), choices=Act.Status.choices, empty_label=gettext_lazy("Any status")
    )
    view = filters.ChoiceFilter(
        label=gettext_lazy("View"),
        choices=[
            ("confirm", gettext_lazy("Deadline to confirm")),
            ("passed", gettext_lazy("Deadline passed")),
            ("in-force", gettext_lazy("In force")),
        ],
        empty_label=gettext_lazy("All acts"),
        method="by_view",
    )

    class Meta:
        model = Act
        fields: list[str] = []

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return rows.search(value)

    def by_number(self, rows: Any, name: str, value: str) -> Any:
        return rows.numbered(value)

    def by_view(self, rows: Any, name: str, value: str) -> Any:
        return getattr(rows, {"confirm": "to_confirm", "passed": "past_deadline", "in-force": "in_force"}[value])()


def deadline_state(act: Act) -> str:
    """What is known of the deadline of a row of ``for_list``: whether a person's word stands behind it, and whether it passed."""
    if act.proposed_due_on:
        return _("read in the text, not confirmed")
    if act.transposition_due_on is None:
        return ""
    is_over = act.days_over(act.as_of_on)  # type: ignore[attr-defined]
    return _("confirmed, passed") if is_over else _("confirmed")


class ActTable(Table[Act]):
    """The register: national laws and EU acts."""

    filterset = ActFilters
    export_name = "acts"
    page_size = 50
    orders = {
        "title": Order(gettext_lazy("Title"), Key("title_key")),
        "deadline": Order(gettext_lazy("Deadline, earliest first"), Key("transposition_due_on")),
        "newest": Order(gettext_lazy("Newest on record first"), Key("id", is_descending=True)),
    }
    columns = {
        "code": Column(gettext_lazy("Code"), lambda row: row.code),
        "kind": Column(gettext_lazy("Kind"), lambda row: row.get_kind_display()),
        "title": Column(gettext_lazy("Title"), lambda row: row.title),
        "short_title": Column(gettext_lazy("Short title"), lambda row: row.short_title),
        "number": Column(gettext_lazy("National number"), lambda row: row.number),
        "celex": Column(gettext_lazy("CELEX number"), lambda row: row.celex),
        "eli": Column(gettext_lazy("ELI"), lambda row: row.eli),
        "status": Column(gettext_lazy("Status"), lambda row: row.get_status_display()),
        "adopted": Column(gettext_lazy("Adopted on"), lambda row: row.adopted_on),
        "in_force": Column(gettext_lazy("In force from"), lambda row: row.in_force_on),
        "repealed": Column(gettext_lazy("No longer in force from"), lambda row: row.repealed_on),
        "deadline": Column(gettext_lazy("Transposition deadline"), lambda row: row.transposition_due_on),
        "deadline_state": Column(gettext_lazy("State of the deadline"), deadline_state),
        "proposed": Column(gettext_lazy("Deadline read in the text, not confirmed"), lambda row: row.proposed_due_on),
    }

    @property
    def count_text(self) -> str:
        return ngettext("%(n)s act", "%(n)s acts", self.count) % {"n": self.count}


class DeadlineFilters(filters.FilterSet):
    q = filters.CharFilter(label=gettext_lazy("Words in the title"), method="by_words", max_length=200)

    class Meta:
        model = Act
        fields: list[str] = []

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return rows.search(value)


class DeadlineTable(Table[Act]):
    """Deadlines that were read in prose and wait for a person's word."""

    filterset = DeadlineFilters
    export_name = "deadlines-to-confirm"
    page_size = 10
    orders = {
        "proposed": Order(gettext_lazy("Earliest deadline first"), Key("proposed_due_on")),
        "title": Order(gettext_lazy("Title"), Key("title_key")),
    }
    columns = {
        **{name: ActTable.columns[name] for name in ("code", "celex", "title", "proposed")},
        "words": Column(gettext_lazy("Text of the transposition article"), lambda row: row.transposition_words),
    }

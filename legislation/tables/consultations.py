from collections.abc import Callable
from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.keyset import Key
from core.tables import Column, Order, Table
from legislation.models import Consultation
from legislation.tally import Tally, tally
from ministries.models import Institution

VIEWS = {"open": "open", "past-due": "over_due", "ours": "owed_by_us"}


def leads(request: Any) -> QuerySet[Institution]:
    """Every institution: who leads something would tell of items one may not see."""
    return Institution.objects.by_name()


def tally_of(row: Any) -> Tally:
    return tally(row.requests.all(), row.as_of_on)


def _counted(name: str) -> Callable[[Any], int]:
    return lambda row: int(getattr(tally_of(row), name))


class ConsultationFilters(filters.FilterSet):
    q = filters.CharFilter(label=_("Words in draft or item"), method="by_words", max_length=200)
    status = filters.ChoiceFilter(label=_("Status"), choices=Consultation.Status.choices, empty_label=_("Any status"))
    lead = filters.ModelChoiceFilter(
        label=_("Lead"), queryset=leads, field_name="item__lead", to_field_name="code", empty_label=_("Any lead")
    )
    view = filters.ChoiceFilter(
        label=_("View"),
        choices=[("open", _("Open")), ("past-due", _("Past their deadline")), ("ours", _("Asked of us"))],
        empty_label=_("All rounds"),
        method="by_view",
    )

    class Meta:
        model = Consultation
        fields: list[str] = []

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return rows.search(value)

    def by_view(self, rows: Any, name: str, value: str) -> Any:
        return getattr(rows, VIEWS[value])()


class ConsultationTable(Table[Consultation]):
    """Rounds ``as_seen`` and ``for_list``, with how many were asked and how they answered."""

    filterset = ConsultationFilters
    export_name = "consultations"
    orders = {
        "newest": Order(_("Newest first"), Key("code", is_descending=True)),
        "due": Order(_("Due first"), Key("due_on")),
    }
    columns = {
        "code": Column(_("Code"), lambda row: row.code),
        "item_code": Column(_("Code of the item"), lambda row: row.item.code),
        "item": Column(_("Item"), lambda row: row.item.title),
        "round": Column(_("Round"), lambda row: row.number),
        "title": Column(_("Draft"), lambda row: row.title),
        "lead": Column(_("Lead"), lambda row: row.item.lead.name),
        "status": Column(_("Status"), lambda row: row.get_status_display()),
        "opened": Column(_("Opened on"), lambda row: row.opened_on),
        "days": Column(_("Working days"), lambda row: row.days),
        "shortened_why": Column(_("Why the term was shortened"), lambda row: row.shortened_why),
        "due": Column(_("Due on"), lambda row: row.due_on),
        "last_due": Column(_("Last deadline"), lambda row: row.last_due_on),
        "ended": Column(_("Concluded or withdrawn on"), lambda row: row.ended_on),
        "asked": Column(_("Institutions asked"), _counted("asked")),
        "answered": Column(_("Answered"), _counted("answered")),
        "on_time": Column(_("On time"), _counted("on_time")),
        "late": Column(_("Late"), _counted("late")),
        "silent": Column(_("No answer"), _counted("silent")),
        "against": Column(_("Not approved"), _counted("against")),
        "dissents": Column(_("Dissent that stands"), _counted("dissents")),
    }

    @property
    def count_text(self) -> str:
        return ngettext("%(n)s round", "%(n)s rounds", self.count) % {"n": self.count}

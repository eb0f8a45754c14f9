from typing import Any

import django_filters as filters
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.dates import FIRST_DAY, LAST_DAY
from core.keyset import Key
from core.tables import Column, Order, Table
from outbox.models import KINDS, Mail

DAYS = [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]
VIEWS = [
    ("", _("All")),
    ("waiting", _("Waiting")),
    ("unknown", _("Not known whether sent")),
    ("failed", _("Refused")),
    ("sent", _("Sent")),
]


def states_counted() -> list[tuple[str, Any, int]]:
    """Usual parts of the list and how many mails each has: one query."""
    counted = dict(Mail.objects.order_by().values_list("state").annotate(count=Count("pk")))
    return [(name, label, counted.get(name, 0) if name else sum(counted.values())) for name, label in VIEWS]


def day(label: Any, method: str) -> filters.DateFilter:
    widget = forms.DateInput({"type": "date"}, "%Y-%m-%d")
    return filters.DateFilter(label=label, widget=widget, validators=DAYS, method=method)


class DeliveryFilters(filters.FilterSet):
    """Reads rows of ``for_list``."""

    q = filters.CharFilter(label=_("Words in name, address, subject or Message-ID"), method="by_words", max_length=200)
    kind = filters.ChoiceFilter(label=_("Mail"), choices=list(KINDS.items()), empty_label=_("Any mail"))
    view = filters.ChoiceFilter(label=_("State"), choices=Mail.State.choices, method="by_state")
    since = day(_("Written from"), "from_day")
    until = day(_("Written until"), "to_day")

    class Meta:
        model = Mail
        fields: list[str] = []

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return rows.search(value)

    def by_state(self, rows: Any, name: str, value: str) -> Any:
        return rows.of_state(value)

    def from_day(self, rows: Any, name: str, value: Any) -> Any:
        return rows.written_since(value)

    def to_day(self, rows: Any, name: str, value: Any) -> Any:
        return rows.written_until(value)


def moment(value: Any) -> str:
    return timezone.localtime(value).isoformat(" ", "seconds") if value else ""


class DeliveryTable(Table[Mail]):
    filterset = DeliveryFilters
    export_name = "deliveries"
    page_size = 50
    orders = {
        "newest": Order(_("Newest first"), Key("written_at", is_descending=True)),
        "oldest": Order(_("Oldest first"), Key("written_at")),
        "person": Order(_("Person"), Key("name_key")),
    }
    columns = {
        "person": Column(_("Person"), lambda row: row.recipient.full_name),
        "address": Column(_("Address"), lambda row: row.address or row.recipient.email),
        "kind": Column(_("Mail"), lambda row: row.kind_name),
        "period": Column(_("Period"), lambda row: row.period),
        "subject": Column(_("Subject"), lambda row: row.subject),
        "state": Column(_("State"), lambda row: row.get_state_display()),
        "written": Column(_("Written"), lambda row: moment(row.written_at)),
        "not_before": Column(_("Not before"), lambda row: moment(row.send_after)),
        "attempts": Column(_("Attempts"), lambda row: row.attempts),
        "handed_over": Column(_("Handed to the mail server"), lambda row: moment(row.handed_over_at)),
        "ended": Column(_("Ended"), lambda row: moment(row.ended_at)),
        "words": Column(_("What the mail server said"), lambda row: row.words),
        "message_id": Column(_("Message-ID"), lambda row: row.message_id),
    }

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any, cast

import django_filters as filters
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.dates import FIRST_DAY, LAST_DAY
from core.exports import MOST_XLSX_ROWS
from core.figures import number
from core.keyset import Key, KeysetPage
from core.records import Ref
from core.tables import Column, Order, Table
from history.events import event_tables
from history.lines import Line, kind_of, lines
from history.names import Names
from history.querysets import ORDER, Everything

NO_RECORD = gettext_lazy("This address names no record.")
DAYS = [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]


def kinds() -> list[tuple[str, str]]:
    named = [(label, kind_of(table.pgh_tracked_model)) for label, table in event_tables().items()]
    return sorted(named, key=lambda kind: kind[1].casefold())


def ref_of(address: str) -> Ref:
    """Of "projects.project:31"; ValidationError for what is no address of a tracked record."""
    label, _colon, pk = address.partition(":")
    if label not in event_tables() or not re.fullmatch(r"[0-9]{1,18}", pk):
        raise ValidationError(NO_RECORD)
    return Ref(label, int(pk))


def day(label: Any) -> filters.DateFilter:
    return filters.DateFilter(label=label, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), validators=DAYS)


class HistoryFilters(filters.FilterSet):
    kind = filters.ChoiceFilter(label=gettext_lazy("Record"), choices=kinds, empty_label=gettext_lazy("Any record"))
    happened = filters.ChoiceFilter(
        label=gettext_lazy("What happened"),
        choices=[
            ("insert", gettext_lazy("Created")),
            ("update", gettext_lazy("Changed")),
            ("delete", gettext_lazy("Removed")),
        ],
        empty_label=gettext_lazy("Anything"),
    )
    who = filters.CharFilter(label=gettext_lazy("Name or e-mail"), max_length=200)
    verb = filters.CharFilter(label=gettext_lazy("Words of the act"), max_length=200)
    since = day(gettext_lazy("First day"))
    until = day(gettext_lazy("Last day"))
    record = filters.CharFilter(
        label=gettext_lazy("History of"), widget=forms.HiddenInput, validators=[ref_of], max_length=120
    )

    def filter_queryset(self, rows: Any) -> Any:
        for name, value in self.form.cleaned_data.items():
            rows = rows if value in (None, "") else NARROWED[name](rows, value)
        return rows


NARROWED: Mapping[str, Any] = {
    "kind": Everything.of_kind,
    "happened": Everything.labelled,
    "who": Everything.by,
    "verb": Everything.said,
    "since": Everything.since,
    "until": Everything.until,
    "record": lambda rows, address: rows.of_record(ref_of(address)),
}


class HistoryTable(Table[Any]):
    """All of history. Its rows come from many tables, so that it pages and counts in its own way."""

    filterset = HistoryFilters
    export_name = "history"
    page_size = 50
    orders = {ORDER: Order(gettext_lazy("Newest first"), Key("at", is_descending=True))}
    columns = {
        "at": Column(gettext_lazy("When"), lambda line: timezone.localtime(line.event.at).isoformat(" ", "seconds")),
        "who": Column(gettext_lazy("Who"), lambda line: line.who),
        "verb": Column(gettext_lazy("Act"), lambda line: line.verb),
        "reason": Column(gettext_lazy("Reason"), lambda line: line.reason),
        "happened": Column(gettext_lazy("What happened"), lambda line: line.happened),
        "kind": Column(gettext_lazy("Kind of record"), lambda line: line.kind),
        "record": Column(gettext_lazy("Record"), lambda line: line.record),
        "number": Column(gettext_lazy("Number of the record"), lambda line: line.ref.pk),
        "changes": Column(gettext_lazy("What changed"), lambda line: line.sentence),
        "act": Column(gettext_lazy("Written together"), lambda line: line.event.context_id),
    }

    @property
    def events(self) -> Everything:
        return cast(Everything, self.rows)

    @cached_property
    def count(self) -> int:
        """Counted no further than a workbook goes: the history has no end."""
        return self.events.count(MOST_XLSX_ROWS + 1)

    @property
    def count_text(self) -> str:
        if self.count > MOST_XLSX_ROWS:
            return _("more than %(n)s rows") % {"n": number(Decimal(MOST_XLSX_ROWS))}
        return super().count_text

    def shown(self, field: Any) -> str:
        if field.name != "record" or field.errors:
            return super().shown(field)
        ref = ref_of(field.value())
        return f"{kind_of(event_tables()[ref.model].pgh_tracked_model)}, {Names([ref], access=None)[ref]}"

    def page_at(self, cursor: str, size: int) -> KeysetPage[Line]:
        page = self.events.page(size=size, cursor=cursor)
        return KeysetPage(lines(page.rows), page.next, page.previous)

from collections.abc import Mapping
from functools import cached_property
from typing import Any, cast

import django_filters as filters
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.keyset import Key, KeysetPage
from core.tables import Column, Order, Table
from desk.queue import OFFICE, Line, Lines
from desk.words import CONCERNS, DUES, TOLD_AS_DUES, TROUBLES
from ministries.models import Country, Institution

STATES: Mapping[str, Any] = {
    "all": lambda lines: lines,
    "put-off": Lines.put_off,
    "taken": lambda lines: lines.open().where(_is_taken),
    "mine": lambda lines: lines.where(
        lambda line: line.handling is not None and line.handling.handled_by_id == lines.reader_id
    ),
    "free": lambda lines: lines.open().where(lambda line: not _is_taken(line)),
}


def _is_taken(line: Line) -> bool:
    return line.handling is not None and line.handling.handled_by_id is not None


def movers() -> list[tuple[str, str]]:
    """The office and every institution; where the office is one of them, it has moves of both kinds."""
    country = Country.objects.filter(pk=1).first()
    office = country.office_name if country else _("The office")
    own = _("%(office)s, as an institution") % {"office": office}
    named = Institution.objects.by_name().values_list("code", "name")
    return [(OFFICE, office), *((code, own if name == office else name) for code, name in named)]


def kinds() -> list[tuple[str, str]]:
    concerns = [(kind, called) for kind, called in CONCERNS.items() if kind not in TOLD_AS_DUES]
    return [(str(kind), str(called.label)) for kind, called in [*DUES.items(), *concerns]]


class QueueFilters(filters.FilterSet):
    group = filters.ChoiceFilter(
        label=gettext_lazy("Kind of trouble"),
        choices=[(str(group), trouble.title) for group, trouble in TROUBLES.items()],
        empty_label=gettext_lazy("Any trouble"),
    )
    kind = filters.ChoiceFilter(label=gettext_lazy("What exactly"), choices=kinds, empty_label=gettext_lazy("Anything"))
    institution = filters.ChoiceFilter(
        label=gettext_lazy("Whose move"), choices=movers, empty_label=gettext_lazy("Anybody’s")
    )
    severity = filters.ChoiceFilter(
        label=gettext_lazy("Severity"),
        choices=[("1", gettext_lazy("1, worst")), ("2", "2"), ("3", "3")],
        empty_label=gettext_lazy("Any"),
    )
    state = filters.ChoiceFilter(
        label=gettext_lazy("Handling"),
        choices=[
            ("mine", gettext_lazy("I handle it")),
            ("taken", gettext_lazy("Somebody handles it")),
            ("free", gettext_lazy("Nobody handles it")),
            ("put-off", gettext_lazy("Put off")),
            ("all", gettext_lazy("All, put off too")),
        ],
        empty_label=gettext_lazy("All but what is put off"),
    )

    def filter_queryset(self, rows: Any) -> Any:
        said = self.form.cleaned_data
        rows = STATES.get(said["state"] or "", Lines.open)(rows)
        asked = {name: value for name, value in said.items() if value and name != "state"}
        return rows.where(lambda line: all(VALUES[name](line) == value for name, value in asked.items()))


VALUES: Mapping[str, Any] = {
    "group": lambda line: str(line.group),
    "kind": lambda line: str(line.thing.kind),
    "institution": lambda line: line.mover_code,
    "severity": lambda line: str(line.severity),
}
ORDERS: Mapping[str, Any] = {
    "worst": lambda line: line.worst_first,
    "oldest": lambda line: (line.since_on, line.worst_first),
    "newest": lambda line: (-line.since_on.toordinal(), line.worst_first),
}


class QueueTable(Table[Any]):
    """The work queue. Its rows are answers, not records, so that it sorts and pages in its own way."""

    filterset = QueueFilters
    export_name = "work-queue"
    orders = {
        "worst": Order(gettext_lazy("Worst first"), Key("worst_first")),
        "oldest": Order(gettext_lazy("Oldest first"), Key("since_on")),
        "newest": Order(gettext_lazy("Newest first"), Key("since_on", is_descending=True)),
    }
    columns = {
        "trouble": Column(gettext_lazy("Kind of trouble"), lambda line: TROUBLES[line.group].title),
        "kind": Column(gettext_lazy("What exactly"), lambda line: line.called.label),
        "title": Column(gettext_lazy("What"), lambda line: line.thing.title),
        "why": Column(gettext_lazy("Why"), lambda line: line.thing.why),
        "since": Column(gettext_lazy("Since"), lambda line: line.since_on),
        "days": Column(gettext_lazy("Days"), lambda line: line.days),
        "severity": Column(gettext_lazy("Severity"), lambda line: line.severity),
        "mover": Column(gettext_lazy("Whose move"), lambda line: line.mover),
        "asked": Column(gettext_lazy("Who is asked"), lambda line: line.asked),
        "money": Column(gettext_lazy("Money that rests on it"), lambda line: line.money and line.money[0]),
        "currency": Column(gettext_lazy("Currency"), lambda line: line.money and line.money[1]),
        "handled": Column(gettext_lazy("Handled by"), lambda line: line.handling and line.handling.handled_by),
        "put_off": Column(gettext_lazy("Put off until"), lambda line: line.handling and line.handling.snoozed_until),
        "council": Column(gettext_lazy("For the council since"), lambda line: line.handling and line.handling.council_on),
        "note": Column(gettext_lazy("Note"), lambda line: line.handling and line.handling.note),
    }  # fmt: skip

    @cached_property
    def lines(self) -> list[Line]:
        return sorted(cast(Lines, self.rows), key=ORDERS[self.order])

    @property
    def count_text(self) -> str:
        return ngettext("%(n)s line", "%(n)s lines", self.count) % {"n": self.count}

    def page_at(self, cursor: str, size: int) -> KeysetPage[Line]:
        """``cursor``: the number of the page; what is no page of this list gives the first."""
        number = int(cursor) if cursor.isascii() and cursor.isdecimal() and len(cursor) < 7 else 1
        first = size * (number - 1)
        if not 0 <= first < len(self.lines):
            number, first = 1, 0
        has_more = first + size < len(self.lines)
        rows = self.lines[first : first + size]
        return KeysetPage(rows, str(number + 1) if has_more else None, str(number - 1) if number > 1 else None)

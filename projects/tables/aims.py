from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cached_property
from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.keyset import Key
from core.ratings import step_of
from core.tables import Column, Order, Table
from projects.tables.portfolio import institutions
from strategy.models import Objective, Strategy
from strategy.rules.course import State
from strategy.standing import in_state


def strategies(request: Any) -> QuerySet[Strategy]:
    return Strategy.objects.order_by("title")


class ObjectiveFilters(filters.FilterSet):
    """``state`` chooses by what was read until today, so the table reads its answer."""

    q = filters.CharFilter(label=_("Words in the objective"), method="by_words", max_length=200)
    strategy = filters.ModelChoiceFilter(
        label=_("Strategy"), queryset=strategies, to_field_name="code", empty_label=_("Any strategy")
    )
    lead = filters.ModelChoiceFilter(
        label=_("Lead"), queryset=institutions, to_field_name="code", empty_label=_("Any lead")
    )
    state = filters.ChoiceFilter(label=_("State"), choices=State.choices, empty_label=_("Any state"), method="by_state")

    class Meta:
        model = Objective
        fields: list[str] = []

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return rows.search(value)

    def by_state(self, rows: Any, name: str, value: str) -> Any:
        return rows


class ObjectiveTable(Table[Objective]):
    """Aims with who contributes. ``tell`` makes them of objectives; the files hold a line for each."""

    filterset = ObjectiveFilters
    export_name = "objectives"
    orders = {
        "rank": Order(_("Place in the strategy"), Key("rank")),
        "title": Order(_("Objective"), Key("title_key")),
    }
    columns = {
        "code": Column(_("Code"), lambda row: row.objective.code),
        "objective": Column(_("Objective"), lambda row: row.objective.title),
        "strategy": Column(_("Strategy"), lambda row: row.objective.strategy.title),
        "lead": Column(_("Lead"), lambda row: row.objective.lead.name),
        "state": Column(_("State"), lambda row: row.stand.state.label),
        "finding": Column(_("Finding"), lambda row: row.stand.finding),
        "indicators": Column(_("Indicators"), lambda row: len(row.stand.measures)),
        "projects": Column(_("Projects"), lambda row: row.money.projects),
        "outcomes": Column(_("Outcomes stated"), lambda row: row.outcomes),
        "planned": Column(_("Approved cost"), lambda row: row.money.planned.amount),
        "spent": Column(_("Spent"), lambda row: row.money.spent.amount),
        "currency": Column(_("Currency"), lambda row: row.money.planned.currency),
        "apart": Column(_("Approved, not added for want of a rate"), lambda row: row.money.planned.apart_text),
        "unknown": Column(_("Projects without an approved cost"), lambda row: row.money.unknown),
        "cio": Column(_("Worst rating of a CIO"), lambda row: step_of(row.cio.rating).word),
        "signal": Column(_("Worst computed rating"), lambda row: step_of(row.signal.rating).word),
        "office": Column(_("Worst assessment"), lambda row: step_of(row.office.rating).word),
        "oldest": Column(_("Oldest status of"), lambda row: row.oldest_on),
    }

    def __init__(
        self, rows: QuerySet[Objective], params: QueryDict, *, on: date, tell: Callable[[Any], Iterable[Any]]
    ) -> None:
        super().__init__(rows, params)
        self.on = on
        self.tell = tell

    @cached_property
    def rows(self) -> QuerySet[Objective]:
        found: QuerySet[Objective] = super().rows
        state = self.filters.form.cleaned_data.get("state") if self.filters.is_valid() else ""
        return found.filter(pk__in=in_state(found, state, self.on)) if state else found

    @property
    def count_text(self) -> str:
        return ngettext("%(n)s objective", "%(n)s objectives", self.count) % {"n": self.count}

    def all_rows(self) -> Iterator[Any]:
        yield from self.tell(list(super().all_rows()))

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.keyset import Key
from core.tables import Column, Order, Table
from legislation.expected import Expectations
from legislation.models import Item, Plan, Stage
from legislation.rules.forecast import Gap, Source, Step, gap
from legislation.rules.stages import STUCK, stages_after
from ministries.models import Institution

VIEWS = {
    "running": _("Running"),
    "stuck": _("Stuck"),
    "behind": _("Behind plan"),
    "over": _("In force or dropped"),
}


def institutions(request: Any) -> QuerySet[Institution]:
    return Institution.objects.by_name()


class ItemFilters(filters.FilterSet):
    q = filters.CharFilter(label=_("Words"), method="by_words", max_length=200)
    lead = filters.ModelChoiceFilter(
        label=_("Lead"), queryset=institutions, to_field_name="code", empty_label=_("Any lead")
    )
    problem = filters.ChoiceFilter(label=_("Problem"), choices=Item.Problem.choices, empty_label=_("Any problem"))
    stage = filters.ChoiceFilter(label=_("Stage"), choices=Stage.choices, empty_label=_("Any stage"))
    act = filters.CharFilter(label=_("Code of an act"), method="by_act", max_length=20)
    view = filters.ChoiceFilter(
        label=_("View"), choices=list(VIEWS.items()), empty_label=_("All items"), method="by_view"
    )

    class Meta:
        model = Item
        fields: list[str] = []

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return rows.search(value)

    def by_act(self, rows: Any, name: str, value: str) -> Any:
        return rows.touching(value)

    def by_view(self, rows: Any, name: str, value: str) -> Any:
        return getattr(rows, value)()


@dataclass(frozen=True, slots=True)
class Line:
    """An item as lists tell it on a day. ``usual_days``: of its stage; None once it is over. ``gaps``: of the projects that wait
    for it, as far as the reader may see them, the worst first."""

    item: Item
    on: date
    usual_days: int | None
    expected: Step
    gaps: tuple[Gap, ...]

    @property
    def days(self) -> int | None:
        return None if self.usual_days is None else self.item.days_in_stage(self.on)

    @property
    def problem(self) -> str:
        """In one word; the label of the choice explains it."""
        return str(PROBLEMS[Item.Problem(self.item.problem)])

    @property
    def is_stuck(self) -> bool:
        return self.usual_days is not None and self.item.days_in_stage(self.on) > STUCK * self.usual_days

    @property
    def next_plan(self) -> Plan | None:
        """The first day planned of a stage ahead."""
        ahead = stages_after(self.item.stage)
        planned = [plan for plan in self.item.plans.all() if plan.planned_on and plan.stage in ahead]
        return min(planned, key=lambda plan: (plan.planned_on, ahead.index(plan.stage)), default=None)

    @property
    def days_behind(self) -> int:
        plan = self.next_plan
        return max((self.on - plan.planned_on).days, 0) if plan and plan.planned_on else 0

    @property
    def is_late_for(self) -> int:
        """How many projects it comes too late for."""
        return sum(each.is_gap for each in self.gaps)

    @property
    def worst_words(self) -> str:
        """Of the projects that wait: "33 days too late", "will not come", or nothing when it comes in time."""
        if not self.is_late_for:
            return ""
        days = self.gaps[0].days
        if days is None:
            return str(_("will not come"))
        return ngettext("%(n)s day too late", "%(n)s days too late", days) % {"n": days}

    @property
    def expected_words(self) -> str:
        """What the day of being in force rests on."""
        return str(SOURCES[self.expected.source])


PROBLEMS = {
    Item.Problem.CONFLICT: _("Conflict"),
    Item.Problem.GAP: _("Gap"),
    Item.Problem.OBSOLETE: _("Obsolete"),
    Item.Problem.TRANSPOSITION: _("Transposition"),
}
SOURCES = {
    Source.ACTUAL: _("in force"),
    Source.PLAN: _("as planned"),
    Source.TERMS: _("at the earliest, by the terms"),
    Source.TODAY: _("at the earliest; the plan has passed"),
    Source.DROPPED: _("dropped"),
}


def line_of(item: Item, expectations: Expectations) -> Line:
    """Of an item read ``for_list``."""
    term = expectations.terms.get(item.stage)
    expected = expectations.in_force(item)
    waits: list[Any] = getattr(item, "waits", [])
    gaps = sorted(
        (gap(block.needed_on, expected) for block in waits),
        key=lambda each: (not each.is_gap, each.days is not None, -(each.days or 0)),
    )
    return Line(item, expectations.on, term.usual_days if term else None, expected, tuple(gaps))


class ItemTable(Table[Item]):
    """Harmonisation items; its rows are read ``as_of`` a day and ``for_list``, its files hold their lines."""

    filterset = ItemFilters
    export_name = "items"
    orders = {
        "age": Order(_("Longest in stage first"), Key("waits_since_on")),
        "planned": Order(_("Next planned day"), Key("next_planned_on")),
        "title": Order(_("Title"), Key("title_key")),
        "code": Order(_("Code"), Key("code")),
    }
    columns = {
        "code": Column(_("Code"), lambda line: line.item.code),
        "title": Column(_("Title"), lambda line: line.item.title),
        "problem": Column(_("Problem"), lambda line: line.item.get_problem_display()),
        "lead": Column(_("Lead"), lambda line: line.item.lead.name),
        "stage": Column(_("Stage"), lambda line: line.item.get_stage_display()),
        "since": Column(_("In this stage since"), lambda line: line.item.stage_since_on),
        "days": Column(_("Days in stage"), lambda line: line.days),
        "usual": Column(_("Usual days"), lambda line: line.usual_days),
        "stuck": Column(_("Stuck"), lambda line: _("stuck") if line.is_stuck else None),
        "next_stage": Column(
            _("Next planned stage"), lambda line: line.next_plan and line.next_plan.get_stage_display()
        ),
        "next_on": Column(_("Planned on"), lambda line: line.next_plan and line.next_plan.planned_on),
        "behind": Column(_("Days behind plan"), lambda line: line.days_behind or None),
        "expected": Column(_("Expected in force"), lambda line: line.expected.on),
        "expected_why": Column(_("What that rests on"), lambda line: line.expected_words),
        "waiting": Column(_("Projects that wait"), lambda line: len(line.gaps)),
        "gap": Column(_("Worst gap in days"), lambda line: line.gaps[0].days if line.is_late_for else None),
        "visibility": Column(_("Who may see it"), lambda line: line.item.get_visibility_display()),
    }

    @cached_property
    def lines(self) -> list[Line]:
        """Of the page the address asks for."""
        return [self.line(item) for item in self.page.rows]

    @property
    def count_text(self) -> str:
        return ngettext("%(n)s item", "%(n)s items", self.count) % {"n": self.count}

    @property
    def switch_address(self) -> str:
        """The same filter on the other page, board or table."""
        return self.address() if self.is_filtered else ""

    def all_rows(self) -> Iterator[Any]:
        for item in super().all_rows():
            yield self.line(item)

    def line(self, item: Any) -> Line:
        if self._expectations is None:
            self._expectations = Expectations(item.as_of_on)
        return line_of(item, self._expectations)

    _expectations: Expectations | None = None


class BoardTable(ItemTable):
    """The items of the board, which has an order of its own."""

    orders = {"age": ItemTable.orders["age"]}

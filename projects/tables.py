from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property, partial
from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.keyset import Key
from core.ratings import FIVE_STEPS, step_of
from core.tables import Column, Order, Table
from ministries.models import CoordinationFunction, Country, Institution
from projects.models import Project, Risk, Snapshot, SnapshotRow
from strategy.models import Objective, Strategy
from strategy.rules.course import State
from strategy.standing import in_state

RATINGS = [*((str(step.value), step.word) for step in FIVE_STEPS), ("none", _("Not rated")), ("exempt", _("Exempt"))]


def institutions(request: Any) -> QuerySet[Institution]:
    return Institution.objects.order_by("name")


def functions(request: Any) -> QuerySet[CoordinationFunction]:
    return CoordinationFunction.objects.all()


class ProjectFilters(filters.FilterSet):
    q = filters.CharFilter(label=_("Words in code or title"), method="by_words", max_length=200)
    lead = filters.ModelChoiceFilter(
        label=_("Lead"), queryset=institutions, to_field_name="code", empty_label=_("Any lead")
    )
    function = filters.ModelChoiceFilter(
        label=_("Function served"),
        queryset=functions,
        field_name="served_functions__function",
        to_field_name="code",
        empty_label=_("Any function"),
    )
    stage = filters.ChoiceFilter(label=_("Stage"), choices=Project.Stage.choices, empty_label=_("Any stage"))
    rating = filters.ChoiceFilter(
        label=_("Assessment"), choices=RATINGS, empty_label=_("Any rating"), method="by_assessment"
    )
    cio = filters.ChoiceFilter(label=_("CIO's rating"), choices=RATINGS, empty_label=_("Any rating"), method="by_cio")
    signal = filters.ChoiceFilter(
        label=_("Computed"),
        choices=[choice for choice in RATINGS if choice[0] != "exempt"],
        empty_label=_("Any rating"),
        method="by_signal",
    )
    view = filters.ChoiceFilter(
        label=_("View"),
        choices=[
            ("running", _("Running")),
            ("apart", _("Ratings apart")),
            ("late", _("Late")),
            ("silent", _("Silent")),
            ("unchanged", _("Unchanged")),
        ],
        empty_label=_("All projects"),
        method="by_view",
    )

    class Meta:
        model = Project
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("rating", "cio", "signal"):
            extra: Any = self.filters[name].extra
            extra["choices"] = partial(self.given, extra["choices"])

    @cached_property
    def scale(self) -> frozenset[str]:
        return frozenset(str(step) for step in Country.objects.current().scale)

    def given(self, choices: Sequence[tuple[str, Any]]) -> list[tuple[str, Any]]:
        """Those of the country's scale; it is read only where they are shown or chosen from."""
        return [choice for choice in choices if not choice[0].isdecimal() or choice[0] in self.scale]

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return rows.search(value)

    def by_assessment(self, rows: Any, name: str, value: str) -> Any:
        return rows.rated("assessed", value)

    def by_signal(self, rows: Any, name: str, value: str) -> Any:
        return rows.signalled(value)

    def by_cio(self, rows: Any, name: str, value: str) -> Any:
        return rows.rated("cio", value)

    def by_view(self, rows: Any, name: str, value: str) -> Any:
        questions = {"apart": "rated_apart", "late": "expected_late", "unchanged": "reported_unchanged"}
        return getattr(rows, questions.get(value, value))()


class ProjectTable(Table[Project]):
    """The portfolio."""

    filterset = ProjectFilters
    export_name = "portfolio"
    orders = {
        "gap": Order(_("Rating gap"), Key("current__widest_gap", is_descending=True)),
        "title": Order(_("Title"), Key("title_key")),
        "assessment": Order(_("Assessment, worst first"), Key("current__assessed_rating")),
        "signal": Order(_("Computed, worst first"), Key("current__signal")),
        "cio": Order(_("CIO's rating, worst first"), Key("current__cio_rating")),
        "age": Order(_("Oldest status first"), Key("current__status_on")),
        "silent": Order(_("Longest silent first"), Key("current__silent_since_on")),
        "unchanged": Order(_("Longest unchanged first"), Key("current__unchanged_running", is_descending=True)),
        "milestone": Order(_("Next milestone"), Key("current__next_milestone_on")),
        "late": Order(_("Latest against baseline"), Key("current__days_late", is_descending=True)),
        "code": Order(_("Code"), Key("code")),
    }
    columns = {
        "code": Column(_("Code"), lambda row: row.code),
        "title": Column(_("Title"), lambda row: row.title),
        "lead": Column(_("Lead"), lambda row: row.lead.name),
        "stage": Column(_("Stage"), lambda row: row.get_stage_display()),
        "cio_rating": Column(_("CIO's rating"), lambda row: step_of(row.current.cio_shown).word),
        "signal": Column(_("Computed"), lambda row: step_of(row.current.signal).word),
        "signal_why": Column(_("Why computed so"), lambda row: row.current.worst_reason),
        "assessment": Column(_("Assessment"), lambda row: step_of(row.current.assessed_shown).word),
        "assessor": Column(_("Assessor"), lambda row: row.current.assessor),
        "gap": Column(_("Rating gap"), lambda row: row.current.widest_gap),
        "trend": Column(
            _("Last rounds, oldest first"), lambda row: " ".join(str(step or "-") for step in row.current.trend)
        ),
        "round": Column(_("As of round"), lambda row: row.current.status_round and row.current.status_round.name),
        "status_on": Column(_("Status of"), lambda row: row.current.status_on),
        "unchanged": Column(_("Reports running unchanged"), lambda row: row.current.unchanged_running),
        "silent_since": Column(_("Silent since"), lambda row: row.current.silent_since_on),
        "next_milestone": Column(_("Next milestone"), lambda row: row.current.next_milestone),
        "next_milestone_on": Column(_("Next milestone on"), lambda row: row.current.next_milestone_on),
        "baseline_end": Column(
            _("Baseline end"), lambda row: row.current.shown("ends_on", row.current.baseline_ends_on)
        ),
        "forecast_end": Column(
            _("Forecast end"), lambda row: row.current.shown("forecast_ends_on", row.current.forecast_ends_on)
        ),
        "days_late": Column(_("Days after baseline"), lambda row: row.current.days_late),
        "schedule_variance": Column(_("Schedule variance"), lambda row: row.current.schedule_variance),
        "cost_variance": Column(_("Cost variance"), lambda row: row.current.cost_variance),
        "baseline_cost": Column(_("Baseline cost"), lambda row: row.current.shown("cost", row.current.baseline_cost)),
        "forecast_cost": Column(
            _("Forecast cost"), lambda row: row.current.shown("forecast_cost", row.current.forecast_cost)
        ),
        "currency": Column(_("Currency"), lambda row: row.currency),
    }


class MoneyTable(ProjectTable):
    """The portfolio's projects; its files hold a line for each year and source of their money."""

    export_name = "money"
    orders = {"title": Order(_("Title"), Key("title_key"))}
    columns = {
        "code": Column(_("Code"), lambda row: row.project.code),
        "project": Column(_("Project"), lambda row: row.project.title),
        "lead": Column(_("Lead"), lambda row: row.project.lead.name),
        "stage": Column(_("Stage"), lambda row: row.project.get_stage_display()),
        "year": Column(_("Year"), lambda row: row.year),
        "source": Column(_("Source"), lambda row: row.get_source_display()),
        "source_name": Column(_("Name of the source"), lambda row: row.source_name),
        "currency": Column(_("Currency"), lambda row: row.project.currency),
        "planned": Column(_("Planned"), lambda row: row.shown("planned")),
        "forecast": Column(_("Forecast"), lambda row: row.shown("forecast")),
        "committed": Column(_("Committed"), lambda row: row.shown("committed")),
        "spent": Column(_("Spent"), lambda row: row.shown("spent")),
        "words": Column(_("Why it moved"), lambda row: row.words),
    }

    def all_rows(self) -> Iterator[Any]:
        for project in super().all_rows():
            yield from project.fundings.all()


class TimelineTable(ProjectTable):
    """The portfolio's projects by page; its files hold a line for each of their milestones."""

    export_name = "milestones"
    page_size = 12
    columns = {
        "code": Column(_("Code"), lambda row: row.project.code),
        "project": Column(_("Project"), lambda row: row.project.title),
        "lead": Column(_("Lead"), lambda row: row.project.lead.name),
        "milestone": Column(_("Milestone"), lambda row: row.title),
        "baseline": Column(_("Baseline"), lambda row: row.baseline_on),
        "forecast": Column(_("Forecast"), lambda row: row.forecast_on),
        "done": Column(_("Done"), lambda row: row.actual_on),
        "days_moved": Column(_("Days moved"), lambda row: row.days_late if row.baseline_on else None),
    }

    def all_rows(self) -> Iterator[Any]:
        for project in super().all_rows():
            yield from project.milestones.all()


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

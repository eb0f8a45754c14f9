from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.keyset import Key
from core.ratings import FIVE_STEPS, step_of
from core.tables import Column, Order, Table
from ministries.models import CoordinationFunction, Country, Institution
from projects.models import Project

Choices = Sequence[tuple[str, Any]]
RATINGS: Choices = [
    *((str(step.value), step.word) for step in FIVE_STEPS),
    ("none", _("Not rated")),
    ("exempt", _("Exempt")),
]


def institutions(request: Any) -> QuerySet[Institution]:
    return Institution.objects.order_by("name")


def functions(request: Any) -> QuerySet[CoordinationFunction]:
    return CoordinationFunction.objects.all()


def _of_the_country() -> Callable[[Choices], Callable[[], Choices]]:
    """Narrows choices to the ratings the country gives, asking for them once, where somebody shows or chooses one. Functions,
    because a form copies its choices: with a method the filter and its request would be copied along."""
    scale = cache(lambda: {str(step) for step in Country.objects.current().scale})

    def given(choices: Choices) -> Callable[[], Choices]:
        return lambda: [choice for choice in choices if not choice[0].isdecimal() or choice[0] in scale()]

    return given


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
        given = _of_the_country()
        for name in ("rating", "cio", "signal"):
            each: Any = self.filters[name]
            each.extra["choices"] = given(each.extra["choices"])
            vars(each).pop("_field", None)  # with every step, copied from the class once the API's document was made

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
    page_sizes: ClassVar[Collection[int]] = (100,)
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
        "stage": Column(_("Stage"), lambda row: Project.Stage(row.stage).label),
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
    page_sizes = ()
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


class MapTable(ProjectTable):
    """The portfolio's projects by what they need of each other; its files hold a line for each dependency."""

    export_name = "dependencies"
    columns = {
        "code": Column(_("Code"), lambda row: row.project.code),
        "project": Column(_("Project that waits"), lambda row: row.project.title),
        "supplier_code": Column(_("Code of the supplier"), lambda row: row.supplier.code),
        "supplier": Column(_("Waits for"), lambda row: row.supplier.title),
        "milestone": Column(_("Milestone"), lambda row: row.milestone and row.milestone.title),
        "what": Column(_("What is needed"), lambda row: row.what),
        "needed": Column(_("Needed by"), lambda row: row.needed_on),
        "expected": Column(_("Expected on"), lambda row: row.now.expected.on),
        "float": Column(_("Days in hand"), lambda row: row.now.float_days),
    }

    def all_rows(self) -> Iterator[Any]:
        """Each once, whichever of its two projects the filter holds."""
        told: set[int] = set()
        for project in super().all_rows():
            for each in (*project.needs.all(), *project.awaited.all()):
                if each.pk not in told:
                    told.add(each.pk)
                    yield each

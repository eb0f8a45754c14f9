from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.conflicts import Typed, row_at, typed
from core.forms import DateField, DateLineInput, MoneyField, RatingField, VersionedForm
from core.versions import named_version
from projects.forms.fields import words
from projects.models import Milestone, Report, Submission
from projects.services import MilestoneForecast, ReportContent, last_submission


class ReportForm(VersionedForm):
    """What a CIO says of a project in one round, prefilled with the draft or else the last report."""

    def __init__(
        self, data: Any, report: Report, milestones: list[Milestone], *, steps: int, initial: Any = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["opened"] = forms.CharField(widget=forms.HiddenInput, required=False)
        self.milestones = milestones
        currency = report.project.currency
        self.fields |= {
            "rating": RatingField(label=gettext_lazy("How likely is success?"), steps=steps),
            "why": words(gettext_lazy("Why, in one sentence"), rows=2, required=True),
            "signal_words": words(
                gettext_lazy("Why better than the computed rating"),
                rows=2,
                hint=gettext_lazy("Only where your rating is better than what the rules compute."),
            ),
            "progress": words(
                gettext_lazy("What was done in this period?"), hint=gettext_lazy("Two or three plain sentences.")
            ),
            "forecast_ends_on": DateField(label=gettext_lazy("When will it end?"), required=False),
            "schedule_words": words(gettext_lazy("Why the end moved"), rows=2),
            "forecast_cost": MoneyField(
                label=gettext_lazy("What will it cost in the end?"), currency=currency, in_millions=True, required=False
            ),
            "spent": MoneyField(
                label=gettext_lazy("Spent to date"), currency=currency, in_millions=True, required=False
            ),
            "cost_words": words(gettext_lazy("Why the cost moved"), rows=2),
            "top_risk": words(gettext_lazy("What could go wrong most?"), rows=2),
            "help_needed": words(gettext_lazy("What do you need from others?"), rows=2),
        }
        for milestone in milestones:
            self.fields |= _milestone_fields(milestone)

    def content(self) -> ReportContent:
        said = self.cleaned_data
        names = [name for name in ReportContent.__dataclass_fields__ if name != "milestones"]
        forecasts = [
            MilestoneForecast(m.pk, said.get(f"forecast_{m.pk}"), said.get(f"actual_{m.pk}"), said.get(f"seen_{m.pk}"))
            for m in self.milestones
            if f"forecast_{m.pk}" in self.data  # not one that was planned while the form was open
        ]
        return ReportContent(**{name: said[name] for name in names}, milestones=forecasts)

    @property
    def milestone_rows(self) -> list[tuple[Milestone, forms.BoundField, forms.BoundField, forms.BoundField]]:
        return [(m, self[f"forecast_{m.pk}"], self[f"actual_{m.pk}"], self[f"seen_{m.pk}"]) for m in self.milestones]


def _milestone_fields(milestone: Milestone) -> dict[str, forms.Field]:
    named = {"title": milestone.title}
    return {
        f"forecast_{milestone.pk}": DateField(
            label=_("Forecast of “%(title)s”") % named,
            widget=DateLineInput(),
            required=False,
            initial=milestone.forecast_on,
        ),
        f"actual_{milestone.pk}": DateField(
            label=_("“%(title)s” was done on") % named,
            widget=DateLineInput(),
            required=False,
            initial=milestone.actual_on,
        ),
        f"seen_{milestone.pk}": forms.IntegerField(
            widget=forms.HiddenInput, required=False, min_value=1, initial=milestone.version
        ),
    }


def typed_in(draft: dict[str, list[str]]) -> dict[str, Any]:
    """A draft as a new form starts with it: what was typed, as typed, and without a complaint until it is submitted."""
    typed: dict[str, Any] = {}
    for name, values in draft.items():
        field, _underscore, part = name.rpartition("_")
        if part in ("0", "1", "2") and field in ReportContent.__dataclass_fields__:
            typed.setdefault(field, ["", "", ""])[int(part)] = values[0]
        else:
            typed[name] = values[0]
    return typed


def answers_of(last: Submission | None) -> dict[str, Any]:
    """The last report's answers as a new form starts with them."""
    if last is None:
        return {}
    return {name: getattr(last, name) for name in ReportContent.__dataclass_fields__ if name != "milestones"}


def standing_answers(form: ReportForm, report: Report) -> Typed:
    """The inputs of a new form of this report: the draft, else the last report, and the plan's dates where these were not drafted."""
    answers = report.draft or typed(form, answers_of(last_submission(report)))
    moved = [each for each in _shown(form, report) if report.draft.get(f"seen_{each.pk}") != [str(each.version)]]
    return {**answers, **_dates(form, {each.pk: each for each in moved})}


def opened_answers(form: ReportForm, report: Report) -> Typed:
    """The same when the form was opened. History keeps no drafts: what somebody drafted before that is not known."""
    version = named_version(form.data)
    row = row_at(report, version)
    shown = _shown(form, report)
    planned = _dates(form, {each.pk: row_at(each, _named_milestone(form, each)) for each in shown})
    if version == report.version:
        return {**planned, **(report.draft or typed(form, answers_of(last_submission(report))))}
    is_without_draft = row is not None and row.status == Report.Status.OWED
    return {**planned, **typed(form, answers_of(last_submission(report)))} if is_without_draft else {}


def _shown(form: ReportForm, report: Report) -> list[Milestone]:
    return [each for each in report.project.milestones.all() if f"forecast_{each.pk}" in form.data]


def _named_milestone(form: ReportForm, milestone: Milestone) -> int:
    return named_version({"version": form.data.get(f"seen_{milestone.pk}", "")})


def _dates(form: ReportForm, rows: Mapping[int, Any]) -> Typed:
    """Milestones, or rows of their history, by number."""
    dates: dict[str, Any] = {}
    for number, row in rows.items():
        if row is not None and f"forecast_{number}" in form.fields:
            dates |= {f"forecast_{number}": row.forecast_on, f"actual_{number}": row.actual_on}
    return typed(form, dates)


class ReturnForm(VersionedForm):
    reason = forms.CharField(
        label=gettext_lazy("What is missing or wrong?"),
        max_length=500,
        help_text=gettext_lazy("The CIO reads this beside the form."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.conflicts import Typed, row_at, typed
from core.forms import DateField, DateLineInput, MoneyField, RatingField
from core.versions import named_version
from ministries.models import CoordinationFunction, Institution
from projects.models import Baseline, Milestone, Participation, Project, Report, Round, Submission
from projects.rules.signal import Limits
from projects.services import MilestoneForecast, ReportContent, last_submission

LONG = 4000


def words(label: Any, *, rows: int = 3, required: bool = False, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONG,
        required=required,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class VersionedForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class ReportForm(VersionedForm):
    """What a CIO says of a project in one round, prefilled with the draft or else the last report."""

    def __init__(
        self, data: Any, report: Report, milestones: list[Milestone], *, steps: int, initial: Any = None
    ) -> None:
        super().__init__(data, initial=initial)
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


class AssessForm(VersionedForm):
    """``version`` is that of the assessment ``seen``; another reviewer's was not seen."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, *, steps: int, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["rating"] = RatingField(label=gettext_lazy("How likely is success?"), steps=steps)
        self.order_fields(["rating", "basis", "assessor", "is_independent"])

    basis = words(
        gettext_lazy("On what basis?"),
        required=True,
        hint=gettext_lazy("What was read, seen or tested, and what follows."),
    )
    assessor = forms.CharField(
        label=gettext_lazy("Reviewer"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Leave empty when the coordination office itself assesses."),
    )
    is_independent = forms.BooleanField(
        label=gettext_lazy("The reviewer is independent of the project and of the office"), required=False
    )


class RoundForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=60, help_text=gettext_lazy("For instance November 2026.")
    )
    starts_on = DateField(label=gettext_lazy("The period starts on"))
    ends_on = DateField(label=gettext_lazy("The period ends on"))
    due_on = DateField(label=gettext_lazy("Reports are due on"))


class ProjectForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=300)
    aims = words(
        gettext_lazy("What is it for?"), hint=gettext_lazy("Two to four plain sentences: who can do what afterwards.")
    )
    sponsor = forms.CharField(
        label=gettext_lazy("Sponsor"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("The senior responsible owner: a name and a post."),
    )
    visibility = forms.ChoiceField(label=gettext_lazy("Who may see it"), choices=Project.Visibility.choices)


class NewProjectForm(ProjectForm):
    lead = forms.ModelChoiceField(
        label=gettext_lazy("Lead"), queryset=Institution.objects.order_by("name"), to_field_name="code"
    )
    stage = forms.ChoiceField(
        label=gettext_lazy("Stage"), choices=Project.Stage.choices, initial=Project.Stage.PROPOSED
    )
    currency = forms.RegexField(
        r"^[A-Z]{3}$", label=gettext_lazy("Currency"), help_text=gettext_lazy("Three letters of ISO 4217.")
    )


class EditProjectForm(VersionedForm, ProjectForm):
    pass


class StageForm(VersionedForm):
    stage = forms.ChoiceField(label=gettext_lazy("New stage"), choices=Project.Stage.choices)
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Needed when the project is paused or cancelled."),
    )
    resumes_on = DateField(
        label=gettext_lazy("Resumes on"), required=False, help_text=gettext_lazy("For a paused project.")
    )


class BaselineForm(forms.Form):
    def __init__(self, data: Any, *, currency: str, is_first: bool, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["cost"] = MoneyField(
            label=gettext_lazy("Approved whole-life cost"), currency=currency, in_millions=True, required=False
        )
        reasons = [
            (value, label) for value, label in Baseline.Reason.choices if (value == Baseline.Reason.FIRST) == is_first
        ]
        self.fields["reason"] = forms.ChoiceField(label=gettext_lazy("Reason"), choices=reasons)
        self.fields["words"] = words(gettext_lazy("In words"), hint=gettext_lazy("Who approved it, by which document."))

    starts_on = DateField(label=gettext_lazy("Approved start"))
    ends_on = DateField(label=gettext_lazy("Approved end"))


class MilestoneForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Milestone"), max_length=200)
    owner = forms.ModelChoiceField(
        label=gettext_lazy("Owner"), queryset=Institution.objects.order_by("name"), to_field_name="code"
    )
    baseline_on = DateField(label=gettext_lazy("Approved for"))
    forecast_on = DateField(label=gettext_lazy("Expected on"), required=False)


class MoveMilestoneForm(VersionedForm):
    forecast_on = DateField(label=gettext_lazy("Expected on"), required=False)
    actual_on = DateField(
        label=gettext_lazy("Done on"), required=False, help_text=gettext_lazy("Leave empty while it is not done.")
    )


class LeadForm(VersionedForm):
    lead = forms.ModelChoiceField(
        label=gettext_lazy("New lead"), queryset=Institution.objects.order_by("name"), to_field_name="code"
    )


class InviteForm(forms.Form):
    institution = forms.ModelChoiceField(
        label=gettext_lazy("Institution"), queryset=Institution.objects.order_by("name"), to_field_name="code"
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Participation.Role.choices)


class AnswerForm(VersionedForm):
    answer = forms.ChoiceField(
        label=gettext_lazy("Does your institution take part?"),
        choices=[
            (Participation.Answer.ACCEPTED, gettext_lazy("Yes, we take part")),
            (Participation.Answer.DECLINED, gettext_lazy("No")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why not"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class FunctionsForm(VersionedForm):
    functions = forms.MultipleChoiceField(
        label=gettext_lazy("Functions"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Whoever leads a function answers for the projects that serve it. Choose none if none fits."
        ),
    )

    def __init__(self, *args: Any, offered: list[CoordinationFunction], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = offered
        functions: Any = self.fields["functions"]
        functions.choices = [(function.code, function.name) for function in offered]

    def chosen(self) -> list[CoordinationFunction]:
        return [function for function in self.offered if function.code in self.cleaned_data["functions"]]


def four(field: forms.Field, label: Any) -> SimpleArrayField:
    hint = gettext_lazy(
        "Where green, amber/green, amber and amber/red end: four figures with commas, each larger than the one before."
    )
    return SimpleArrayField(field, label=label, help_text=hint)


class ThresholdsForm(forms.Form):
    starts_on = DateField(
        label=gettext_lazy("From which day"), help_text=gettext_lazy("A day to come: the past keeps its signals.")
    )
    percents = four(
        forms.DecimalField(min_value=0, max_value=999, decimal_places=2),
        gettext_lazy("Per cent worse than the baseline"),
    )
    days = four(forms.IntegerField(min_value=0, max_value=9999), gettext_lazy("Days late"))
    milestone_days = four(
        forms.IntegerField(min_value=0, max_value=9999), gettext_lazy("Days the oldest milestone is overdue")
    )
    reason = words(gettext_lazy("Why"), required=True, hint=gettext_lazy("Who decided it, and where it stands."))

    @staticmethod
    def initial_of(limits: Limits) -> dict[str, Any]:
        return {
            "percents": [f"{percent.normalize():f}" for percent in limits.percents],
            "days": list(limits.days),
            "milestone_days": list(limits.milestone_days),
        }


class CompareForm(forms.Form):
    """Two rounds, in whichever order they are chosen; without a choice the ``newest`` two that are closed."""

    one = forms.ModelChoiceField(label=gettext_lazy("Round"), queryset=Round.objects.none(), empty_label=None)
    other = forms.ModelChoiceField(label=gettext_lazy("with round"), queryset=Round.objects.none(), empty_label=None)

    def __init__(self, data: Any, *, rounds: QuerySet[Round], newest: list[Round]) -> None:
        super().__init__(data, initial={"one": newest[0], "other": newest[-1]} if newest else None)
        self.newest = newest
        for name in ("one", "other"):
            field: Any = self.fields[name]
            field.queryset = rounds.order_by("-ends_on", "-pk")

    def pair(self) -> tuple[Round, Round] | None:
        """The earlier and the later; None where there are no two, or what was asked for is not a round."""
        chosen = self.newest if not self.is_bound else self._chosen()
        earlier, later = min(chosen, key=_age, default=None), max(chosen, key=_age, default=None)
        return (earlier, later) if earlier and later and earlier != later else None

    def _chosen(self) -> list[Round]:
        return [self.cleaned_data["one"], self.cleaned_data["other"]] if self.is_valid() else []


def _age(round_: Round) -> tuple[date, int]:
    return round_.ends_on, round_.pk

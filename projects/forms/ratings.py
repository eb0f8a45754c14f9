from typing import Any

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.utils.translation import gettext_lazy

from core.forms import DateField, RatingField, VersionedForm
from projects.forms.fields import words
from projects.rules.signal import Limits


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

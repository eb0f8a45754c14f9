from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from core.forms import DateField, MoneyField, VersionedForm
from ministries.models import Institution
from projects.forms.fields import words
from projects.models import Baseline


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

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from core.forms import DateField, VersionedForm
from ministries.models import CoordinationFunction, Institution, Mandate

NO_PART = "none"


class FunctionForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    description = forms.CharField(
        label=gettext_lazy("What belongs to it"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    rank = forms.IntegerField(
        label=gettext_lazy("Place in lists"),
        min_value=0,
        max_value=32_000,
        help_text=gettext_lazy("A smaller number stands higher."),
    )
    starts_on = DateField(
        label=gettext_lazy("Needs a lead from"), help_text=gettext_lazy("From this day a missing lead is a concern.")
    )
    ends_on = DateField(label=gettext_lazy("Last day"), required=False)


class EditFunctionForm(VersionedForm, FunctionForm):
    pass


class BasisForm(forms.Form):
    """On what a part in a function rests, and for how long."""

    basis = forms.CharField(
        label=gettext_lazy("Basis"),
        max_length=500,
        help_text=gettext_lazy("The law, decree or decision, for instance Government Decree 40/2023, section 2."),
    )
    basis_url = forms.URLField(
        label=gettext_lazy("Address of the basis"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy("ELI or web address."),
    )
    basis_ends_on = DateField(
        label=gettext_lazy("The basis expires on"),
        required=False,
        help_text=gettext_lazy("After this day the part holds no longer, even if its own last day is open."),
    )
    starts_on = DateField(label=gettext_lazy("First day"))
    ends_on = DateField(label=gettext_lazy("Last day"), required=False)
    claim = forms.CharField(
        label=gettext_lazy("What the institution bases its claim on"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("In its own words. It stands beside the other side's claim where two lead."),
    )


class GiveMandateForm(BasisForm):
    institution = forms.ModelChoiceField(
        label=gettext_lazy("Institution"),
        queryset=Institution.objects.none(),
        empty_label=gettext_lazy("Choose an institution"),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=Mandate.Role.choices,
        help_text=gettext_lazy("A second lead is recorded as it is: the function then counts as contested."),
    )
    field_order = ("institution", "role")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        institution: Any = self.fields["institution"]
        institution.queryset = Institution.objects.by_name()


class EditMandateForm(VersionedForm, BasisForm):
    pass


class SettleForm(VersionedForm):
    leads = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Who leads"),
        queryset=Institution.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Several lead jointly."),
    )
    another = forms.ModelChoiceField(
        label=gettext_lazy("An institution without a part so far"),
        queryset=Institution.objects.none(),
        required=False,
        empty_label=gettext_lazy("None"),
    )
    others = forms.ChoiceField(
        label=gettext_lazy("What those who lead no longer become"),
        choices=[
            (Mandate.Role.CONTRIBUTES, gettext_lazy("They contribute")),
            (Mandate.Role.CONSULTED, gettext_lazy("They are consulted")),
            (NO_PART, gettext_lazy("They have no part")),
        ],
        widget=forms.RadioSelect,
    )
    decision = forms.CharField(
        label=gettext_lazy("The decision in its own words"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Quote it; this text stands in the record."),
    )
    source = forms.CharField(
        label=gettext_lazy("Who decided, and where it stands"),
        max_length=500,
        help_text=gettext_lazy("For instance Government session of 12 March 2026, item 4."),
    )
    source_url = forms.URLField(
        label=gettext_lazy("Address of the decision"), max_length=500, required=False, assume_scheme="https"
    )
    decided_on = DateField(label=gettext_lazy("Decided on"))
    starts_on = DateField(
        label=gettext_lazy("Holds from"),
        help_text=gettext_lazy("The others lead for the last time on the day before."),
    )

    def __init__(self, data: Any, *, function: CoordinationFunction, on: date, initial: Any) -> None:
        super().__init__(data, initial=initial)
        existing = Institution.objects.current(on)
        parties = existing.with_part_in(function)
        fields: Any = self.fields
        fields["leads"].queryset = parties
        fields["leads"].required = not (data and data.get("another"))
        fields["another"].queryset = existing.exclude(pk__in=parties.order_by().values("pk")).by_name()

    def clean_others(self) -> str:
        others = str(self.cleaned_data["others"])
        return "" if others == NO_PART else others

    def chosen(self) -> list[Institution]:
        another = self.cleaned_data["another"]
        return [*self.cleaned_data["leads"], *([another] if another else [])]

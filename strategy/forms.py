from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from core.forms import DateField, FigureField, VersionedForm
from ministries.models import Institution
from strategy.models import Indicator


def link(label: Any) -> forms.URLField:
    return forms.URLField(label=label, max_length=500, required=False, assume_scheme="https")


def words(label: Any, *, most: int, rows: int = 4, hint: Any = "") -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=most, required=False, widget=area, help_text=hint)


class LedForm(forms.Form):
    """Of what an institution leads."""

    lead = forms.ModelChoiceField(
        label=gettext_lazy("Lead institution"),
        queryset=Institution.objects.none(),
        to_field_name="code",
        empty_label=gettext_lazy("Choose an institution"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lead: Any = self.fields["lead"]
        lead.queryset = Institution.objects.by_name()


class StrategyForm(LedForm):
    title = forms.CharField(label=gettext_lazy("Strategy"), max_length=300)
    starts_on = DateField(label=gettext_lazy("From"))
    ends_on = DateField(label=gettext_lazy("Until"), required=False)
    text = words(gettext_lazy("What it is about"), most=10_000)
    url = link(gettext_lazy("Link to the text"))
    field_order = ("title", "lead")


class EditStrategyForm(VersionedForm, StrategyForm):
    pass


class ObjectiveForm(LedForm):
    title = forms.CharField(
        label=gettext_lazy("Objective"),
        max_length=300,
        help_text=gettext_lazy("What is to be reached, not what is to be done."),
    )
    text = words(gettext_lazy("What it means"), most=10_000)
    rank = forms.IntegerField(
        label=gettext_lazy("Place in lists"),
        min_value=0,
        max_value=32_000,
        help_text=gettext_lazy("A smaller number stands higher."),
    )
    field_order = ("title", "lead")


class EditObjectiveForm(VersionedForm, ObjectiveForm):
    pass


class IndicatorForm(forms.Form):
    title = forms.CharField(
        label=gettext_lazy("Indicator"), max_length=300, help_text=gettext_lazy("What is counted or measured.")
    )
    unit = forms.CharField(
        label=gettext_lazy("Unit"), max_length=60, required=False, help_text=gettext_lazy('For instance "%" or "days".')
    )
    better = forms.ChoiceField(
        label=gettext_lazy("Which is better"), choices=Indicator.Better.choices, widget=forms.RadioSelect
    )
    baseline_value = FigureField(
        label=gettext_lazy("Baseline"), required=False, help_text=gettext_lazy("Where it stood at the start.")
    )
    baseline_on = DateField(label=gettext_lazy("Day of the baseline"), required=False)
    target_value = FigureField(
        label=gettext_lazy("Target"),
        required=False,
        help_text=gettext_lazy("Without one nobody can say how far it is."),
    )
    target_on = DateField(label=gettext_lazy("To be reached on"), required=False)
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Who measures it, and in which publication."),
    )
    url = link(gettext_lazy("Link to the source"))
    reading_months = forms.IntegerField(
        label=gettext_lazy("Months between readings"),
        min_value=1,
        max_value=600,
        required=False,
        help_text=gettext_lazy("The lead is asked for a new reading when so many months have passed."),
    )


class EditIndicatorForm(VersionedForm, IndicatorForm):
    pass


class ReadingForm(forms.Form):
    on = DateField(label=gettext_lazy("Day"), help_text=gettext_lazy("The day the figure speaks of."))
    value = FigureField(label=gettext_lazy("Value"))
    rank = forms.IntegerField(label=gettext_lazy("Rank"), min_value=1, max_value=32_000, required=False)
    evidence = words(
        gettext_lazy("Evidence"), most=2000, rows=3, hint=gettext_lazy("Where the figure stands: a report, a table.")
    )
    url = link(gettext_lazy("Link to the evidence"))

    def __init__(self, *args: Any, has_rank: bool, unit: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].help_text = unit
        if not has_rank:
            del self.fields["rank"]


class EditReadingForm(VersionedForm, ReadingForm):
    pass

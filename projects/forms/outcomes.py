from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from core.forms import DateField, FigureField, VersionedForm
from strategy.models import Indicator, Objective


class OutcomeForm(forms.Form):
    """What a project is to change, for which aim, and how one will see it."""

    statement = forms.CharField(
        label=gettext_lazy("Outcome"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("What will be different for people, not what will be done."),
    )
    objective = forms.ModelChoiceField(
        label=gettext_lazy("Objective"),
        queryset=Objective.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=gettext_lazy("That of the indicator"),
    )
    indicator = forms.ModelChoiceField(
        label=gettext_lazy("Indicator that will show it"),
        queryset=Indicator.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=gettext_lazy("None"),
    )
    amount = FigureField(
        label=gettext_lazy("Moves the indicator by"),
        required=False,
        help_text=gettext_lazy("In the unit of the indicator; with a minus where lower is better."),
    )
    due_on = DateField(label=gettext_lazy("By"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["objective"].queryset = Objective.objects.for_list().order_by("strategy__title", "rank", "title")
        fields["indicator"].queryset = Indicator.objects.for_list().order_by("title", "pk")


class EditOutcomeForm(VersionedForm, OutcomeForm):
    pass

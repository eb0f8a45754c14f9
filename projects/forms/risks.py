from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import DateField, VersionedForm
from ministries.models import Institution
from projects.forms.fields import words
from projects.models import Impact, Likelihood, Risk

CHOOSE = ("", gettext_lazy("Choose"))


class RiskForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("What is it?"),
        choices=[
            (Risk.Kind.RISK, gettext_lazy("A risk: it may happen")),
            (Risk.Kind.ISSUE, gettext_lazy("An issue: it has happened")),
        ],
        initial=Risk.Kind.RISK,
        widget=forms.RadioSelect,
    )
    title = forms.CharField(label=gettext_lazy("In one line"), max_length=200)
    effect = words(
        gettext_lazy("What happens then?"),
        required=True,
        hint=gettext_lazy("To whom, how soon and how badly, in plain sentences."),
    )
    likelihood = forms.TypedChoiceField(
        label=gettext_lazy("How likely?"),
        choices=[CHOOSE, *Likelihood.choices],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=gettext_lazy("Of a risk. An issue has happened."),
    )
    impact = forms.TypedChoiceField(
        label=gettext_lazy("How bad?"), choices=[CHOOSE, *Impact.choices], coerce=int, empty_value=None
    )
    owner = forms.ModelChoiceField(
        label=gettext_lazy("Who answers for it?"),
        queryset=Institution.objects.order_by("name"),
        to_field_name="code",
    )
    mitigation = words(
        gettext_lazy("What is done about it?"), required=True, hint=gettext_lazy("The next step, and who takes it.")
    )
    due_on = DateField(
        label=gettext_lazy("Until when?"), help_text=gettext_lazy("The owner is reminded before this day.")
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = self.cleaned_data
        if said.get("kind") == Risk.Kind.RISK and said.get("likelihood") is None:
            self.add_error("likelihood", ValidationError(_("Say how likely it is.")))
        return said


class EditRiskForm(VersionedForm, RiskForm):
    pass


class EscalateForm(VersionedForm):
    why = forms.CharField(
        label=gettext_lazy("What is the council to decide or to do?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class OverForm(VersionedForm):
    """What ends, and why: a risk that is closed, a dependency that is dropped."""

    why = forms.CharField(
        label=gettext_lazy("Why is it over?"),
        max_length=500,
        help_text=gettext_lazy("The reason stands in the history."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

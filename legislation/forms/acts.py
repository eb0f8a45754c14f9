from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import DateField, VersionedForm
from legislation.models import Act


class ActForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=[("", gettext_lazy("Choose")), *Act.Kind.choices])
    title = forms.CharField(label=gettext_lazy("Title"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    short_title = forms.CharField(
        label=gettext_lazy("Short title"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("As people call it, for instance NIS 2."),
    )
    celex = forms.CharField(
        label=gettext_lazy("CELEX number"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("Of an EU act, as EUR-Lex gives it: 32022L2555; of a corrigendum 32016L0680R(01)."),
    )
    number = forms.CharField(
        label=gettext_lazy("National number"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Of a national act, as the official gazette gives it."),
    )
    eli = forms.URLField(
        label=gettext_lazy("ELI"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy("The address that names the act, where there is one."),
    )
    status = forms.ChoiceField(label=gettext_lazy("Status"), choices=Act.Status.choices, initial=Act.Status.UNKNOWN)
    adopted_on = DateField(label=gettext_lazy("Adopted on"), required=False)
    in_force_on = DateField(label=gettext_lazy("In force from"), required=False)
    repealed_on = DateField(label=gettext_lazy("No longer in force from"), required=False)
    transposition_due_on = DateField(
        label=gettext_lazy("Transposition deadline"),
        required=False,
        help_text=gettext_lazy("Of a directive: the last day on which national law has to be in force."),
    )
    transposition_words = forms.CharField(
        label=gettext_lazy("Text of the transposition article"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("So that everybody can read where the deadline comes from."),
    )


class EditActForm(VersionedForm, ActForm):
    pass


class DeadlineForm(VersionedForm):
    """A person's word on a deadline that was read in the text."""

    CONFIRM, CORRECT, REJECT = "confirm", "correct", "reject"
    answer = forms.ChoiceField(
        label=gettext_lazy("What does the text say?"),
        choices=[
            (CONFIRM, gettext_lazy("The day that was read is the deadline")),
            (CORRECT, gettext_lazy("Another day is the deadline")),
            (REJECT, gettext_lazy("The text sets no deadline for transposition")),
        ],
        widget=forms.RadioSelect,
    )
    due_on = DateField(
        label=gettext_lazy("Transposition deadline"),
        required=False,
        help_text=gettext_lazy("Only where another day is the deadline."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why it is none"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Only where the text sets none; the reason stands in the history."),
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = self.cleaned_data
        if said.get("answer") == self.CORRECT and not said.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", ValidationError(_("Enter the day that the text says.")))
        return said

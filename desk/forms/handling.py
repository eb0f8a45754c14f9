from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.forms import DateField
from desk.services.handling import MOST_WORDS


class HandlingForm(forms.Form):
    """``version``: of the handling that was seen; 0 where there was none."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    snoozed_until = DateField(
        label=gettext_lazy("Put off until"),
        required=False,
        help_text=gettext_lazy("It leaves the queue and comes back on that day. Empty: it stays."),
    )
    handled_by = forms.ModelChoiceField(
        label=gettext_lazy("Handled by"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("Nobody yet"),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The office, decision makers and auditors read it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["handled_by"]
        field.queryset = User.objects.of_office()

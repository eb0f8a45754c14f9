from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class DecisionForm(forms.Form):
    """``ended_at`` names the ending that was seen: of a mail that ended anew nothing is decided unseen."""

    what = forms.ChoiceField(label=_("What became of it?"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("How is it known?"),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Such as: the mail server's log of 12 March has its Message-ID. The words stand in the history."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args: Any, decisions: list[tuple[str, str]], ended_at: datetime | None, **kwargs: Any) -> None:
        self.ending = ended_at.isoformat() if ended_at else ""
        super().__init__(*args, **{"initial": {"seen": self.ending}, **kwargs})
        what: Any = self.fields["what"]
        what.choices = decisions

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("seen") != self.ending:
            raise ValidationError(_("Something happened to this mail since you looked. Look at it as it is now."))

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import DateField, DateLineInput
from core.models import NOT_REVERSED


class PeriodForm(forms.Form):
    """Days between which opinions were asked; what is left empty is that of ``usual``."""

    first = DateField(label=_("Asked from"), required=False, widget=DateLineInput({"class": "ec-input"}))
    last = DateField(label=_("Until"), required=False, widget=DateLineInput({"class": "ec-input"}))

    def __init__(self, data: Any, *, usual: tuple[date, date]) -> None:
        super().__init__(data if any(data.get(name) for name in ("first", "last")) else None)
        self.usual = usual
        self.initial = {"first": usual[0], "last": usual[1]}

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        first, last = said.get("first") or self.usual[0], said.get("last") or self.usual[1]
        if last < first:
            raise ValidationError({"last": NOT_REVERSED})
        return {"first": first, "last": last}

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DateField, MoneyField, RatingField
from projects.forms.fields import words
from projects.models import SnapshotRow
from projects.services import CORRECTABLE


class CorrectionForm(forms.Form):
    """What was published of one project, prefilled; what is changed here is published anew."""

    def __init__(self, data: Any, row: SnapshotRow, *, steps: int) -> None:
        super().__init__(data, initial={name: getattr(row, name) for name in CORRECTABLE})
        money: dict[str, Any] = {"currency": row.currency, "in_millions": True, "required": False}
        self.fields |= {
            "reason": words(_("What was wrong, and how is it known?"), rows=3, required=True),
            "cio_rating": RatingField(label=_("CIO's rating"), steps=steps, required=False),
            "why": words(_("Why rated so"), rows=2),
            "assessed_rating": RatingField(label=_("Assessment"), steps=steps, required=False),
            "baseline_ends_on": DateField(label=_("Baseline end"), required=False),
            "baseline_cost": MoneyField(label=_("Baseline cost"), **money),
            "forecast_ends_on": DateField(label=_("Forecast end"), required=False),
            "forecast_cost": MoneyField(label=_("Forecast cost"), **money),
            "spent": MoneyField(label=_("Spent to date"), **money),
        }

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in CORRECTABLE}

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.dates import FIRST_DAY, LAST_DAY
from core.forms import MoneyField, VersionedForm
from projects.forms.fields import words
from projects.models import Funding

LABELS = {
    "planned": gettext_lazy("Planned"),
    "forecast": gettext_lazy("Forecast"),
    "committed": gettext_lazy("Committed"),
    "spent": gettext_lazy("Spent"),
}
HINTS = {
    "planned": gettext_lazy("What the budget of the year, or the agreement, provides."),
    "forecast": gettext_lazy("What the whole year will take, as things stand today."),
    "committed": gettext_lazy("What contracts and orders bind already."),
    "spent": gettext_lazy("What was paid so far in the year."),
}


class FundingForm(VersionedForm):
    """The figures of one year from one source that is on record: year and source stay."""

    def __init__(self, data: Any, *, currency: str, withheld: dict[str, str], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        for name, label in LABELS.items():
            self.fields[name] = MoneyField(
                label=label, currency=currency, in_millions=True, required=False, help_text=_hint(name, withheld)
            )
        self.fields["words"] = words(
            gettext_lazy("Why it moved"),
            hint=gettext_lazy("Needed where the year takes over 5 % more or less than planned."),
        )


class NewFundingForm(FundingForm):
    """``version`` is 0 until somebody else recorded the same year and source."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    year = forms.IntegerField(
        label=gettext_lazy("Year"),
        min_value=FIRST_DAY.year,
        max_value=LAST_DAY.year,
        help_text=gettext_lazy("The calendar year in which the financial year ends."),
    )
    source = forms.ChoiceField(label=gettext_lazy("Source"), choices=Funding.Source.choices)
    source_name = forms.CharField(
        label=gettext_lazy("Name of the source"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Of an agreement, for instance Nordvik Fund grant 2025/07."),
    )


def _hint(name: str, withheld: dict[str, str]) -> Any:
    if name in withheld:
        return _("Withheld: %(reason)s. A figure here ends that.") % {"reason": withheld[name]}
    return HINTS[name]

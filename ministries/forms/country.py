import re
from typing import Any
from zoneinfo import available_timezones

import holidays
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from holidays.registry import COUNTRIES

from core.forms import DateField, VersionedForm
from ministries.brand import MOST_CREST_BYTES
from ministries.models import Country

_WORD = re.compile(r"[A-Z]+[a-z]*")


class HolidayForm(forms.Form):
    on = DateField(label=gettext_lazy("Day"))
    name = forms.CharField(label=gettext_lazy("Name of the holiday"), max_length=200)


def calendars() -> list[tuple[str, str]]:
    """Countries whose public holidays are known: code, and name as the library writes it."""
    known = holidays.list_supported_countries(include_aliases=False)
    named = [(code, " ".join(_WORD.findall(name))) for name, code, *_aliases in COUNTRIES.values() if code in known]
    return sorted(named, key=lambda country: country[1])


class SettingsForm(VersionedForm):
    name = forms.CharField(label=gettext_lazy("Country"), max_length=200)
    office_name = forms.CharField(label=gettext_lazy("Coordination office"), max_length=200)
    office_address = forms.CharField(
        label=gettext_lazy("Address of the office"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Stands at the foot of mails."),
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"),
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one language")},
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"), help_text=gettext_lazy("A day begins and a report falls due by this clock.")
    )
    currency = forms.CharField(
        label=gettext_lazy("Reporting currency"),
        max_length=3,
        help_text=gettext_lazy(
            "Three letters of ISO 4217, for instance EUR. Sums in other currencies are listed apart."
        ),
    )
    holiday_calendar = forms.ChoiceField(
        label=gettext_lazy("Public holidays of"),
        required=False,
        help_text=gettext_lazy("Working days are counted without these days."),
    )
    rating_steps = forms.TypedChoiceField(
        label=gettext_lazy("Rating steps"),
        choices=Country.Steps.choices,
        coerce=int,
        help_text=gettext_lazy("Fixed as soon as the first round is opened."),
    )
    reporting_stages = forms.MultipleChoiceField(
        label=gettext_lazy("Stages that report"),
        choices=Country.Stage.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Every project in one of these stages owes a report in each round."),
        error_messages={"required": gettext_lazy("Choose at least one stage")},
    )
    join_days = forms.IntegerField(
        label=gettext_lazy("Working days before the due date until which a project still joins a round"),
        min_value=0,
        max_value=60,
    )
    acceptance_days = forms.IntegerField(
        label=gettext_lazy("Working days to answer an invitation to take part"), min_value=1, max_value=60
    )
    brand_colour = forms.CharField(
        label=gettext_lazy("Brand colour"),
        max_length=7,
        required=False,
        help_text=gettext_lazy("# and six digits, for instance #24408e, dark enough for white text on it."),
    )
    crest = forms.FileField(
        label=gettext_lazy("Crest"),
        required=False,
        help_text=gettext_lazy("A PNG picture of at most 200 KB."),
        widget=forms.FileInput(attrs={"accept": "image/png"}),
    )
    removes_crest = forms.BooleanField(label=gettext_lazy("Remove the crest"), required=False)

    def __init__(self, *args: Any, has_crest: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("time_zone", [(name, name.replace("_", " ")) for name in sorted(available_timezones())])
        self._offer("holiday_calendar", [("", _("No calendar, only own holidays")), *calendars()])
        if not has_crest:
            del self.fields["removes_crest"]

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()

    def clean_crest(self) -> bytes | None:
        picture = self.cleaned_data["crest"]
        if not picture:
            return None
        if picture.size > MOST_CREST_BYTES:
            raise ValidationError(_("The picture is larger than 200 KB. Choose a smaller one."))
        return bytes(picture.read())

    def changes(self) -> dict[str, Any]:
        """What to save: ``crest`` None keeps it, empty bytes remove it."""
        said = dict(self.cleaned_data)
        removes = said.pop("removes_crest", False)
        if removes and said["crest"] is None:
            said["crest"] = b""
        return {name: value for name, value in said.items() if name != "version"}

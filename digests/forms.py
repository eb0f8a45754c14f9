from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import DateField
from outbox.models import Preference

LAST_HOUR = 19


def zones() -> list[tuple[str, str]]:
    return [(name, name.replace("_", " ")) for name in sorted(available_timezones()) if "/" in name]


class NotificationForm(forms.Form):
    """``version`` 0: nobody has set any yet."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    rhythm = forms.ChoiceField(
        label=gettext_lazy("How often at most?"), widget=forms.RadioSelect, choices=Preference.Rhythm.choices
    )
    switched_off = forms.MultipleChoiceField(
        label=gettext_lazy("What should your mail leave out?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=Preference.Optional.choices,
        help_text=gettext_lazy(
            "What is asked of you stays in: somebody counts on your answer by a date. You can move it to once a week."
        ),
    )
    hour = forms.TypedChoiceField(
        label=gettext_lazy("From which hour on?"),
        coerce=int,
        choices=[(hour, f"{hour:02}:00") for hour in range(LAST_HOUR + 1)],
        help_text=gettext_lazy("Between 20:00 and this hour nothing is sent to you."),
    )
    time_zone = forms.ChoiceField(label=gettext_lazy("In which time zone?"), required=False)
    working_days = forms.TypedMultipleChoiceField(
        label=gettext_lazy("On which days do you work?"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        choices=[(number + 1, name) for number, name in WEEKDAYS.items()],
        help_text=gettext_lazy("Public holidays are days off for everybody."),
    )
    paused_until = DateField(
        label=gettext_lazy("No mail until and including"),
        required=False,
        help_text=gettext_lazy("For a leave. What was held comes with the first mail after it."),
    )

    def __init__(self, *args: Any, country_zone: str, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        zone: Any = self.fields["time_zone"]
        zone.choices = [("", _("The country’s: %(zone)s") % {"zone": country_zone}), *zones()]

    def clean_paused_until(self) -> date | None:
        until: date | None = self.cleaned_data["paused_until"]
        if until and until < self.on and str(until) != str(self.initial.get("paused_until")):
            raise ValidationError(_("This day has passed. Leave it empty to get mail again."))
        if until and (until - self.on).days > 366:
            raise ValidationError(_("At most a year ahead: what is asked of you has to reach somebody."))
        return until

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

from accounts.models import User
from core.forms import DateField
from ministries.brand import MOST_CREST_BYTES
from ministries.models import Appointment, Country, Institution, Succession

_WORD = re.compile(r"[A-Z]+[a-z]*")


class VersionedForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, person: Any) -> str:
        return f"{person.full_name}, {person.email}"


class InstitutionForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=300)
    acronym = forms.CharField(
        label=gettext_lazy("Short name"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("As it stands in tables, for instance Finance."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Institution.Kind.choices)
    parent = forms.ModelChoiceField(
        label=gettext_lazy("Part of"),
        queryset=Institution.objects.none(),
        required=False,
        empty_label=gettext_lazy("Nothing: it stands by itself"),
    )
    starts_on = DateField(label=gettext_lazy("Exists from"), required=False)
    ends_on = DateField(
        label=gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Only where it was closed or merged.")
    )
    remit = forms.CharField(
        label=gettext_lazy("What it does"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent: Any = self.fields["parent"]
        parent.queryset = Institution.objects.by_name()


class EditInstitutionForm(VersionedForm, InstitutionForm):
    pass


class AppointForm(forms.Form):
    """An account there is, or name and e-mail of somebody who has none yet."""

    post = forms.ChoiceField(label=gettext_lazy("Post"), choices=Appointment.Post.choices)
    person = PersonChoice(
        label=gettext_lazy("Person with an account"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("Somebody new"),
    )
    full_name = forms.CharField(
        label=gettext_lazy("Somebody new: full name"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Only where the person is not in the list above."),
    )
    email = forms.EmailField(label=gettext_lazy("Somebody new: work e-mail"), max_length=254, required=False)
    starts_on = DateField(label=gettext_lazy("First day"))
    ends_on = DateField(
        label=gettext_lazy("Last day"), required=False, help_text=gettext_lazy("The right to write ends with this day.")
    )
    instrument = forms.CharField(
        label=gettext_lazy("Instrument"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("The decree or letter of appointment, for instance Decree 12/2026."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person: Any = self.fields["person"]
        person.queryset = User.objects.filter(kind=User.Kind.OFFICIAL, is_active=True).order_by("full_name", "id")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        is_new = bool(said.get("full_name") or said.get("email"))
        if said.get("person") and is_new:
            raise ValidationError({"person": _("Choose a person or write somebody new, not both.")})
        if not said.get("person") and not is_new:
            raise ValidationError({"person": _("Choose who is appointed, or write name and e-mail of somebody new.")})
        if is_new:
            self._want_both()
        return said

    def _want_both(self) -> None:
        if not self.cleaned_data.get("full_name"):
            self.add_error("full_name", _("Enter the full name"))
        if not self.cleaned_data.get("email") and "email" not in self.errors:
            self.add_error("email", _("Enter the work e-mail"))


class EndAppointmentForm(VersionedForm):
    ends_on = DateField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("This day is still in the post. The right to write for the institution ends with it."),
    )


class SuccessionForm(forms.Form):
    successor = forms.ModelChoiceField(
        label=gettext_lazy("Successor"),
        queryset=Institution.objects.none(),
        empty_label=gettext_lazy("Choose an institution"),
    )
    kind = forms.ChoiceField(label=gettext_lazy("How"), choices=Succession.Kind.choices)
    on = DateField(label=gettext_lazy("From which day"))

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        successor: Any = self.fields["successor"]
        successor.queryset = Institution.objects.exclude(pk=institution.pk).by_name()


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

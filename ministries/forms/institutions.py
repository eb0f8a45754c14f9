from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.forms import DateField, VersionedForm
from ministries.models import Appointment, Institution, Succession


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


class HandOverForm(VersionedForm):
    hand_over = forms.CharField(
        label=gettext_lazy("Hand-over note"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=gettext_lazy(
            "What whoever comes next should know: agreements, people, what is decided and what is not. "
            "What is owed stands on the page by itself."
        ),
    )


class SuccessionForm(VersionedForm):
    successor = forms.ModelChoiceField(
        label=gettext_lazy("Successor"),
        queryset=Institution.objects.none(),
        empty_label=gettext_lazy("Choose an institution"),
    )
    kind = forms.ChoiceField(label=gettext_lazy("How"), choices=Succession.Kind.choices)
    on = DateField(label=gettext_lazy("From which day"))
    closes = forms.BooleanField(
        label=gettext_lazy("It closes this institution"),
        required=False,
        help_text=gettext_lazy("The day before is its last. Leave it open where only a part was split off."),
    )

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        successor: Any = self.fields["successor"]
        successor.queryset = Institution.objects.exclude(pk=institution.pk).by_name()

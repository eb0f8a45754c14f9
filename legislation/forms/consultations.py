from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from core.forms import VersionedForm
from legislation.forms.fields import area
from legislation.proposals import Proposal
from ministries.models import Institution


@dataclass(frozen=True, slots=True)
class Offered:
    """A line of the list of institutions: its checkbox, and why it is proposed."""

    institution: Institution
    reasons: Sequence[str]
    is_chosen: bool


class ConsultationForm(forms.Form):
    """A round in preparation. ``proposed`` come first with their reasons, ``others`` are the rest of the government."""

    title = forms.CharField(
        label=gettext_lazy("What is the draft called?"),
        max_length=300,
        help_text=gettext_lazy("As it stands on the draft, such as: Act amending the Electronic Identification Act."),
    )
    draft_url = forms.URLField(
        label=gettext_lazy("Where can it be read?"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy("The address of the draft and its explanatory note."),
    )
    changes = area(
        gettext_lazy("What changed since the last round?"),
        required=False,
        hint=gettext_lazy("So that nobody has to read it twice."),
    )
    days = forms.IntegerField(
        label=gettext_lazy("How many working days?"),
        min_value=1,
        max_value=250,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": "6"}),
    )
    institutions = forms.MultipleChoiceField(
        label=gettext_lazy("Who is asked?"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        data: Any = None,
        *,
        proposed: Sequence[Proposal],
        others: Sequence[Institution],
        has_earlier: bool,
        hint: str,
        initial: Any = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.proposed, self.others = proposed, others
        institutions: Any = self.fields["institutions"]
        institutions.choices = [(each.code, each.name) for each in self._offered()]
        self.fields["days"].help_text = hint
        if has_earlier:
            self.fields["changes"].required = True
        else:
            del self.fields["changes"]

    def _offered(self) -> list[Institution]:
        return [*(proposal.institution for proposal in self.proposed), *self.others]

    def chosen(self) -> list[Institution]:
        return [each for each in self._offered() if each.code in self.cleaned_data["institutions"]]

    @property
    def proposed_lines(self) -> list[Offered]:
        chosen = self._ticked()
        return [Offered(each.institution, each.reasons, each.institution.code in chosen) for each in self.proposed]

    @property
    def other_lines(self) -> list[Offered]:
        chosen = self._ticked()
        return [Offered(each, [], each.code in chosen) for each in self.others]

    def _ticked(self) -> set[str]:
        return set(self["institutions"].value() or [])


class EditConsultationForm(VersionedForm, ConsultationForm):
    pass


class OpenForm(VersionedForm):
    """Asks for the reason only where the term is shorter than the least."""

    shortened_why = area(
        gettext_lazy("Why is the term shorter than the least?"),
        most=500,
        hint=gettext_lazy("The reason stands in the record and in the discipline of consultation."),
    )

    def __init__(self, data: Any = None, *, is_short: bool, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        if not is_short:
            del self.fields["shortened_why"]


class AskForm(forms.Form):
    """One more institution; ``offered`` are those that are not asked yet."""

    institution = forms.ModelChoiceField(
        label=gettext_lazy("Which institution?"), queryset=Institution.objects.none(), to_field_name="code"
    )

    def __init__(self, data: Any = None, *, offered: Any) -> None:
        super().__init__(data)
        institution: Any = self.fields["institution"]
        institution.queryset = offered


class EndForm(VersionedForm):
    words = area(gettext_lazy("How does it end?"), hint=gettext_lazy("In plain sentences; they stand in the record."))

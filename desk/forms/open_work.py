from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.querysets.open_work import Kind
from desk.services import Chosen
from ministries.models import Institution


class SuccessorForm(forms.Form):
    """To which institution; those on record as successors first."""

    to = forms.ModelChoiceField(
        label=gettext_lazy("Move to"),
        queryset=Institution.objects.none(),
        to_field_name="code",
        empty_label=gettext_lazy("Choose an institution"),
    )

    def __init__(self, *args: Any, institution: Institution, on: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to: Any = self.fields["to"]
        to.queryset = Institution.objects.current(on).exclude(pk=institution.pk).by_name()


class ChosenField(forms.Field):
    """Values like "project:12:3": kind, key and the version seen."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[Chosen]:
        return [_chosen(text) for text in value or []]


def _chosen(text: str) -> Chosen:
    kind, pk, version = [*text.split(":"), "", "", ""][:3]
    if kind not in set(Kind) or not all(part.isascii() and part.isdecimal() for part in (pk, version)):
        raise ValidationError(_("Choose from the list."))
    return Chosen(Kind(kind), int(pk), int(version))


class MoveForm(forms.Form):
    """``values``: all that may be chosen; at first all of it is."""

    reason = forms.CharField(
        label=gettext_lazy("Why there"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy(
            "Stands in the history of every record that moves, for instance Government Decree 7/2027, section 3."
        ),
    )
    move = ChosenField(required=False)

    def __init__(self, data: Any = None, *, values: list[str]) -> None:
        super().__init__(data)
        self.values = values

    @property
    def checked(self) -> set[str]:
        """Without the versions."""
        values = self["move"].value() if self.is_bound else self.values
        return {value.rpartition(":")[0] for value in values or []}

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from core.forms import DateField
from projects.models import Round


class RoundForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=60, help_text=gettext_lazy("For instance November 2026.")
    )
    starts_on = DateField(label=gettext_lazy("The period starts on"))
    ends_on = DateField(label=gettext_lazy("The period ends on"))
    due_on = DateField(label=gettext_lazy("Reports are due on"))


class CompareForm(forms.Form):
    """Two rounds, in whichever order they are chosen; without a choice the ``newest`` two that are closed."""

    one = forms.ModelChoiceField(label=gettext_lazy("Round"), queryset=Round.objects.none(), empty_label=None)
    other = forms.ModelChoiceField(label=gettext_lazy("with round"), queryset=Round.objects.none(), empty_label=None)

    def __init__(self, data: Any, *, rounds: QuerySet[Round], newest: list[Round]) -> None:
        super().__init__(data, initial={"one": newest[0], "other": newest[-1]} if newest else None)
        self.newest = newest
        for name in ("one", "other"):
            field: Any = self.fields[name]
            field.queryset = rounds.order_by("-ends_on", "-pk")

    def pair(self) -> tuple[Round, Round] | None:
        """The earlier and the later; None where there are no two, or what was asked for is not a round."""
        chosen = self.newest if not self.is_bound else self._chosen()
        earlier, later = min(chosen, key=_age, default=None), max(chosen, key=_age, default=None)
        return (earlier, later) if earlier and later and earlier != later else None

    def _chosen(self) -> list[Round]:
        return [self.cleaned_data["one"], self.cleaned_data["other"]] if self.is_valid() else []


def _age(round_: Round) -> tuple[date, int]:
    return round_.ends_on, round_.pk

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.conflicts import Typed
from core.forms import DateField, VersionedForm
from legislation.forms.fields import area
from legislation.models import Opinion

ROWS, MOST_ROWS = 2, 200


class OpinionForm(VersionedForm):
    """What an institution says of a draft, with as many rows for comments as are shown.

    ``after``: the number of the opinion the form was filled with; 0 for none.
    """

    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    position = forms.ChoiceField(
        label=gettext_lazy("What does your institution say?"),
        choices=Opinion.Position.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the four opinions.")},
    )
    words = area(
        gettext_lazy("Reasons"),
        most=10_000,
        rows=4,
        required=False,
        hint=gettext_lazy("Needed when it is not approved; otherwise a general remark, if there is one."),
    )

    def __init__(self, data: Any = None, *, rows: int, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.rows = rows
        for number in range(rows):
            self.fields[f"provision_{number}"] = forms.CharField(
                label=_("Provision of comment %(n)s") % {"n": number + 1}, max_length=200, required=False
            )
            self.fields[f"text_{number}"] = area(_("Comment %(n)s") % {"n": number + 1}, most=10_000, required=False)

    @property
    def comment_rows(self) -> list[tuple[int, forms.BoundField, forms.BoundField]]:
        return [(n + 1, self[f"provision_{n}"], self[f"text_{n}"]) for n in range(self.rows)]

    def comments(self) -> list[tuple[str, str]]:
        said = self.cleaned_data
        return [(said[f"provision_{number}"], said[f"text_{number}"]) for number in range(self.rows)]


def rows_in(data: Any) -> int:
    """How many rows a form that was sent has."""
    shown = [number for number in range(MOST_ROWS) if f"text_{number}" in data or f"provision_{number}" in data]
    return max(shown, default=-1) + 1


def answers_of(opinion: Opinion | None) -> dict[str, Any]:
    """An opinion as a new form starts with it."""
    if opinion is None:
        return {"after": 0}
    rows: dict[str, Any] = {"after": opinion.number, "position": opinion.position, "words": opinion.words}
    for number, comment in enumerate(opinion.comments.all()):
        rows |= {f"provision_{number}": comment.provision, f"text_{number}": comment.text}
    return rows


def typed_answers(opinion: Opinion | None, rows: int) -> Typed:
    """The inputs of a form with so many rows that is filled with this opinion."""
    names = ["position", "words", *(f"{each}_{number}" for number in range(rows) for each in ("provision", "text"))]
    answers = answers_of(opinion)
    return {name: [str(answers.get(name, ""))] for name in names}


def as_typed(data: Any, names: Sequence[str]) -> dict[str, Any]:
    """What was typed so far, so that a new form shows it without a complaint."""
    return {name: data[name] for name in names if name in data}


class ExtensionForm(VersionedForm):
    until = DateField(label=gettext_lazy("Until when do you need?"))
    why = area(gettext_lazy("Why?"), most=500, hint=gettext_lazy("The lead ministry reads this and decides."))


class AnswerExtensionForm(VersionedForm):
    is_granted = forms.TypedChoiceField(
        label=gettext_lazy("Is more time granted?"),
        choices=[("yes", gettext_lazy("Yes, the deadline moves")), ("no", gettext_lazy("No"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    words = area(gettext_lazy("Why not"), most=500, required=False, hint=gettext_lazy("Needed when it is refused."))


class EndDissentForm(VersionedForm):
    words = area(
        gettext_lazy("How did it end?"),
        hint=gettext_lazy("What was agreed or decided, and where. It stands beside the opinion, which stays."),
    )

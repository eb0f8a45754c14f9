from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import DateField, VersionedForm
from legislation.models import Act, Item, Stage
from legislation.rules.stages import MOVES, stages_after, wants_a_reason
from ministries.models import CoordinationFunction, Institution


class ItemForm(forms.Form):
    title = forms.CharField(
        label=gettext_lazy("In one line"),
        max_length=300,
        help_text=gettext_lazy("Such as: Two laws define “electronic signature”."),
    )
    problem = forms.ChoiceField(
        label=gettext_lazy("What kind of problem is it?"), choices=Item.Problem.choices, widget=forms.RadioSelect
    )
    description = forms.CharField(
        label=gettext_lazy("What is wrong, and what would solve it?"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    visibility = forms.ChoiceField(
        label=gettext_lazy("Who may see it"), choices=Item.Visibility.choices, initial=Item.Visibility.GOVERNMENT
    )


class NewItemForm(ItemForm):
    """``leads``: the institutions in whose name the writer may put an item on record."""

    lead = forms.ModelChoiceField(
        label=gettext_lazy("Lead ministry"),
        queryset=Institution.objects.none(),
        to_field_name="code",
        empty_label=gettext_lazy("Choose an institution"),
    )
    stage = forms.ChoiceField(
        label=gettext_lazy("How far is it?"),
        choices=[choice for choice in Stage.choices if choice[0] != Stage.DROPPED],
        initial=Stage.IDENTIFIED,
    )
    since_on = DateField(label=gettext_lazy("In this stage since"))

    def __init__(self, data: Any = None, *, leads: "QuerySet[Institution]", initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        lead: Any = self.fields["lead"]
        lead.queryset = leads


class EditItemForm(VersionedForm, ItemForm):
    pass


class MoveForm(VersionedForm):
    """Offers the stages that may follow ``now``."""

    stage = forms.ChoiceField(label=gettext_lazy("To which stage?"), widget=forms.RadioSelect)
    moved_on = DateField(label=gettext_lazy("On which day?"))
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Needed for a step back, when it is dropped and when it is taken up again."),
    )

    def __init__(self, data: Any = None, *, now: str, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.now = now
        stage: Any = self.fields["stage"]
        stage.choices = [(each, _move_label(now, each)) for each in MOVES[now]]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = self.cleaned_data
        stage = said.get("stage")
        if stage and wants_a_reason(self.now, stage) and not said.get("reason", "").strip():
            self.add_error("reason", ValidationError(_("Say why: the reason stands in the record.")))
        return said


def _move_label(now: str, following: str) -> str:
    label = str(Stage(following).label)
    if following == Stage.DROPPED or not wants_a_reason(now, following):
        return label
    return (
        _("%(stage)s (again)") % {"stage": label} if now == Stage.DROPPED else _("%(stage)s (back)") % {"stage": label}
    )


class PlanForm(VersionedForm):
    """A day for each stage ahead of ``now``."""

    def __init__(self, data: Any = None, *, now: str, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        for stage in stages_after(now):
            self.fields[field_of(stage)] = DateField(label=Stage(stage).label, required=False)

    def planned(self) -> dict[str, Any]:
        """By stage; None: no day."""
        return {stage_of(name): day for name, day in self.cleaned_data.items() if name != "version"}


def field_of(stage: str) -> str:
    """The name of an input; those of two words hold a space."""
    return stage.replace(" ", "_")


def stage_of(field: str) -> str:
    return field.replace("_", " ")


class TouchForm(forms.Form):
    act = forms.CharField(
        label=gettext_lazy("Which act?"),
        max_length=200,
        help_text=gettext_lazy(
            "Its code, national number, CELEX number or short title, as the register of acts has it."
        ),
    )
    provisions = forms.CharField(
        label=gettext_lazy("Which provisions?"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Such as § 9 and § 12 (3). Leave it empty for the whole act."),
    )

    def clean_act(self) -> Act:
        words = self.cleaned_data["act"].strip()
        named = Q(code__iexact=words) | Q(number__iexact=words) | Q(celex__iexact=words) | Q(short_title__iexact=words)
        found = list(Act.objects.filter(named)[:2])
        if not found:
            raise ValidationError(_("No act on record is called “%(words)s”.") % {"words": words})
        if len(found) > 1:
            raise ValidationError(_("More than one act is called “%(words)s”: give its code.") % {"words": words})
        return found[0]


class ProvisionsForm(VersionedForm):
    provisions = forms.CharField(
        label=gettext_lazy("Which provisions?"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Such as § 9 and § 12 (3). Leave it empty for the whole act."),
    )


class ItemLeadForm(VersionedForm):
    lead = forms.ModelChoiceField(
        label=gettext_lazy("New lead ministry"), queryset=Institution.objects.none(), to_field_name="code"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lead: Any = self.fields["lead"]
        lead.queryset = Institution.objects.by_name()


class ItemFunctionsForm(VersionedForm):
    functions = forms.MultipleChoiceField(
        label=gettext_lazy("Functions"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Whoever holds a mandate for one of them is proposed when opinions are asked."),
    )

    def __init__(self, *args: Any, offered: list[CoordinationFunction], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = offered
        functions: Any = self.fields["functions"]
        functions.choices = [(function.code, function.name) for function in offered]

    def chosen(self) -> list[CoordinationFunction]:
        return [function for function in self.offered if function.code in self.cleaned_data["functions"]]

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from core.forms import DateField, VersionedForm
from ministries.models import CoordinationFunction, Institution
from projects.forms.fields import words
from projects.models import Participation, Project
from projects.rules.stages import MOVES


class ProjectForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=300)
    aims = words(
        gettext_lazy("What is it for?"), hint=gettext_lazy("Two to four plain sentences: who can do what afterwards.")
    )
    sponsor = forms.CharField(
        label=gettext_lazy("Sponsor"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("The senior responsible owner: a name and a post."),
    )
    visibility = forms.ChoiceField(label=gettext_lazy("Who may see it"), choices=Project.Visibility.choices)


class NewProjectForm(ProjectForm):
    lead = forms.ModelChoiceField(
        label=gettext_lazy("Lead"), queryset=Institution.objects.order_by("name"), to_field_name="code"
    )
    stage = forms.ChoiceField(
        label=gettext_lazy("Stage"), choices=Project.Stage.choices, initial=Project.Stage.PROPOSED
    )
    currency = forms.RegexField(
        r"^[A-Z]{3}$", label=gettext_lazy("Currency"), help_text=gettext_lazy("Three letters of ISO 4217.")
    )


class EditProjectForm(VersionedForm, ProjectForm):
    pass


class StageForm(VersionedForm):
    """Offers the stage ``now`` and those that may follow it."""

    stage = forms.ChoiceField(label=gettext_lazy("New stage"))
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Needed when the project is paused, cancelled or taken up again."),
    )
    resumes_on = DateField(
        label=gettext_lazy("Resumes on"), required=False, help_text=gettext_lazy("For a paused project.")
    )

    def __init__(self, *args: Any, now: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stage: Any = self.fields["stage"]
        stage.choices = [(each, Project.Stage(each).label) for each in (now, *MOVES[now])]


class LeadForm(VersionedForm):
    lead = forms.ModelChoiceField(
        label=gettext_lazy("New lead"), queryset=Institution.objects.order_by("name"), to_field_name="code"
    )


class InviteForm(forms.Form):
    institution = forms.ModelChoiceField(
        label=gettext_lazy("Institution"), queryset=Institution.objects.order_by("name"), to_field_name="code"
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Participation.Role.choices)


class RoleForm(VersionedForm):
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=Participation.Role.choices,
        help_text=gettext_lazy("Another role asks the institution anew: its answer so far was to another question."),
    )


class AnswerForm(VersionedForm):
    answer = forms.ChoiceField(
        label=gettext_lazy("Does your institution take part?"),
        choices=[
            (Participation.Answer.ACCEPTED, gettext_lazy("Yes, we take part")),
            (Participation.Answer.DECLINED, gettext_lazy("No")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why not"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class FunctionsForm(VersionedForm):
    functions = forms.MultipleChoiceField(
        label=gettext_lazy("Functions"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Whoever leads a function answers for the projects that serve it. Choose none if none fits."
        ),
    )

    def __init__(self, *args: Any, offered: list[CoordinationFunction], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = offered
        functions: Any = self.fields["functions"]
        functions.choices = [(function.code, function.name) for function in offered]

    def chosen(self) -> list[CoordinationFunction]:
        return [function for function in self.offered if function.code in self.cleaned_data["functions"]]

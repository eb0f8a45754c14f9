from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from core.forms import DateField, VersionedForm
from legislation.models import Item
from projects.models import Project

WHY_HINT = gettext_lazy("In one sentence, such as: Without it no ministry may read the register.")


class NeedForm(forms.Form):
    needed_on = DateField(label=gettext_lazy("By when has it to be in force?"))
    why = forms.CharField(
        label=gettext_lazy("What can the project not do without it?"), max_length=500, help_text=WHY_HINT
    )


class BlockForm(NeedForm):
    """Which project waits for which item; both lists hold what the writer may choose."""

    field_order = ["project", "item"]

    def __init__(
        self, data: Any = None, *, projects: "QuerySet[Project]", items: "QuerySet[Item]", initial: Any = None
    ) -> None:
        super().__init__(data, initial=initial)
        project: Any = self.fields["project"]
        item: Any = self.fields["item"]
        project.queryset, item.queryset = projects, items

    project = forms.ModelChoiceField(
        label=gettext_lazy("Which project waits?"), queryset=Project.objects.none(), to_field_name="code"
    )
    item = forms.ModelChoiceField(
        label=gettext_lazy("For which law?"), queryset=Item.objects.none(), to_field_name="code"
    )


class EditBlockForm(VersionedForm, NeedForm):
    pass


class DropBlockForm(VersionedForm):
    why = forms.CharField(
        label=gettext_lazy("Why is it no longer needed?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class WhatIfForm(forms.Form):
    """A stage ahead of the item, and by how many days it begins later."""

    def __init__(self, data: Any, *, stages: list[tuple[str, Any]]) -> None:
        super().__init__(data)
        stage: Any = self.fields["stage"]
        stage.choices = stages

    stage = forms.ChoiceField(label=gettext_lazy("Which stage begins later?"))
    days = forms.IntegerField(label=gettext_lazy("By how many days?"), min_value=1, max_value=3650)

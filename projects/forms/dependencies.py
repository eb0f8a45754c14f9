from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from core.forms import DateField, VersionedForm
from projects.models import Milestone, Project


class NeedForm(forms.Form):
    """What is needed from another project; ``suppliers`` are those the writer may see."""

    def __init__(self, data: Any = None, *, suppliers: "QuerySet[Project]", initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        supplier: Any = self.fields["supplier"]
        supplier.queryset = suppliers

    supplier = forms.ModelChoiceField(
        label=gettext_lazy("From which project?"), queryset=Project.objects.none(), to_field_name="code"
    )
    what = forms.CharField(
        label=gettext_lazy("What is needed?"),
        max_length=300,
        help_text=gettext_lazy("A thing one can hand over, such as “the register of addresses, ready to be asked”."),
    )
    needed_on = DateField(label=gettext_lazy("By when?"))


class EditNeedForm(VersionedForm):
    """``milestones``: those of the project it comes from."""

    def __init__(self, data: Any = None, *, milestones: "QuerySet[Milestone]", initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        milestone: Any = self.fields["milestone"]
        milestone.queryset = milestones

    milestone = forms.ModelChoiceField(
        label=gettext_lazy("With which of its milestones does it come?"),
        queryset=Milestone.objects.none(),
        required=False,
        empty_label=gettext_lazy("With its end"),
    )
    what = forms.CharField(label=gettext_lazy("What is needed?"), max_length=300)
    needed_on = DateField(label=gettext_lazy("By when?"))

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy

from core.pages import RecordAction, RecordFormPage
from projects import permissions
from projects.forms.outcomes import EditOutcomeForm, OutcomeForm
from projects.models import Outcome
from projects.services import edit_outcome, state_outcome, withdraw_outcome
from projects.views.project import OneProject


class StateOutcome(RecordFormPage, OneProject):
    may_on = permissions.may_edit_project
    form_class = OutcomeForm
    template_name = "projects/project_form.html"
    heading = gettext_lazy("State an outcome")
    done = gettext_lazy("The outcome is on record; the objective's page shows it.")

    def initial(self) -> dict[str, Any]:
        return {"objective": self.request.GET.get("objective", "")}

    def perform(self, form: Any) -> Outcome:
        return state_outcome(self.record, by=self.user, **form.cleaned_data)


class OneOutcome:
    """An outcome among those of the projects the reader may see."""

    access: Any
    kwargs: Any

    def find(self) -> Model:
        rows = Outcome.objects.visible_to(self.access).for_list().select_related("project")
        return rows.get(pk=self.kwargs["pk"])


class EditOutcome(OneOutcome, RecordFormPage):
    may = permissions.may_see_portfolio
    may_on = permissions.may_edit_outcome
    form_class = EditOutcomeForm
    template_name = "projects/outcome_form.html"
    heading = gettext_lazy("Change an outcome")
    done = gettext_lazy("Saved; the history keeps what was promised before.")

    def context(self) -> dict[str, Any]:
        return {"project": self.record.project, "outcome": self.record}

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.record, name) for name in EditOutcomeForm.base_fields}

    def perform(self, form: Any) -> Outcome:
        changes = dict(form.cleaned_data)
        return edit_outcome(self.record, changes.pop("version"), by=self.user, **changes)


class WithdrawOutcome(OneOutcome, RecordAction):
    may = permissions.may_see_portfolio
    may_on = permissions.may_edit_outcome
    done = gettext_lazy("The outcome is withdrawn; the history keeps what was promised.")

    def perform(self) -> str:
        where = self.record.get_absolute_url()
        withdraw_outcome(self.record, self.version, by=self.user)
        return str(where)

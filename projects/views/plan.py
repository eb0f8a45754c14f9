from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.pages import RecordFormPage
from projects import permissions
from projects.forms import BaselineForm, MilestoneForm, MoveMilestoneForm
from projects.models import Milestone
from projects.services import approve_baseline, move_milestone, plan_milestone
from projects.views.project import OneProject


class ApproveBaseline(RecordFormPage, OneProject):
    may_on = permissions.may_approve_baseline
    template_name = "projects/project_form.html"
    heading = gettext_lazy("Approve a baseline")
    done = gettext_lazy("The baseline is on record; the earlier ones stay beside it.")

    def form(self, data: Any = None, files: Any = None) -> BaselineForm:
        baselines = self.record.baselines.all()
        last = max(baselines, key=lambda baseline: baseline.number, default=None)
        initial = {name: getattr(last, name) for name in ("starts_on", "ends_on", "cost")} if last else None
        return BaselineForm(data, currency=self.record.currency, is_first=last is None, initial=initial)

    def perform(self, form: Any) -> str:
        approve_baseline(self.record, by=self.user, on=self.on, **form.cleaned_data)
        return str(self.record.get_absolute_url())


class PlanMilestone(RecordFormPage, OneProject):
    may_on = permissions.may_edit_project
    form_class = MilestoneForm
    template_name = "projects/project_form.html"
    heading = gettext_lazy("Plan a milestone")
    done = gettext_lazy("The milestone is planned.")

    def initial(self) -> dict[str, Any]:
        return {"owner": self.record.lead}

    def perform(self, form: Any) -> str:
        plan_milestone(self.record, by=self.user, on=self.on, **form.cleaned_data)
        return f"{self.record.get_absolute_url()}#milestones"


class MoveMilestone(RecordFormPage):
    """Say when a milestone is expected now, or when it was done; for the lead, its owner and the office."""

    may = permissions.may_see_portfolio
    may_on = permissions.may_move_milestone
    form_class = MoveMilestoneForm
    template_name = "projects/project_form.html"
    done = gettext_lazy("The milestone is moved; history keeps where it stood.")

    def find(self) -> Milestone:
        rows = Milestone.objects.visible_to(self.access).select_related("project", "owner")
        return rows.get(pk=self.kwargs["pk"])

    @property
    def heading(self) -> str:
        return _("Milestone: %(title)s") % {"title": self.record.title}

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.record, name) for name in ("version", "forecast_on", "actual_on")}

    def context(self) -> dict[str, Any]:
        return {"project": self.record.project}

    def perform(self, form: Any) -> str:
        changes = dict(form.cleaned_data)
        move_milestone(self.record, changes.pop("version"), by=self.user, on=self.on, **changes)
        return f"{self.record.project.get_absolute_url()}#milestones"

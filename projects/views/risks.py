from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.pages import ListPage, RecordAction, RecordFormPage, RecordPage
from projects import permissions
from projects.forms import EditRiskForm, EscalateForm, OverForm, RiskForm
from projects.models import Risk
from projects.services import close_risk, edit_risk, escalate_risk, raise_risk, take_back_risk
from projects.tables import RiskTable
from projects.views.project import OneProject


class RiskList(ListPage):
    """Every open risk and issue of the projects one may see, the worst first."""

    may = permissions.may_see_portfolio
    table_class = RiskTable
    template_name = "projects/risk_list.html"

    def rows(self) -> "QuerySet[Risk]":
        return Risk.objects.visible_to(self.access).open().as_of(self.on).for_list()

    def context(self) -> dict[str, Any]:
        counts = self.rows().counted()  # type: ignore[attr-defined]  # the base knows plain querysets only
        named = [
            ("", _("All that are open"), counts.open),
            ("serious", _("Serious: 15 or more"), counts.serious),
            ("overdue", _("Past their date"), counts.past),
            ("escalated", _("For the council"), counts.escalated),
        ]
        return {"views": self.table.views(named)}


class RaiseRisk(RecordFormPage, OneProject):
    may_on = permissions.may_edit_project
    form_class = RiskForm
    template_name = "projects/project_form.html"
    heading = gettext_lazy("Raise a risk or an issue")
    done = gettext_lazy("It is on record; its owner is reminded before the day.")

    def initial(self) -> dict[str, Any]:
        return {"owner": self.record.lead}

    def perform(self, form: Any) -> str:
        raise_risk(self.record, by=self.user, on=self.on, **form.cleaned_data)
        return f"{self.record.get_absolute_url()}#risks"


class OneRisk(RecordPage):
    may = permissions.may_see_portfolio
    may_on = permissions.may_keep_risk

    def find(self) -> Risk:
        rows = Risk.objects.visible_to(self.access).select_related("project", "owner")
        return rows.get(pk=self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        return {"risk": self.record, "project": self.record.project}

    @property
    def list_address(self) -> str:
        return f"{self.record.project.get_absolute_url()}#risks"


class EditRisk(RecordFormPage, OneRisk):
    may_on = permissions.may_keep_risk
    form_class = EditRiskForm
    template_name = "projects/risk_edit.html"
    done = gettext_lazy("Saved; history keeps how it stood.")

    @property
    def heading(self) -> str:
        return f"{self.record.get_kind_display()}: {self.record.title}"

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.record, name) for name in EditRiskForm.base_fields}

    def perform(self, form: Any) -> str:
        changes = dict(form.cleaned_data)
        edit_risk(self.record, changes.pop("version"), by=self.user, on=self.on, **changes)
        return self.list_address


class EscalateRisk(RecordFormPage, OneRisk):
    may_on = permissions.may_keep_risk
    form_class = EscalateForm
    template_name = "projects/project_form.html"
    done = gettext_lazy("Escalated: it stands among what is for the council.")

    @property
    def heading(self) -> str:
        return _("Put before the council: %(risk)s") % {"risk": self.record}

    def initial(self) -> dict[str, Any]:
        return {"version": self.record.version}

    def perform(self, form: Any) -> str:
        said = form.cleaned_data
        escalate_risk(self.record, said["version"], why=said["why"], by=self.user, on=self.on)
        return self.list_address


class TakeBackRisk(RecordAction, OneRisk):
    may_on = permissions.may_keep_risk
    done = gettext_lazy("Taken back: it is no longer for the council.")

    def perform(self) -> str:
        take_back_risk(self.record, self.version, by=self.user)
        return self.list_address


class CloseRisk(RecordFormPage, OneRisk):
    may_on = permissions.may_keep_risk
    form_class = OverForm
    template_name = "projects/project_form.html"
    done = gettext_lazy("Closed; history keeps the reason.")

    @property
    def heading(self) -> str:
        return _("Close: %(risk)s") % {"risk": self.record}

    def initial(self) -> dict[str, Any]:
        return {"version": self.record.version}

    def perform(self, form: Any) -> str:
        said = form.cleaned_data
        close_risk(self.record, said["version"], why=said["why"], by=self.user, on=self.on)
        return self.list_address

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.pages import RecordAction, RecordFormPage, RecordPage
from projects import permissions
from projects.forms import AnswerForm, InviteForm, RoleForm
from projects.models import Participation
from projects.services import answer_participation, ask_again, change_role, invite, withdraw_invitation
from projects.views.project import OneProject


class Invite(RecordFormPage, OneProject):
    may_on = permissions.may_edit_project
    form_class = InviteForm
    template_name = "projects/project_form.html"
    heading = gettext_lazy("Invite an institution")
    done = gettext_lazy("The institution is asked; its CIO sees it among what is asked.")

    def perform(self, form: Any) -> str:
        invite(self.record, by=self.user, on=self.on, **form.cleaned_data)
        return str(self.record.get_absolute_url())


class OneParticipation(RecordPage):
    """A part in a project, among those of projects the reader may see."""

    may = permissions.may_see_portfolio

    def find(self) -> Participation:
        rows = Participation.objects.visible_to(self.access).select_related("project__lead", "institution")
        return rows.get(pk=self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        return {"asked": self.record, "project": self.record.project}

    @property
    def where(self) -> str:
        return f"{self.record.project.get_absolute_url()}#partners"


class AnswerInvitation(RecordFormPage, OneParticipation):
    may = permissions.may_report_anything
    may_on = permissions.may_answer_participation
    form_class = AnswerForm
    template_name = "projects/answer_invitation.html"
    done = gettext_lazy("Your answer is on record; the lead sees it.")

    def initial(self) -> dict[str, Any]:
        return {"version": self.record.version}

    def perform(self, form: Any) -> str:
        said = dict(form.cleaned_data)
        answer_participation(self.record, said.pop("version"), by=self.user, on=self.on, **said)
        return reverse("projects:our-reports")


class ChangeRole(RecordFormPage, OneParticipation):
    """The lead's side of a part: another role, another try, or no more."""

    may_on = permissions.may_manage_participation
    form_class = RoleForm
    template_name = "projects/participation_form.html"
    done = gettext_lazy("The institution is asked anew in its new role.")

    @property
    def heading(self) -> str:
        return _("Part of %(institution)s") % {"institution": self.record.institution}

    def initial(self) -> dict[str, Any]:
        return {"version": self.record.version, "role": self.record.role}

    def perform(self, form: Any) -> str:
        said = form.cleaned_data
        change_role(self.record, said["version"], said["role"], by=self.user, on=self.on)
        return self.where


class PressOnPart(RecordAction, OneParticipation):
    """A press of the lead's side; a refusal is said on the project's page."""

    may_on = permissions.may_manage_participation

    def back(self) -> str:
        return self.where


class AskAgain(PressOnPart):
    done = gettext_lazy("The institution is asked again; its time to answer begins today.")

    def perform(self) -> str:
        ask_again(self.record, self.version, by=self.user, on=self.on)
        return self.where


class WithdrawInvitation(PressOnPart):
    done = gettext_lazy("The institution is asked no longer.")

    def perform(self) -> str:
        where = self.where
        withdraw_invitation(self.record, self.version, by=self.user)
        return where

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.services import Newcomer
from core.pages import FormPage, ListPage, RecordFormPage, RecordPage
from history.timeline import Related, Timeline, timeline
from ministries import permissions
from ministries.forms import (
    AppointForm,
    EditInstitutionForm,
    EndAppointmentForm,
    InstitutionForm,
    SuccessionForm,
)
from ministries.models import Appointment, Institution, Succession
from ministries.services import (
    appoint,
    appoint_new,
    create_institution,
    edit_institution,
    end_appointment,
    record_succession,
)
from ministries.tables import DirectoryTable, InstitutionTable


class InstitutionList(ListPage):
    may = permissions.may_see_institutions
    table_class = InstitutionTable
    template_name = "ministries/institution_list.html"

    def rows(self) -> QuerySet[Institution]:
        return Institution.objects.visible_to(self.access).for_list(self.on)

    def context(self) -> dict[str, Any]:
        return {"may_manage": permissions.may_manage_institutions(self.request.user)}


class CioList(ListPage):
    """Who holds which post today, and which institutions have nobody."""

    may = permissions.may_see_institutions
    table_class = DirectoryTable
    template_name = "ministries/cio_list.html"

    def rows(self) -> QuerySet[Appointment]:
        return Appointment.objects.visible_to(self.access).current(self.on).for_list()

    def context(self) -> dict[str, Any]:
        existing = Institution.objects.visible_to(self.access).current(self.on)
        return {"without_cio": list(existing.without_cio(self.on).by_name())}


class OneInstitution(RecordPage):
    may = permissions.may_see_institutions

    def find(self) -> Institution:
        return Institution.objects.visible_to(self.access).for_list(self.on).get(code=self.kwargs["code"])

    def context(self) -> dict[str, Any]:
        return {"institution": self.record}


class InstitutionDetail(OneInstitution):
    template_name = "ministries/institution_detail.html"

    def context(self) -> dict[str, Any]:
        held = self.record.appointments.select_related("person")
        return {
            "institution": self.record,
            "today_held": held.current(self.on).in_chain(),
            "upcoming": held.upcoming(self.on),
            "past": held.past(self.on),
            "children": self.record.children.visible_to(self.access).for_list(self.on).by_name(),
            "successions": self.record.successions.select_related("successor").order_by("on"),
            "precessions": self.record.precessions.select_related("predecessor").order_by("on"),
            "history": history_of(self.record, before=self.request.GET.get("before", "")),
            "may_manage": permissions.may_manage_institutions(self.request.user),
        }


def history_of(institution: Institution, *, before: str = "") -> Timeline:
    """What happened to an institution, its posts and its successions."""
    return timeline(
        [
            Related(Institution, Q(pgh_obj=institution), hidden=("code",)),
            Related(
                Appointment, Q(institution=institution), word="", called=("person",),
                hidden=("institution",),
            ),
            Related(Succession, Q(predecessor=institution), word=_("Successor"), called=("successor",)),
            Related(Succession, Q(successor=institution), word=_("Predecessor"), called=("predecessor",)),
        ],
        before=before,
    )  # fmt: skip


class InstitutionCreate(FormPage):
    may = permissions.may_manage_institutions
    form_class = InstitutionForm
    template_name = "ministries/institution_create.html"
    done = gettext_lazy("The institution is on record.")

    def perform(self, form: Any) -> Institution:
        return create_institution(by=self.user, **form.cleaned_data)


class InstitutionEdit(RecordFormPage, OneInstitution):
    may_on = permissions.may_manage_institution
    form_class = EditInstitutionForm
    template_name = "ministries/institution_form.html"
    heading = gettext_lazy("Edit the institution")
    done = gettext_lazy("Saved.")

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.record, name) for name in EditInstitutionForm.base_fields}

    def perform(self, form: Any) -> Institution:
        changes = dict(form.cleaned_data)
        return edit_institution(self.record, changes.pop("version"), by=self.user, **changes)


class Appoint(RecordFormPage, OneInstitution):
    may_on = permissions.may_manage_institution
    form_class = AppointForm
    template_name = "ministries/institution_form.html"
    heading = gettext_lazy("Appoint somebody")
    button = gettext_lazy("Appoint")
    done = gettext_lazy(
        "The appointment is on record. A person without a password gets one on the sign-in page under “Forgotten password”."
    )

    def perform(self, form: Any) -> str:
        said = dict(form.cleaned_data)
        person, newcomer = said.pop("person"), Newcomer(said.pop("email"), said.pop("full_name"))
        by = self.user
        if person:
            appoint(person, self.record, said.pop("post"), by=by, **said)
        else:
            appoint_new(newcomer, self.record, said.pop("post"), by=by, **said)
        return f"{self.record.get_absolute_url()}#posts"


class RecordSuccession(RecordFormPage, OneInstitution):
    may_on = permissions.may_manage_institution
    template_name = "ministries/institution_form.html"
    heading = gettext_lazy("Record a successor")
    done = gettext_lazy(
        "The succession is on record. Projects and appointments stay where they are until somebody moves them."
    )

    def form(self, data: Any = None, files: Any = None) -> SuccessionForm:
        return SuccessionForm(data, institution=self.record)

    def perform(self, form: Any) -> str:
        said = form.cleaned_data
        record_succession(self.record, said["successor"], said["kind"], by=self.user, on=said["on"])
        return str(self.record.get_absolute_url())


class EndAppointment(RecordFormPage):
    may = permissions.may_see_institutions
    may_on = permissions.may_manage_institution
    form_class = EndAppointmentForm
    template_name = "ministries/institution_form.html"
    button = gettext_lazy("End the appointment")
    done = gettext_lazy("The last day is on record.")

    def find(self) -> Appointment:
        appointments = Appointment.objects.visible_to(self.access).select_related("institution", "person")
        return appointments.get(pk=self.kwargs["pk"])

    @property
    def heading(self) -> str:
        return _("End the appointment of %(person)s as %(post)s") % {
            "person": self.record.person,
            "post": self.record.get_post_display(),
        }

    def context(self) -> dict[str, Any]:
        return {"institution": self.record.institution}

    def initial(self) -> dict[str, Any]:
        return {"version": self.record.version, "ends_on": self.record.ends_on or self.on}

    def perform(self, form: Any) -> str:
        said = form.cleaned_data
        end_appointment(self.record, said["version"], by=self.user, ends_on=said["ends_on"])
        return f"{self.record.institution.get_absolute_url()}#posts"

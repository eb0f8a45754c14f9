from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.services import Newcomer
from core.pages import ListPage, RecordFormPage, RecordPage
from core.questions import Scope
from ministries import permissions
from ministries.forms import AppointForm, EndAppointmentForm, HandOverForm
from ministries.models import Appointment, Institution
from ministries.record import HandOver, hand_over_of, ownerless_work
from ministries.services import appoint, appoint_new, end_appointment, write_hand_over
from ministries.tables import DirectoryTable
from ministries.views.institutions import OneInstitution


class CioList(ListPage):
    """Who holds which post today, and which institutions have nobody."""

    may = permissions.may_see_institutions
    template_name = "ministries/cio_list.html"

    @cached_property
    def scope(self) -> Scope:
        return Scope(self.on, access=self.access)

    @cached_property
    def table(self) -> DirectoryTable:
        return DirectoryTable(self.rows(), self.request.GET, self.scope)

    def rows(self) -> QuerySet[Appointment]:
        return Appointment.objects.visible_to(self.access).held(self.on).for_list()

    def context(self) -> dict[str, Any]:
        existing = Institution.objects.visible_to(self.access).current(self.on)
        return {
            "without_cio": list(existing.without_cio(self.on).by_name()),
            "ownerless": ownerless_work(self.scope),
            "may_manage": permissions.may_manage_institutions(self.request.user),
        }


class Appoint(RecordFormPage, OneInstitution):
    may_on = permissions.may_manage_institution
    form_class = AppointForm
    template_name = "ministries/institution_form.html"
    heading = gettext_lazy("Appoint somebody")
    button = gettext_lazy("Appoint")
    done = gettext_lazy("The appointment is on record. Somebody new gets an invitation by mail.")

    def perform(self, form: Any) -> str:
        said = dict(form.cleaned_data)
        person, newcomer = said.pop("person"), Newcomer(said.pop("email"), said.pop("full_name"))
        by = self.user
        if person:
            appoint(person, self.record, said.pop("post"), by=by, **said)
        else:
            appoint_new(newcomer, self.record, said.pop("post"), by=by, at=timezone.now(), **said)
        return f"{self.record.get_absolute_url()}#posts"


class OneAppointment(RecordPage):
    may = permissions.may_see_institutions

    def find(self) -> Appointment:
        appointments = Appointment.objects.visible_to(self.access).select_related("institution__parent", "person")
        return appointments.get(pk=self.kwargs["pk"])

    @property
    def address(self) -> str:
        return reverse("ministries:hand-over", args=[self.record.pk])

    def context(self) -> dict[str, Any]:
        return {"appointment": self.record, "institution": self.record.institution, "hand_over_address": self.address}


class EndAppointment(RecordFormPage, OneAppointment):
    may_on = permissions.may_manage_institution
    form_class = EndAppointmentForm
    template_name = "ministries/appointment_end.html"
    button = gettext_lazy("End the appointment")
    done = gettext_lazy("The last day is on record. This is what is handed over.")

    @property
    def heading(self) -> str:
        return _("End the appointment of %(person)s as %(post)s") % {
            "person": self.record.person,
            "post": self.record.get_post_display(),
        }

    def initial(self) -> dict[str, Any]:
        return {"version": self.record.version, "ends_on": self.record.ends_on or self.on}

    def perform(self, form: Any) -> str:
        said = form.cleaned_data
        end_appointment(self.record, said["version"], by=self.user, ends_on=said["ends_on"])
        return self.address


class HandOverPage(OneAppointment):
    """Everything open that was theirs, who follows, and the note; it prints."""

    may_on = permissions.may_read_hand_over
    template_name = "ministries/hand_over.html"

    def context(self) -> dict[str, Any]:
        told: HandOver = hand_over_of(self.record, self.access, self.on)
        may_write = permissions.may_write_hand_over(self.request.user, self.record)
        return {**super().context(), "told": told, "may_write": may_write}


class WriteHandOver(RecordFormPage, OneAppointment):
    may_on = permissions.may_write_hand_over
    form_class = HandOverForm
    template_name = "ministries/hand_over_form.html"
    heading = gettext_lazy("Write the hand-over note")
    done = gettext_lazy("The note is saved.")

    def initial(self) -> dict[str, Any]:
        return {"version": self.record.version, "hand_over": self.record.hand_over}

    def perform(self, form: Any) -> str:
        said = form.cleaned_data
        write_hand_over(self.record, said["version"], by=self.user, hand_over=said["hand_over"])
        return self.address

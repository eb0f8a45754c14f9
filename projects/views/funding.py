from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.pages import RecordAction, RecordFormPage, RecordPage
from projects import permissions
from projects.forms import FundingForm, NewFundingForm
from projects.models import Funding
from projects.services import record_funding, remove_funding
from projects.views.project import OneProject


class RecordFunding(RecordFormPage, OneProject):
    """The money of one more year, or of one more source."""

    may_on = permissions.may_edit_project
    template_name = "projects/project_form.html"
    heading = gettext_lazy("Record money of a year")
    done = gettext_lazy("The money is on record.")

    def form(self, data: Any = None, files: Any = None) -> NewFundingForm:
        return NewFundingForm(data, currency=self.record.currency, withheld={}, initial={"year": self.on.year})

    def perform(self, form: Any) -> str:
        record_funding(self.record, by=self.user, on=self.on, **form.cleaned_data)
        return f"{self.record.get_absolute_url()}#money"


class OneFunding(RecordPage):
    """One year from one source; for the office and whoever writes for the lead."""

    may = permissions.may_see_portfolio
    may_on = permissions.may_edit_funding

    def find(self) -> Funding:
        return Funding.objects.visible_to(self.access).select_related("project").get(pk=self.kwargs["pk"])

    @property
    def where(self) -> str:
        return f"{self.record.project.get_absolute_url()}#money"


class EditFunding(RecordFormPage, OneFunding):
    template_name = "projects/funding_form.html"
    done = gettext_lazy("Saved; history keeps the figures before.")

    @property
    def heading(self) -> str:
        return _("Money of %(year)s: %(source)s") % {"year": self.record.year, "source": self.record.source_text}

    def form(self, data: Any = None, files: Any = None) -> FundingForm:
        funding = self.record
        return FundingForm(
            data, currency=funding.project.currency, withheld=funding.withheld, initial=vars(funding).copy()
        )

    def context(self) -> dict[str, Any]:
        return {"project": self.record.project, "funding": self.record}

    def perform(self, form: Any) -> str:
        funding = self.record
        which = {name: getattr(funding, name) for name in ("year", "source", "source_name")}
        record_funding(funding.project, by=self.user, on=self.on, **which, **form.cleaned_data)
        return self.where


class RemoveFunding(RecordAction, OneFunding):
    done = gettext_lazy("The line is removed; history keeps what it said.")

    def perform(self) -> str:
        where = self.where
        remove_funding(self.record, self.version, by=self.user)
        return where

    def back(self) -> str:
        return self.where

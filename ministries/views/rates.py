from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from core.pages import FormPage, ListPage, RecordFormPage
from history.timeline import Related, timeline
from ministries import permissions
from ministries.forms import EditRateForm, RateForm
from ministries.models import ExchangeRate
from ministries.services import edit_rate, record_rate
from ministries.tables import RateTable


class RateList(ListPage):
    """Rates are settings: administrators keep them too, though they see no content (DOMAIN section 2)."""

    may = permissions.may_change_settings
    table_class = RateTable
    template_name = "ministries/rate_list.html"

    def rows(self) -> QuerySet[ExchangeRate]:
        return ExchangeRate.objects.for_list(self.on)

    def context(self) -> dict[str, Any]:
        return {"history": timeline([Related(ExchangeRate, Q(), called=("currency", "on"))], limit=10)}


class RateAdd(FormPage):
    may = permissions.may_change_settings
    form_class = RateForm
    template_name = "ministries/rate_form.html"
    heading = gettext_lazy("Add an exchange rate")
    done = gettext_lazy("The rate is on record.")

    def initial(self) -> dict[str, Any]:
        return {"on": self.on, "currency": self.request.GET.get("currency", "")}

    def perform(self, form: Any) -> str:
        record_rate(by=self.user, **form.cleaned_data)
        return reverse("ministries:rate-list")


class RateEdit(RecordFormPage):
    may = permissions.may_change_settings
    form_class = EditRateForm
    template_name = "ministries/rate_form.html"
    heading = gettext_lazy("Correct an exchange rate")
    done = gettext_lazy("Saved.")

    def find(self) -> ExchangeRate:
        return ExchangeRate.objects.get(pk=self.kwargs["pk"])

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.record, name) for name in EditRateForm.base_fields}

    def perform(self, form: Any) -> str:
        changes = dict(form.cleaned_data)
        edit_rate(self.record, changes.pop("version"), by=self.user, **changes)
        return reverse("ministries:rate-list")

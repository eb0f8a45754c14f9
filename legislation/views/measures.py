from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.pages import RecordAction, RecordFormPage
from legislation import permissions
from legislation.forms import MeasureForm
from legislation.models import Act, Measure
from legislation.services import name_measure, remove_measure


class AddMeasure(RecordFormPage):
    """From the page of either act: which national act transposes it, or which EU act it transposes."""

    may = permissions.may_see_legislation
    may_on = permissions.may_keep_acts
    template_name = "legislation/measure_form.html"
    done = gettext_lazy("It is on record, on the pages of both acts.")

    def find(self) -> Act:
        return Act.objects.visible_to(self.access).get(code=self.kwargs["code"])

    @property
    def heading(self) -> str:
        asked = _("Name an act that transposes: %s") if self.record.is_eu else _("Name an act that it transposes: %s")
        return asked % str(self.record)

    def form(self, data: Any = None, files: Any = None) -> MeasureForm:
        acts = Act.objects.visible_to(self.access)
        others = acts.national() if self.record.is_eu else acts.eu()
        return MeasureForm(data, act=self.record, others=others)

    def context(self) -> dict[str, Any]:
        return {"act": self.record}

    def perform(self, form: Any) -> str:
        other = form.cleaned_data["other"]
        act, law = (self.record, other) if self.record.is_eu else (other, self.record)
        name_measure(act, law, by=self.user)
        return f"{self.record.get_absolute_url()}#measures"


class RemoveMeasure(RecordAction):
    """Back to the page on which it was pressed: that of either act."""

    may = permissions.may_see_legislation
    may_on = permissions.may_keep_acts
    done = gettext_lazy("Taken away; history keeps that it was said.")

    def find(self) -> Measure:
        return Measure.objects.visible_to(self.access).select_related("act", "law").get(pk=self.kwargs["pk"])

    def perform(self) -> str:
        where = self.back()
        remove_measure(self.record, self.version, by=self.user)
        return where

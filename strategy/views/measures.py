from typing import Any

from django.utils.translation import get_language_bidi, gettext_lazy

from core.access import access_of
from core.pages import RecordFormPage, RecordPage
from outbox.record import following
from strategy import permissions, pictures
from strategy.forms import EditIndicatorForm, EditReadingForm, IndicatorForm, ReadingForm
from strategy.models import Indicator, Reading
from strategy.record import history_of_indicator
from strategy.services import add_reading, define_indicator, edit_indicator, edit_reading
from strategy.standing import measured
from strategy.views.strategies import OneObjective


class IndicatorDefine(RecordFormPage, OneObjective):
    may_on = permissions.may_keep_aim
    form_class = IndicatorForm
    template_name = "strategy/objective_form.html"
    heading = gettext_lazy("Define an indicator")
    done = gettext_lazy("The indicator is on record. Its lead is asked for readings, if you said how often.")

    def perform(self, form: Any) -> Indicator:
        return define_indicator(by=self.user, objective=self.record, **form.cleaned_data)


class OneIndicator(RecordPage):
    may = permissions.may_see_strategy

    def find(self) -> Indicator:
        rows = Indicator.objects.visible_to(self.access).for_list().with_own_readings()
        return rows.get(code=self.kwargs["code"])

    def context(self) -> dict[str, Any]:
        return {"indicator": self.record}


class IndicatorDetail(OneIndicator):
    template_name = "strategy/indicator_detail.html"

    def context(self) -> dict[str, Any]:
        indicator, user = self.record, self.request.user
        found = measured(indicator, self.on)
        return {
            "indicator": indicator,
            "measured": found,
            "picture": pictures.course_of(found, self.on, is_mirrored=get_language_bidi()),
            "readings": [
                (reading, permissions.may_edit_reading(user, reading)) for reading in reversed(found.readings)
            ],
            "history": history_of_indicator(indicator, access=self.access, before=self.request.GET.get("before", "")),
            "may_keep": permissions.may_keep_strategy(user),
            "may_read": permissions.may_add_reading(user, indicator),
            "follow": following(self.user, indicator),
        }


class IndicatorEdit(RecordFormPage, OneIndicator):
    may_on = permissions.may_keep_aim
    form_class = EditIndicatorForm
    template_name = "strategy/indicator_form.html"
    heading = gettext_lazy("Edit the indicator")
    done = gettext_lazy("Saved.")

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.record, name) for name in EditIndicatorForm.base_fields}

    def perform(self, form: Any) -> Indicator:
        changes = dict(form.cleaned_data)
        return edit_indicator(self.record, changes.pop("version"), by=self.user, **changes)


class ReadingAdd(RecordFormPage, OneIndicator):
    may_on = permissions.may_add_reading
    template_name = "strategy/indicator_form.html"
    heading = gettext_lazy("Add a reading")
    done = gettext_lazy("The reading is on record.")

    def form(self, data: Any = None, files: Any = None) -> ReadingForm:
        return ReadingForm(data, has_rank=self.record.is_index, unit=self.record.unit)

    def perform(self, form: Any) -> Indicator:
        """A reading of the lead's own is recorded for the lead, which may mend it later."""
        objective = self.record.objective
        is_led = objective is not None and access_of(self.user).writes_for(objective.lead_id)
        lead = objective.lead if is_led else None
        add_reading(self.record, by=self.user, today=self.on, recorded_for=lead, **form.cleaned_data)
        return self.record  # type: ignore[no-any-return]


class ReadingEdit(RecordFormPage):
    may = permissions.may_see_strategy
    may_on = permissions.may_edit_reading
    template_name = "strategy/indicator_form.html"
    heading = gettext_lazy("Correct a reading")
    done = gettext_lazy("Saved; the history keeps what stood there.")

    def find(self) -> Reading:
        rows = Reading.objects.visible_to(self.access).select_related("indicator__objective__lead", "country")
        return rows.get(pk=self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        return {"indicator": self.record.indicator}

    def form(self, data: Any = None, files: Any = None) -> EditReadingForm:
        indicator = self.record.indicator
        return EditReadingForm(data, has_rank=indicator.is_index, unit=indicator.unit, initial=self.initial())

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.record, name) for name in EditReadingForm.base_fields}

    def perform(self, form: Any) -> Indicator:
        changes = dict(form.cleaned_data)
        reading = edit_reading(self.record, changes.pop("version"), by=self.user, today=self.on, **changes)
        return reading.indicator

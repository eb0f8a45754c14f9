from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from core.pages import FormPage, Page
from projects import permissions
from projects.forms import ThresholdsForm
from projects.models import Thresholds
from projects.rules.steps import rule_rows
from projects.services import set_thresholds


class Signal(Page):
    """How a rating is computed: the rules, the thresholds in force, and those of other days."""

    may = permissions.may_see_portfolio
    template_name = "projects/signal.html"

    def context(self) -> dict[str, Any]:
        rows = Thresholds.objects.visible_to(self.access)
        return {
            "rules": rule_rows(rows.limits(self.on)),
            "thresholds": list(rows),
            "may_set": permissions.may_set_thresholds(self.user),
        }


class SetThresholds(FormPage):
    """Other thresholds from a day to come."""

    may = permissions.may_set_thresholds
    form_class = ThresholdsForm
    template_name = "projects/thresholds_form.html"
    done = gettext_lazy("The thresholds are on record; they hold from their day on.")

    def initial(self) -> dict[str, Any]:
        return ThresholdsForm.initial_of(Thresholds.objects.limits(self.on))

    def perform(self, form: Any) -> str:
        set_thresholds(by=self.user, on=self.on, **form.cleaned_data)
        return reverse("projects:signal")

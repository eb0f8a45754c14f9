from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from core.pages import FormPage, Page
from legislation import permissions
from legislation.forms import PracticeForm, StageTermForm
from legislation.models import Practice, Stage, StageTerm
from legislation.services import set_practice, set_stage_term


class Terms(Page):
    """The rules of consultation and the terms of stages in force, and those of other days."""

    may = permissions.may_see_legislation
    template_name = "legislation/terms.html"

    def context(self) -> dict[str, Any]:
        terms = StageTerm.objects.visible_to(self.access)
        return {
            "practice": Practice.objects.visible_to(self.access).on(self.on),
            "practices": list(Practice.objects.visible_to(self.access)),
            "terms": [(Stage(stage).label, term) for stage, term in terms.on(self.on).items()],
            "stage_terms": list(terms),
            "may_set": permissions.may_set_practice(self.user),
        }


class SetPractice(FormPage):
    may = permissions.may_set_practice
    form_class = PracticeForm
    template_name = "legislation/terms_form.html"
    heading = gettext_lazy("Set other rules of consultation")
    done = gettext_lazy("The rules are on record; they hold from their day on.")

    def initial(self) -> dict[str, Any]:
        practice = Practice.objects.on(self.on)
        return {name: getattr(practice, name) for name in ("usual_days", "least_days", "silence_agrees")}

    def perform(self, form: Any) -> str:
        set_practice(by=self.user, on=self.on, **form.cleaned_data)
        return reverse("legislation:terms")


class SetStageTerm(FormPage):
    may = permissions.may_set_practice
    form_class = StageTermForm
    template_name = "legislation/terms_form.html"
    heading = gettext_lazy("Set another term of a stage")
    done = gettext_lazy("The term is on record; it holds from its day on.")

    def perform(self, form: Any) -> str:
        set_stage_term(by=self.user, on=self.on, **form.cleaned_data)
        return reverse("legislation:terms")

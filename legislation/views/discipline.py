from typing import Any

from django.http.response import HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import get_language_bidi

from core.exports import csv_response, xlsx_response
from core.pages import Page
from legislation import permissions, pictures
from legislation.discipline import YEAR, Discipline, Period, discipline
from legislation.forms import PeriodForm


class ConsultationDiscipline(Page):
    """Who answers on time, late or not at all, and where the term was shortened."""

    may = permissions.may_see_legislation
    template_name = "legislation/discipline.html"

    @cached_property
    def form(self) -> PeriodForm:
        return PeriodForm(self.request.GET, usual=(self.on - YEAR, self.on))

    @cached_property
    def found(self) -> Discipline:
        said = self.form.cleaned_data if self.form.is_valid() else {}
        period = Period(said.get("first", self.on - YEAR), said.get("last", self.on))
        return discipline(self.access, period, self.on)

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        export: Any = {"csv": csv_response, "xlsx": xlsx_response}.get(request.GET.get("export", ""))
        answer: HttpResponseBase = export(self.found) if export else self.show()
        return answer

    def address(self, kind: str) -> str:
        params = self.request.GET.copy()
        params["export"] = kind
        return f"?{params.urlencode()}"

    def context(self) -> dict[str, Any]:
        found = self.found
        picture = pictures.answering(found, is_mirrored=get_language_bidi()) if found.by_institution else None
        return {
            "form": self.form,
            "found": found,
            "picture": picture,
            "csv_address": self.address("csv"),
            "xlsx_address": self.address("xlsx"),
        }

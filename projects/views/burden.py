from typing import Any

from django.http.response import HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import get_language_bidi

from core.exports import csv_response, xlsx_response
from core.pages import Page
from projects import permissions, pictures
from projects.burden import ROUNDS, Load, LoadTable, loads


class ReportingBurden(Page):
    """What reporting costs the ministries: by round, and by ministry in one of them."""

    may = permissions.may_see_rounds
    template_name = "projects/burden.html"

    @cached_property
    def loads(self) -> list[Load]:
        return loads(self.access)

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        export: Any = {"csv": csv_response, "xlsx": xlsx_response}.get(request.GET.get("export", ""))
        answer: HttpResponseBase = export(LoadTable(self.loads)) if export else self.show()
        return answer

    def context(self) -> dict[str, Any]:
        by_round = [load for load in self.loads if load.institution is None][:ROUNDS]
        wanted = self.request.GET.get("round", "")
        chosen = next((load for load in by_round if str(load.round.pk) == wanted), by_round[0] if by_round else None)
        shown = chosen.round if chosen else None
        return {
            "rounds": by_round,
            "chosen": chosen,
            "loads": [load for load in self.loads if load.institution and load.round == shown],
            "picture": pictures.minutes_by_round(by_round, is_mirrored=get_language_bidi()) if by_round else None,
        }

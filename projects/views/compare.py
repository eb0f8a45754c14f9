from typing import Any

from django.utils.functional import cached_property

from core.pages import Page
from projects import permissions
from projects.comparison import compare
from projects.forms import CompareForm
from projects.models import Round


class CompareRounds(Page):
    """Any two rounds side by side; the two closed last unless the address names others."""

    may = permissions.may_see_rounds
    template_name = "projects/round_compare.html"

    @cached_property
    def form(self) -> CompareForm:
        rounds = Round.objects.visible_to(self.access)
        newest = list(rounds.closed().order_by("-ends_on", "-pk")[:2])
        return CompareForm(self.request.GET or None, rounds=rounds, newest=newest)

    def context(self) -> dict[str, Any]:
        pair = self.form.pair()
        found = compare(*pair, self.access) if pair else None
        return {"form": self.form, "pair": pair, "found": found}

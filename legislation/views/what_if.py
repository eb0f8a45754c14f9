from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _

from core.charts import Figure, Table, TimelineRow, timeline_chart
from core.charts.shapes import KeyEntry
from core.pages import RecordPage
from legislation import permissions
from legislation.expected import Expectations, Wait
from legislation.forms import WhatIfForm
from legislation.models import Block, Item, Stage
from legislation.rules.forecast import Step, gap

USUAL_SLIP = 21


@dataclass(frozen=True, slots=True)
class Hit:
    """A project that waits, as it stands and as it would stand."""

    before: Wait
    after: Wait

    @property
    def is_hit(self) -> bool:
        """It would be in time as things stand, or waits longer than it does."""
        return self.after.gap.is_gap and self.after.gap.days != self.before.gap.days


class WhatIf(RecordPage):
    """Which projects are hit when a stage of an item begins later. Nothing is written."""

    may = permissions.may_see_legislation
    template_name = "legislation/what_if.html"

    def find(self) -> Item:
        return Item.objects.visible_to(self.access).with_plans().get(code=self.kwargs["code"])

    def context(self) -> dict[str, Any]:
        expectations = Expectations(self.on)
        before = expectations.steps(self.record)
        stages = [(step.stage, Stage(step.stage).label) for step in before if step.on and self.record.is_running]
        form = WhatIfForm(self._said(stages), stages=stages)
        if not form.is_valid():
            return {"item": self.record, "form": form}
        slips = {form.cleaned_data["stage"]: form.cleaned_data["days"]}
        after = expectations.steps(self.record, slips)
        hits = self._hits(before[-1], after[-1])
        return {
            "item": self.record,
            "form": form,
            "hits": hits,
            "before": before[-1],
            "after": after[-1],
            "picture": self._picture(before, after, _finding(hits)),
        }

    def _said(self, stages: list[tuple[str, Any]]) -> Mapping[str, Any]:
        first = stages[0][0] if stages else ""
        return {"stage": self.request.GET.get("stage") or first, "days": self.request.GET.get("days") or USUAL_SLIP}

    def _hits(self, before: Step, after: Step) -> list[Hit]:
        blocks = Block.objects.visible_to(self.access).standing().of_item(self.record.pk).for_list()
        found = [
            Hit(Wait(each, gap(each.needed_on, before)), Wait(each, gap(each.needed_on, after))) for each in blocks
        ]
        return sorted(found, key=lambda hit: hit.after.worst_first())

    def _picture(self, before: list[Step], after: list[Step], finding: str) -> Figure:
        rows = [
            TimelineRow(str(Stage(step.stage).label), step.on, later.on)
            for step, later in zip(before, after, strict=True)
        ]
        sub = _("Each stage as it can begin now and as it would begin then.")
        drawn = timeline_chart(finding, sub, rows, self.on, is_mirrored=get_language_bidi())
        signs = KeyEntry("base", _("now")), KeyEntry("fore", _("then"))
        heads = (_("Stage"), _("Now"), _("Then"), _("Days later"))
        table = Table(heads, tuple((stage, now, then, days) for stage, now, then, _done, days in drawn.table.rows))
        return replace(drawn, signs=signs, table=table)


def _finding(hits: list[Hit]) -> str:
    hit = sum(each.is_hit for each in hits)
    if not hit:
        return _("No project would be hit")
    return ngettext("%(n)s project would be hit", "%(n)s projects would be hit", hit) % {"n": hit}

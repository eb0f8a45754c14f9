"""When items can be in force, and by how many days that misses what projects need: one query for the terms of any number."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.figures import day_text
from legislation.models import Block, Item, StageTerm
from legislation.rules.forecast import Course, Gap, Source, Step, forecast, gap, in_force
from legislation.rules.stages import Term


def course_of(item: Item, slips: Mapping[str, int] | None = None) -> Course:
    """Of an item read ``with_plans``. ``slips``: days added to the beginning of a stage, to ask what if."""
    planned = {plan.stage: plan.planned_on for plan in item.plans.all() if plan.planned_on}
    return Course(item.stage, item.stage_since_on, planned, slips or {})


class Expectations:
    """What can be expected of items on a day; the terms are read once, and not at all where nobody asks."""

    def __init__(self, on: date) -> None:
        self.on = on

    @cached_property
    def terms(self) -> Mapping[str, Term]:
        return StageTerm.objects.on(self.on)

    def steps(self, item: Item, slips: Mapping[str, int] | None = None) -> list[Step]:
        """Every stage ahead with the first day on which it can begin."""
        return forecast(course_of(item, slips), self.terms, self.on)

    def in_force(self, item: Item, slips: Mapping[str, int] | None = None) -> Step:
        return in_force(course_of(item, slips), self.terms, self.on)

    def gap(self, block: Block) -> Gap:
        """Of a block read ``for_list``."""
        return gap(block.needed_on, self.in_force(block.item))


@dataclass(frozen=True, slots=True)
class Wait:
    """A block as it stands on a day."""

    block: Block
    gap: Gap

    def worst_first(self) -> tuple[int, int, int]:
        """What will not come, then the largest gap, then what comes; a law in force last."""
        if self.gap.expected.source is Source.ACTUAL:
            return 2, 0, self.block.pk
        return int(self.gap.days is not None), -(self.gap.days or 0), self.block.pk

    @property
    def verdict(self) -> str:
        """ "33 days too late", "in time, 12 days to spare", "will not come" or "in force"."""
        days = self.gap.days
        if self.gap.expected.source is Source.ACTUAL:
            return _("in force")
        if days is None:
            return _("will not come")
        if days > 0:
            return ngettext("%(n)s day too late", "%(n)s days too late", days) % {"n": days}
        return ngettext("in time, %(n)s day to spare", "in time, %(n)s days to spare", -days) % {"n": -days}

    @property
    def words(self) -> str:
        said = {"needed": day_text(self.block.needed_on), "verdict": self.verdict}
        if self.gap.expected.on is None:
            return _("needed by %(needed)s: %(verdict)s") % said
        said["expected"] = day_text(self.gap.expected.on)
        return _("needed by %(needed)s, expected %(expected)s: %(verdict)s") % said


def waits(blocks: Iterable[Block], on: date) -> list[Wait]:
    """Of blocks read ``for_list``."""
    expectations = Expectations(on)
    return [Wait(block, expectations.gap(block)) for block in blocks]

"""The rules of the signal as a table people can read."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from projects.rules.risks import SERIOUS
from projects.rules.signal import CLASH_DAYS, Limits


@dataclass(frozen=True, slots=True)
class RuleRow:
    """``steps``: what gives green, amber/green, amber, amber/red and red; an empty one is not given by this rule."""

    name: str
    measure: str
    steps: tuple[str, ...]


def rule_rows(limits: Limits) -> list[RuleRow]:
    percents = [f"{percent.normalize():f}" for percent in limits.percents]
    return [
        RuleRow(
            _("Schedule, in per cent"),
            _("Days after the approved end, as a part of the planned days"),
            _scale(percents, _("%(n)s %%")),
        ),
        RuleRow(
            _("Schedule, in days"),
            _("Days after the approved end; the worse of days and per cent counts, for plans under 90 days the milder"),
            _scale(limits.days, _("%(n)s days")),
        ),
        RuleRow(_("Cost"), _("Expected cost over the approved cost"), _scale(percents, _("%(n)s %%"))),
        RuleRow(_("Milestone"), _("Days since the oldest open milestone has passed"), _scale(limits.milestone_days, _("%(n)s days"))),
        RuleRow(_("Reports"), _("Rounds missed running"), ("", "", _("one"), _("two"), _("three or more"))),
        RuleRow(
            _("Risk"),
            _("An open risk or issue, likelihood times impact %(score)s or more, past the date of its mitigation") % {"score": SERIOUS},
            ("", "", "", _("one or more"), ""),
        ),
        RuleRow(
            _("Clash"),
            _("Days between the day something is needed from another project and the day it is expected there"),
            ("", "", _("to %(n)s days") % {"n": CLASH_DAYS}, _("over %(n)s days, or it will not come") % {"n": CLASH_DAYS}, ""),
        ),
        RuleRow(
            _("Law"),
            _("Days between the day a law is needed in force and the day it is expected to be"),
            ("", "", _("to %(n)s days") % {"n": CLASH_DAYS}, _("over %(n)s days, or it will not come") % {"n": CLASH_DAYS}, ""),
        ),
    ]  # fmt: skip


def _scale(limits: Sequence[object], unit: str) -> tuple[str, ...]:
    said = [unit % {"n": limit} for limit in limits]
    return (
        _("under %(limit)s") % {"limit": said[0]},
        *(_("to %(limit)s") % {"limit": limit} for limit in said[1:]),
        _("over %(limit)s") % {"limit": said[-1]},
    )

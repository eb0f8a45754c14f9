"""Why a rule gave what it gave, in a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.rules.signal import Rule


@dataclass(frozen=True, slots=True)
class Reason:
    """``rating``: the step this rule alone would give."""

    rule: Rule
    rating: int
    sentence: str


def reasons(findings: list[Mapping[str, Any]]) -> list[Reason]:
    """Of findings as they are kept with a signal, the worst first."""
    return [
        Reason(Rule(found["rule"]), found["rating"], _SENTENCES[Rule(found["rule"])](found["about"]))
        for found in findings
    ]


def _schedule(about: Mapping[str, Any]) -> str:
    late = int(about["days"])
    if late <= 0:
        return _("Expected by the approved end")
    said = {"n": late, "percent": _percent(about["percent"])}
    days = ngettext("%(n)s day after the approved end", "%(n)s days after the approved end", late) % said
    if about["percent"]:
        days = _("%(days)s, %(percent)s of the planned time") % {"days": days, **said}
    passed = int(about["passed_days"])
    if not passed:
        return _("Expected %(days)s") % {"days": days}
    today = ngettext(
        "The expected end passed %(n)s day ago: today counts",
        "The expected end passed %(n)s days ago: today counts",
        passed,
    )
    return _("%(today)s, %(days)s") % {"today": today % {"n": passed}, "days": days}


def _cost(about: Mapping[str, Any]) -> str:
    if Decimal(about["percent"]) >= 0:
        return _("Within the approved cost")
    return _("%(percent)s over the approved cost") % {"percent": _percent(about["percent"])}


def _milestone(about: Mapping[str, Any]) -> str:
    days = int(about["days"])
    words = ngettext(
        "The milestone “%(milestone)s” is %(n)s day overdue",
        "The milestone “%(milestone)s” is %(n)s days overdue",
        days,
    )
    return words % {"n": days, "milestone": about["milestone"]}


def _missed(about: Mapping[str, Any]) -> str:
    rounds = int(about["rounds"])
    return ngettext("The last report is missing", "The last %(n)s reports are missing", rounds) % {"n": rounds}


def _risk(about: Mapping[str, Any]) -> str:
    days = int(about["days"])
    words = ngettext(
        "The date of the risk “%(risk)s” passed %(n)s day ago",
        "The date of the risk “%(risk)s” passed %(n)s days ago",
        days,
    )
    return words % {"n": days, "risk": about["risk"]}


def _clash(about: Mapping[str, Any]) -> str:
    days = about["days"]
    if days is None:
        return _("Something it needs will not come")
    words = ngettext(
        "Something it needs comes %(n)s day too late", "Something it needs comes %(n)s days too late", days
    )
    return words % {"n": days}


def _law(about: Mapping[str, Any]) -> str:
    days = about["days"]
    if days is None:
        return _("A law it needs will not come")
    words = ngettext(
        "A law it needs is in force %(n)s day too late", "A law it needs is in force %(n)s days too late", days
    )
    return words % {"n": days}


def _percent(part: str) -> str:
    return _("%(n)s %%") % {"n": f"{abs(Decimal(part)) * 100:.1f}".removesuffix(".0")} if part else ""


_SENTENCES = {
    Rule.SCHEDULE: _schedule,
    Rule.COST: _cost,
    Rule.MILESTONE: _milestone,
    Rule.MISSED: _missed,
    Rule.RISK: _risk,
    Rule.CLASH: _clash,
    Rule.LAW: _law,
}

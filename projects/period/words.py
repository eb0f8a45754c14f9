"""The findings of a report: its headings and its first paragraph, computed, never written by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.figures import day_text, money_text
from projects.models import Project, SnapshotRow
from projects.period.editions import Period
from projects.period.money import Money
from projects.period.sections import Change, Coming, Slip


def done(milestones: Sequence[Any], closed: Sequence[SnapshotRow]) -> str:
    ended = sum(row.stage == Project.Stage.CLOSED for row in closed)
    cancelled = len(closed) - ended
    parts = [
        _counted(
            len(milestones), ngettext("%(n)s milestone was reached", "%(n)s milestones were reached", len(milestones))
        ),
        _counted(ended, ngettext("%(n)s project was closed", "%(n)s projects were closed", ended)),
        _counted(cancelled, ngettext("%(n)s project was cancelled", "%(n)s projects were cancelled", cancelled)),
    ]
    return _joined(parts) or _("No milestone was reached and no project closed")


def in_flight(rows: Sequence[SnapshotRow]) -> str:
    late = sum((row.days_late or 0) > 0 for row in rows)
    running = ngettext("%(n)s project is in flight", "%(n)s projects are in flight", len(rows)) % {"n": len(rows)}
    if not late:
        return _("%(running)s, none expected after its approved end") % {"running": running}
    words = ngettext("%(running)s, %(n)s of them expected late", "%(running)s, %(n)s of them expected late", late)
    return words % {"running": running, "n": late}


def slipped(slips: Sequence[Slip]) -> str:
    ends = [slip.end.days for slip in slips if slip.end]
    only = len(slips) - len(ends)
    if not slips:
        return _("No end and no milestone moved later")
    longest = max(ends, default=0)
    parts = [
        _counted(
            len(ends),
            ngettext("%(n)s project moved its end later", "%(n)s projects moved their end later", len(ends))
            + ", "
            + ngettext("by up to %(longest)s day", "by up to %(longest)s days", longest) % {"longest": longest},
        ),
        _counted(only, ngettext("%(n)s moved milestones only", "%(n)s moved milestones only", only)),
    ]
    return _joined(parts, _("; "))


def coming(found: Sequence[Coming], period: Period) -> str:
    overdue = sum(each.overdue > 0 for each in found)
    until = {"day": day_text(period.next_ends_on), "n": len(found), "overdue": overdue}
    if not found:
        return _("No milestone is expected by %(day)s") % until
    words = ngettext("%(n)s milestone is expected by %(day)s", "%(n)s milestones are expected by %(day)s", len(found))
    if not overdue:
        return words % until
    late = ngettext("%(overdue)s of them is overdue", "%(overdue)s of them are overdue", overdue)
    return f"{words % until}, {late % until}"


def silent(found: Sequence[tuple[SnapshotRow, int]]) -> str:
    if not found:
        return _("Nobody is silent: every report that was due is there")
    words = ngettext(
        "%(n)s project is silent, for %(days)s days",
        "%(n)s projects are silent, the longest for %(days)s days",
        len(found),
    )
    return words % {"n": len(found), "days": found[0][1]}


def changed(changes: Sequence[Change]) -> str:
    fell = sum(change.steps < 0 for change in changes)
    rose = len(changes) - fell
    if not changes:
        return _("No rating changed")
    parts = [
        _counted(fell, ngettext("%(n)s rating fell", "%(n)s ratings fell", fell)),
        _counted(rose, ngettext("%(n)s rating rose", "%(n)s ratings rose", rose)),
    ]
    return _joined(parts)


def money(found: Money) -> str:
    if found.approved.amount is None:
        return _("No approved cost is on record in %(currency)s") % {"currency": found.approved.currency}
    said = {"approved": money_text(found.approved.amount, found.approved.currency)}
    over = found.over.amount
    if over is None:
        return _("%(approved)s is approved; nobody has given a forecast to hold against it") % said
    said["over"] = money_text(abs(over), found.over.currency)
    if over > 0:
        return _("Forecasts are %(over)s over what was approved; %(approved)s is approved in all") % said
    if over < 0:
        return _("Forecasts are %(over)s under what was approved; %(approved)s is approved in all") % said
    return _("Forecasts are what was approved, %(approved)s in all") % said


def decisions(asked: Sequence[SnapshotRow], matters: Sequence[Any]) -> str:
    parts = [
        _counted(len(asked), ngettext("%(n)s project asks for help", "%(n)s projects ask for help", len(asked))),
        _counted(
            len(matters),
            ngettext(
                "%(n)s matter is for the council by itself",
                "%(n)s matters are for the council by themselves",
                len(matters),
            ),
        ),
    ]
    return _joined(parts) or _("No decision is asked for")


def filed(period: Period) -> str:
    """How many of the reports asked are there; empty where the live record is no round's."""
    asked = [row for row in period.now.rows if row.report_status not in ("", "waived")]
    there = sum(row.report_status in ("submitted", "returned", "accepted") for row in asked)
    words = ngettext("%(filed)s of %(n)s report was filed", "%(filed)s of %(n)s reports were filed", len(asked))
    return words % {"filed": there, "n": len(asked)} if asked else _("No report was asked for")


def _sentences(sentences: Sequence[str]) -> str:
    return " ".join(f"{sentence}." for sentence in sentences)


def _counted(n: int, words: str) -> str:
    return words % {"n": n} if n else ""


def _joined(parts: Sequence[str], between: str = "") -> str:
    given = [part for part in parts if part]
    return (between or _(", ")).join(given)


@dataclass(frozen=True, slots=True)
class Findings:
    """The heading of each section, and all of it in one paragraph."""

    done: str
    in_flight: str
    slipped: str
    coming: str
    silent: str
    changed: str
    money: str
    decisions: str
    summary: str


def findings(period: Period, **told: Any) -> Findings:
    """``told``: the sections by their names."""
    found = {
        "done": done(told["milestones"], told["closed"]),
        "in_flight": in_flight(told["in_flight"]),
        "slipped": slipped(told["slips"]),
        "coming": coming(told["coming"], period),
        "silent": silent(told["silent"]),
        "changed": changed(told["changes"]),
        "money": money(told["money"]),
        "decisions": decisions(told["help_asked"], told["matters"]),
    }
    order = ("in_flight", "done", "slipped", "changed", "silent", "money", "decisions")
    return Findings(**found, summary=_sentences([filed(period), *(found[name] for name in order)]))

"""What each kind of concern and duty is called on the desk, and the act that it asks of the office."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.questions import ConcernKind, DueKind

Words = str | Promise


class Act(StrEnum):
    """The one button of a line."""

    REMIND = "remind"
    COUNCIL = "council"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Called:
    """``act`` in words where the button opens the page; None: it is put before the council. ``own``: what its owner presses."""

    label: Words
    icon: str
    act: Words | None = None
    own: Words = ""


DUES = {
    DueKind.REPORT: Called(_("Status report"), "clock", own=_("Report")),
    DueKind.MILESTONE: Called(_("Milestone"), "diamond", own=_("Say when")),
    DueKind.ACCEPTANCE: Called(_("Invitation to take part"), "person", own=_("Answer")),
    DueKind.READING: Called(_("Reading of an indicator"), "half", own=_("Add the reading")),
    DueKind.MITIGATION: Called(_("Mitigation of a risk"), "bar", own=_("Say what is done")),
    DueKind.OPINION: Called(_("Opinion on a draft"), "law", own=_("Give the opinion")),
}
CONCERNS = {
    ConcernKind.FOR_COUNCIL: Called(_("For the council"), "person", act=_("Open")),
    ConcernKind.OWNERLESS: Called(_("Ownerless work"), "dashed", act=_("Find an owner")),
    ConcernKind.CONTESTED: Called(_("Contested lead"), "squares", act=_("Settle the lead")),
    ConcernKind.ORPHAN: Called(_("Function without a lead"), "dashed", act=_("Name a lead")),
    ConcernKind.REMINDED_TWICE: Called(_("Reminded twice, no answer"), "clock"),
    ConcernKind.UNREACHABLE: Called(_("No mail arrives"), "cross", act=_("See the mail")),
    ConcernKind.RATING_GAP: Called(_("Ratings apart"), "gap"),
    ConcernKind.UNRATED: Called(_("Not rated by the CIO"), "ring"),
    ConcernKind.NO_BASELINE: Called(_("No baseline"), "slash", act=_("Approve a baseline")),
    ConcernKind.CLASH: Called(_("Projects that clash"), "chain"),
    ConcernKind.LAW_GAP: Called(_("Law that comes too late"), "law"),
    ConcernKind.STUCK: Called(_("Item that is stuck"), "clock"),
    ConcernKind.TRANSPOSITION_DEFICIT: Called(_("EU law not transposed in time"), "law"),
    ConcernKind.CONFORMITY_DEFICIT: Called(_("EU law not transposed in full"), "half"),
    ConcernKind.DISSENT: Called(_("Dissent"), "cross"),
    ConcernKind.EXTENSION: Called(_("More time asked for"), "clock", act=_("Open the round"), own=_("Answer")),
    ConcernKind.COMMENTS: Called(_("Comments not answered"), "bar", own=_("Answer the comments")),
    ConcernKind.UNANSWERED: Called(_("Invitation not answered"), "person", own=_("Answer")),
    ConcernKind.SILENCE: Called(_("Opinion not given"), "clock", own=_("Give the opinion")),
}
TOLD_AS_DUES = frozenset({ConcernKind.UNANSWERED, ConcernKind.SILENCE})
"""The same duty is overdue; the queue tells it once, where a reminder can be sent."""
TOLD_UNTIL_DUE = frozenset({ConcernKind.REMINDED_TWICE})
"""Once the duty is overdue, its own line says so."""


class Group(StrEnum):
    """Kinds of trouble, in the order of the desk."""

    OVERDUE = "overdue"
    REMINDED = "reminded"
    COUNCIL = "council"
    OWNERS = "owners"
    STATUS = "status"
    TIMING = "timing"
    EU_LAW = "eu-law"
    OPINIONS = "opinions"


@dataclass(frozen=True, slots=True)
class Trouble:
    """``none``: what an empty group says, and what comes next."""

    title: Words
    sub: Words
    none: Words
    kinds: frozenset[ConcernKind] = frozenset()


TROUBLES = {
    Group.OVERDUE: Trouble(
        _("Overdue"),
        _("Past the agreed date. Oldest first."),
        _("Nothing is overdue. What passes its day stands here the morning after, with a button to remind."),
    ),
    Group.REMINDED: Trouble(
        _("Reminded twice, no answer"),
        _("Not overdue yet. No third reminder goes out: a word in person may help."),
        _("No duty waits for an answer after its two reminders. One that does stands here from the next morning until it is due."),
        TOLD_UNTIL_DUE,
    ),
    Group.COUNCIL: Trouble(
        _("For the council"),
        _("Marked by the office, or escalated by a ministry."),
        _("Nothing is marked for the council. Mark a concern below, and it waits here until it is settled."),
        frozenset({ConcernKind.FOR_COUNCIL}),
    ),
    Group.OWNERS: Trouble(
        _("Nobody, or two, in charge"),
        _("Ownerless work, contested leads, functions without a lead, people whom no mail reaches."),
        _("Every function has one lead and every institution somebody who answers. What falls vacant or ends stands here that day."),
        frozenset({ConcernKind.OWNERLESS, ConcernKind.CONTESTED, ConcernKind.ORPHAN, ConcernKind.UNREACHABLE}),
    ),
    Group.STATUS: Trouble(
        _("Status that cannot be trusted"),
        _("Ratings apart, no rating, no baseline."),
        _("Ratings agree and every project has its baseline. The next reports and assessments are compared as they come in."),
        frozenset({ConcernKind.RATING_GAP, ConcernKind.UNRATED, ConcernKind.NO_BASELINE}),
    ),
    Group.TIMING: Trouble(
        _("Comes too late for somebody"),
        _("Projects and laws that others wait for."),
        _("Nothing that others wait for comes too late. A forecast that moves past the day of need stands here at once."),
        frozenset({ConcernKind.CLASH, ConcernKind.LAW_GAP, ConcernKind.STUCK}),
    ),
    Group.EU_LAW: Trouble(
        _("EU law behind its deadline"),
        _("Not transposed in time, or not in full."),
        _("No deadline of EU law has passed without its measure. The next ones stand under Legislation, Deadlines."),
        frozenset({ConcernKind.TRANSPOSITION_DEFICIT, ConcernKind.CONFORMITY_DEFICIT}),
    ),
    Group.OPINIONS: Trouble(
        _("Opinions and their answers"),
        _("Dissent, more time asked for, comments that wait."),
        _("No dissent stands and no comment waits. When a round passes its deadline, what is open in it stands here."),
        frozenset({ConcernKind.DISSENT, ConcernKind.EXTENSION, ConcernKind.COMMENTS, *TOLD_AS_DUES}),
    ),
}  # fmt: skip


def group_of(kind: ConcernKind) -> Group:
    return next(group for group, trouble in TROUBLES.items() if kind in trouble.kinds)

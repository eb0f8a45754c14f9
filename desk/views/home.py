from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, TypeVar

from django.utils import timezone
from django.utils.functional import cached_property

from core.access import Kind
from desk import permissions
from desk.briefing import answers
from desk.followed import followed
from desk.mine import mine, rounds
from desk.queue import parts
from desk.views.queue import Queue
from desk.words import Group
from history.keeping import kept
from history.lines import lines as told
from history.querysets import Everything
from history.visits import visit
from ministries.models import Country, Holiday
from projects.models import Round, Snapshot

T = TypeVar("T")
SHOWN = 5
FINDINGS = (Group.STATUS, Group.EU_LAW, Group.OWNERS)
CORRECTIONS = 5
ACTS = 10
FIRST_VISIT = timedelta(days=7)
"""What is told to somebody who comes for the first time."""


class Home(Queue):
    """What a person opens in the morning; each kind of reader has their own."""

    may = permissions.may_open_desk

    @cached_property
    def side(self) -> "tuple[str, Callable[[Home], dict[str, Any]]]":
        return SIDES[self.access.kind]

    def get_template_names(self) -> list[str]:
        return [self.side[0]]

    def context(self) -> dict[str, Any]:
        now = timezone.now()
        since = visit(self.user.pk, at=now) or now - FIRST_VISIT
        return {**self.side[1](self), "followed": followed(self.user, self.access, since, now)}

    def kept(self, what: str, answer: Callable[[], T]) -> T:
        """For all who see the same and may do the same; a reminder goes out with the mail of the same day."""
        asked = (self.access.told, self.on, self.may_handle, self.mail_day)
        return kept(f"home.{what}", asked, answer, known=(Country, Holiday))

    def of_office(self) -> dict[str, Any]:
        return self.kept("office", self.worst)

    def worst(self) -> dict[str, Any]:
        """The work queue, group by group."""
        every = self.lines()
        open_ones = every.open()
        return {
            "rounds": list(Round.objects.open().with_counts(self.access)),
            "parts": parts(open_ones, SHOWN),
            "count": open_ones.count(),
            "overdue": open_ones.of_group(Group.OVERDUE).count(),
            "put_off": every.count() - open_ones.count(),
        }

    def of_official(self) -> dict[str, Any]:
        return {"mine": mine(self.access, self.on), "rounds": rounds(self.access)}

    def of_decision_maker(self) -> dict[str, Any]:
        return {"answers": self.kept("briefing", lambda: answers(self.access, self.on))}

    def of_auditor(self) -> dict[str, Any]:
        found = self.kept("findings", lambda: parts(self.lines(), SHOWN))
        snapshots = Snapshot.objects.visible_to(self.access).corrections()
        return {
            "parts": [part for part in found if part.group in FINDINGS],
            "corrections": snapshots.order_by("-published_on", "-number")[:CORRECTIONS],
            "acts": told(Everything().page(size=ACTS).rows),
        }


SIDES: Mapping[Kind, tuple[str, Callable[[Home], dict[str, Any]]]] = {
    Kind.OFFICE: ("desk/home.html", Home.of_office),
    Kind.OFFICIAL: ("desk/mine.html", Home.of_official),
    Kind.DECISION_MAKER: ("desk/briefing.html", Home.of_decision_maker),
    Kind.AUDITOR: ("desk/findings.html", Home.of_auditor),
}

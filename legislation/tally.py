"""How a round of consultation stands on a day: who was asked, who answered how and when. No queries of its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from legislation.models import Opinion, Request
from legislation.rules.terms import ANSWERED, Standing


class Sign(NamedTuple):
    """Shape and word, in this order on a page."""

    icon: str
    word: str


POSITION_ICONS = {
    Opinion.Position.APPROVED: "tick",
    Opinion.Position.WITH_COMMENTS: "bar",
    Opinion.Position.NOT_APPROVED: "cross",
    Opinion.Position.NOT_CONCERNED: "dot",
}
STANDING_ICONS = {Standing.AWAITED: "clock", Standing.SILENT: "dashed"}
ORDER = [Standing.SILENT, Standing.AWAITED, Standing.LATE, Standing.ON_TIME, Standing.CALLED_OFF, Standing.NOT_ASKED]


@dataclass(frozen=True)
class Line:
    """One request of a round ``for_page``. ``silence_agrees``: by the rules of consultation no answer counts as agreement."""

    request: Request
    on: date
    silence_agrees: bool = False

    @cached_property
    def standing(self) -> Standing:
        return self.request.standing_on(self.on)

    @cached_property
    def opinion(self) -> Opinion | None:
        return self.request.last_word

    @property
    def is_answered(self) -> bool:
        return self.standing in ANSWERED

    @property
    def is_against(self) -> bool:
        return self.opinion is not None and self.opinion.position == Opinion.Position.NOT_APPROVED

    @property
    def sign(self) -> Sign:
        """What it says, or that it says nothing."""
        if self.opinion is not None:
            return Sign(POSITION_ICONS[Opinion.Position(self.opinion.position)], self.opinion.get_position_display())
        if self.standing == Standing.SILENT and self.silence_agrees:
            return Sign("dashed", _("No answer, which counts as agreement"))
        return Sign(STANDING_ICONS.get(self.standing, "dot"), str(self.standing.label))

    @property
    def timing(self) -> str:
        """On time or late, by how many days."""
        due_on, first_on = self.request.due_on, self.request.first_on
        if due_on is None:
            return ""
        if self.standing == Standing.LATE and first_on:
            days = (first_on - due_on).days
            return ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days}
        if self.standing == Standing.ON_TIME:
            return _("on time")
        if self.standing == Standing.SILENT:
            days = (self.on - due_on).days
            return ngettext("%(days)s day over", "%(days)s days over", days) % {"days": days}
        if self.standing == Standing.AWAITED:
            days = (due_on - self.on).days
            return (
                ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days} if days else _("due today")
            )
        return ""

    @property
    def is_changed(self) -> bool:
        """Its word is not the first one it gave."""
        return self.opinion is not None and self.opinion.number > 1


@dataclass(frozen=True)
class Tally:
    """All requests of a round, trouble first: not approved, no answer, still awaited, late."""

    lines: tuple[Line, ...]

    @property
    def asked(self) -> int:
        return len(self.lines)

    @property
    def answered(self) -> int:
        return sum(line.is_answered for line in self.lines)

    @property
    def on_time(self) -> int:
        return self._count(Standing.ON_TIME)

    @property
    def late(self) -> int:
        return self._count(Standing.LATE)

    @property
    def silent(self) -> int:
        return self._count(Standing.SILENT)

    @property
    def awaited(self) -> int:
        return self._count(Standing.AWAITED)

    @property
    def against(self) -> int:
        return sum(line.is_against for line in self.lines)

    @property
    def dissents(self) -> int:
        """Not approved, and neither the institution nor the council has ended it."""
        return sum(line.request.is_dissent for line in self.lines)

    def _count(self, standing: Standing) -> int:
        return sum(line.standing == standing for line in self.lines)

    @property
    def words(self) -> str:
        """7 of 9 answered, 1 late, 1 not approved."""
        said = [_("%(answered)s of %(asked)s answered") % {"answered": self.answered, "asked": self.asked}]
        if self.late:
            said.append(_("%(n)s late") % {"n": self.late})
        if self.silent:
            said.append(_("%(n)s without an answer") % {"n": self.silent})
        if self.against:
            said.append(_("%(n)s not approved") % {"n": self.against})
        return ", ".join(said)

    @property
    def who_is_asked(self) -> str:
        return ", ".join(line.request.institution.short_name for line in self.lines)


def tally(requests: Iterable[Request], on: date, *, silence_agrees: bool = False) -> Tally:
    """Of requests read ``for_page``."""
    lines = [Line(request, on, silence_agrees) for request in requests]
    return Tally(tuple(sorted(lines, key=_trouble)))


def _trouble(line: Line) -> tuple[bool, int, str]:
    return not line.request.is_dissent, ORDER.index(line.standing), line.request.institution.short_name

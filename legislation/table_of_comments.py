"""The table of comments of a round: who was asked, who said what to which provision, and what the lead answers. Five queries."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.figures import day_text
from core.tables import Column
from legislation.models import Comment, Consultation, Opinion, Practice, Request
from legislation.rules.provisions import place_of
from legislation.rules.terms import ANSWERED, Standing

Position = Opinion.Position
TROUBLE_FIRST: tuple[str, ...] = (
    Position.NOT_APPROVED, Position.WITH_COMMENTS, Standing.SILENT, Standing.AWAITED, Position.APPROVED,
    Position.NOT_CONCERNED, Standing.CALLED_OFF, Standing.NOT_ASKED,
)  # fmt: skip


@dataclass(frozen=True)
class Stand:
    """How one institution stands in the round: its last word, or that there is none."""

    request: Request
    standing: Standing
    opinion: Opinion | None
    is_tacit_agreement: bool
    comments: Sequence[Comment]

    @property
    def kind(self) -> str:
        return self.opinion.position if self.opinion else str(self.standing)

    @property
    def says(self) -> str:
        """In words: the opinion, or that no answer came and what that counts as."""
        if self.opinion:
            return str(self.opinion.get_position_display())
        if self.is_tacit_agreement:
            return _("No answer: counts as agreement")
        return str(self.standing.label)

    @property
    def signed(self) -> str:
        """By whom, in which post."""
        if self.opinion is None:
            return ""
        return f"{self.opinion.signed_by}, {self.opinion.appointment.post_for(self.request.institution)}"

    @property
    def settled(self) -> str:
        """How a dissent ended; empty where there is none or it stands."""
        request = self.request
        if request.settled_on is None:
            return ""
        said = {
            "day": day_text(request.settled_on),
            "who": request.get_settled_by_display(),
            "words": request.settled_words,
        }
        return _("Dissent ended on %(day)s. %(who)s: %(words)s") % said

    @property
    def when(self) -> str:
        due_on = self.request.due_on
        if self.opinion is None or self.standing not in ANSWERED:
            return _("due %(day)s") % {"day": day_text(due_on)} if due_on else ""
        given = day_text(self.opinion.given_on)
        if self.standing is Standing.ON_TIME:
            return given
        days = (self.request.first_on - due_on).days if self.request.first_on and due_on else 0
        return ngettext("%(day)s, %(n)s day late", "%(day)s, %(n)s days late", days) % {"day": given, "n": days}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table as a file: a comment or, of who made none, the opinion or the silence alone."""

    stand: Stand
    number: int | None = None
    comment: Comment | None = None


def _of_comment(name: str) -> Callable[[Line], Any]:
    return lambda line: getattr(line.comment, name) if line.comment else ""


def _of_opinion(name: str) -> Callable[[Line], Any]:
    return lambda line: getattr(line.stand.opinion, name) if line.stand.opinion else None


@dataclass(frozen=True)
class TableOfComments:
    """``stands``: trouble first. It is a table of `core.exports` too: what the page tells, line by line."""

    consultation: Consultation
    stands: Sequence[Stand]
    columns: ClassVar[Mapping[str, Column[Any]]] = {
        "number": Column(gettext_lazy("No."), lambda line: line.number),
        "provision": Column(gettext_lazy("Provision"), _of_comment("provision")),
        "institution": Column(gettext_lazy("Institution"), lambda line: line.stand.request.institution.name),
        "comment": Column(gettext_lazy("Comment"), _of_comment("text")),
        "answer": Column(gettext_lazy("Answer"), lambda line: line.comment.get_reply_display() if line.comment else ""),
        "reason": Column(gettext_lazy("Reason"), _of_comment("reply_words")),
        "answered": Column(gettext_lazy("Answered on"), lambda line: line.comment.replied_on if line.comment else None),
        "opinion": Column(gettext_lazy("Opinion"), lambda line: line.stand.says),
        "given": Column(gettext_lazy("Given on"), _of_opinion("given_on")),
        "due": Column(gettext_lazy("Due on"), lambda line: line.stand.request.due_on),
        "in_time": Column(gettext_lazy("In time"), lambda line: str(line.stand.standing.label)),
        "words": Column(gettext_lazy("Reasons of the opinion"), _of_opinion("words")),
    }

    @property
    def export_name(self) -> str:
        return f"comments-{self.consultation.code.lower()}"

    @cached_property
    def comments(self) -> list[Line]:
        """Numbered in the order of provisions."""
        found = [(stand, comment) for stand in self.stands for comment in stand.comments]
        found.sort(key=lambda each: (place_of(each[1].provision), str(each[0].request.institution), each[1].number))
        return [Line(stand, number, comment) for number, (stand, comment) in enumerate(found, start=1)]

    @property
    def count(self) -> int:
        return len(list(self.all_rows()))

    def all_rows(self) -> Iterator[Line]:
        yield from self.comments
        yield from (Line(stand) for stand in self.stands if not stand.comments)

    @property
    def asked(self) -> int:
        return sum(stand.standing is not Standing.NOT_ASKED for stand in self.stands)

    @cached_property
    def kinds(self) -> Counter[str]:
        return Counter(stand.kind for stand in self.stands)

    @cached_property
    def replies(self) -> Counter[str]:
        return Counter(line.comment.reply for line in self.comments if line.comment)

    @property
    def agreed(self) -> int:
        """Approved, with or without comments; silence only where the rules of the day count it."""
        said = self.kinds[Position.APPROVED] + self.kinds[Position.WITH_COMMENTS]
        return said + sum(stand.is_tacit_agreement for stand in self.stands)

    @property
    def refused(self) -> int:
        return self.kinds[Position.NOT_APPROVED]

    @property
    def not_concerned(self) -> int:
        return self.kinds[Position.NOT_CONCERNED]

    @property
    def silent(self) -> int:
        return self.kinds[Standing.SILENT]

    @property
    def awaited(self) -> int:
        return self.kinds[Standing.AWAITED]

    @property
    def count_of_comments(self) -> int:
        return len(self.comments)

    @property
    def rule(self) -> str:
        """What silence counts as, where there is any."""
        if not self.silent:
            return ""
        if any(stand.is_tacit_agreement for stand in self.stands):
            return _(
                "By the rules of the day the round opened, no answer by the deadline counts as agreement. Nothing was "
                "written in the name of those that did not answer."
            )
        return _("No answer by the deadline counts as no answer, never as an approval.")

    @property
    def state(self) -> str:
        """Of which item, asked by whom, from when to when, and how it ended."""
        return " ".join(said for said in (*self._asking(), self._ending()) if said)

    def _asking(self) -> Iterator[str]:
        round_, item = self.consultation, self.consultation.item
        said: dict[str, Any] = {"n": round_.number, "item": item, "code": item.code, "lead": item.lead}
        yield _("Round %(n)s on “%(item)s” (%(code)s); %(lead)s asks.") % said
        if round_.opened_on is None or round_.due_on is None:
            yield _("Nobody has been asked.")
            return
        said |= {"opened": day_text(round_.opened_on), "due": day_text(round_.due_on), "n": round_.days}
        words = ngettext(
            "Sent out on %(opened)s, due on %(due)s after %(n)s working day.",
            "Sent out on %(opened)s, due on %(due)s after %(n)s working days.",
            round_.days,
        )
        yield words % said
        if round_.shortened_why:
            yield _("The term is shorter than the least: %(why)s") % {"why": round_.shortened_why}

    def _ending(self) -> str:
        round_ = self.consultation
        if round_.ended_on is None:
            return ""
        said = {"status": round_.get_status_display(), "day": day_text(round_.ended_on), "words": round_.ended_words}
        return _("%(status)s on %(day)s: %(words)s") % said

    @property
    def accepted(self) -> int:
        return self.replies[Comment.Reply.ACCEPTED]

    @property
    def partly(self) -> int:
        return self.replies[Comment.Reply.PARTLY]

    @property
    def rejected(self) -> int:
        return self.replies[Comment.Reply.REJECTED]

    @property
    def unanswered(self) -> int:
        return self.replies[""]

    @property
    def finding(self) -> str:
        """How the round stands, in one sentence."""
        against = ngettext("%(n)s institution has not approved", "%(n)s institutions have not approved", self.refused)
        silent = ngettext("%(n)s institution has not answered", "%(n)s institutions have not answered", self.silent)
        too = ngettext("%(n)s has not answered", "%(n)s have not answered", self.silent)
        if self.refused and self.silent:
            return f"{against % {'n': self.refused}}, {too % {'n': self.silent}}"
        if self.refused or self.silent:
            return against % {"n": self.refused} if self.refused else silent % {"n": self.silent}
        if self.awaited:
            return ngettext("%(n)s answer is awaited", "%(n)s answers are awaited", self.awaited) % {"n": self.awaited}
        return _("Nobody objects") if self.asked else _("Nobody has been asked yet")

    @property
    def answers(self) -> str:
        """How the comments were answered, in one sentence."""
        if not self.comments:
            return _("No comments were made")
        said = {
            "n": len(self.comments), "accepted": self.accepted, "partly": self.partly, "rejected": self.rejected,
            "open": self.unanswered,
        }  # fmt: skip
        words = ngettext(
            "%(n)s comment: %(accepted)s accepted, %(partly)s in part, %(rejected)s rejected",
            "%(n)s comments: %(accepted)s accepted, %(partly)s in part, %(rejected)s rejected",
            len(self.comments),
        )
        return (words + (_(", %(open)s not answered yet") if self.unanswered else "")) % said


def table_of_comments(consultation: Consultation, on: date) -> TableOfComments:
    """Of a round read with its item. The rules of the day it opened say what silence counts as."""
    comments: dict[int, list[Comment]] = defaultdict(list)
    for comment in Comment.objects.of_consultation(consultation.pk):
        comments[comment.opinion.request_id].append(comment)
    agrees = Practice.objects.on(consultation.opened_on or on).silence_agrees
    requests = Request.objects.filter(consultation=consultation).for_page()
    stands = [_stand(request, on, agrees, comments[request.pk]) for request in requests]
    stands.sort(key=lambda stand: (TROUBLE_FIRST.index(stand.kind), str(stand.request.institution)))
    return TableOfComments(consultation, stands)


def _stand(request: Request, on: date, agrees: bool, comments: Sequence[Comment]) -> Stand:
    standing = request.standing_on(on)
    return Stand(request, standing, request.last_word, agrees and standing is Standing.SILENT, comments)

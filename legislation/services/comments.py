from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from core.versions import update_if_current
from history.tracking import acting
from legislation.models import Comment, Consultation
from legislation.services.consultations import hold_open


@dataclass(frozen=True, slots=True)
class Answer:
    """What the lead says to one comment. ``version`` is that of the comment as it was seen."""

    comment: Comment
    version: int
    reply: str
    words: str = ""


def reply_to(comment: Comment, version: int, reply: str, *, by: User | None, on: date, words: str = "") -> Comment:
    """Accepted, partly or rejected; the last two say why. It may be changed until the round is concluded.

    Raises Conflict when somebody saved in between.
    """
    wrong = why_not_replied(reply, words)
    if wrong:
        raise ValidationError(wrong)
    with acting(by=by, verb="answered a comment"):
        written = update_if_current(comment, version, reply=reply, reply_words=words.strip(), replied_on=on)
        hold_open(comment.opinion.request.consultation)
        _refuse_replaced(comment)
    return written


def reply_to_all(consultation: Consultation, answers: Sequence[Answer], *, by: User | None, on: date) -> int:
    """Several answers at once, all or none; returns how many. Errors by field: ``reply_812``, ``words_812``.

    Raises Conflict when somebody answered one of them in between.
    """
    wrong = {}
    for answer in answers:
        for name, fault in why_not_replied(answer.reply, answer.words).items():
            wrong[f"{name}_{answer.comment.pk}"] = fault
    if wrong:
        raise ValidationError(wrong)
    with acting(by=by, verb="answered comments"):
        for answer in answers:
            update_if_current(
                answer.comment, answer.version, reply=answer.reply, reply_words=answer.words.strip(), replied_on=on
            )
            _refuse_replaced(answer.comment)
        hold_open(consultation)
    return len(answers)


def why_not_replied(reply: str, words: str) -> dict[str, str]:
    if reply not in Comment.Reply.values:
        return {"reply": _("Choose an answer: accepted, partly accepted or rejected.")}
    if reply != Comment.Reply.ACCEPTED and not words.strip():
        return {"words": _("Say why it is not taken over, or not all of it.")}
    return {}


def _refuse_replaced(comment: Comment) -> None:
    if comment.opinion.request.opinions.filter(number__gt=comment.opinion.number).exists():
        raise ValidationError(_("The institution has given a newer opinion since; answer what it says now."))

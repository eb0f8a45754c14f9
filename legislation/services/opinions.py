from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from core.dates import LAST_DAY
from core.figures import day_text
from core.versions import update_if_current
from history.tracking import acting
from legislation.models import Comment, Consultation, Opinion, Request
from legislation.services.consultations import hold_open
from ministries.models import Appointment


class Remark(NamedTuple):
    """A comment as it is given: to which provision, and what it says."""

    provision: str
    text: str


def give_opinion(
    request: Request,
    *,
    position: str,
    words: str = "",
    comments: Iterable[tuple[str, str]] = (),
    by: User,
    on: date,
    at: datetime,
    version: int | None = None,
) -> Opinion:
    """Sign what the institution says of the draft; never changes an earlier opinion. Late ones are taken until the round is
    concluded. A comment that is said again word for word keeps the answer it has. ``version`` is that of the request as it was
    seen; None: said without looking at it.

    Raises ValidationError by field, PermissionDenied without an appointment, Conflict when a colleague spoke in between.
    """
    appointment = _appointment(request, by, on)
    _refuse_untimely(request.consultation)
    remarks = _read(comments)
    _refuse_unfit(position, words, remarks)
    with acting(by=by, verb="gave an opinion"):
        settled = _reopened(request) if position == Opinion.Position.NOT_APPROVED else {}
        update_if_current(request, version if version is not None else _version(request), **settled)
        hold_open(request.consultation)
        last = request.opinions.order_by("-number").first()
        opinion = Opinion.objects.create(
            request=request, number=last.number + 1 if last else 1, position=position, words=words.strip(), signed_by=by,
            appointment=appointment, at=at, given_on=on,
        )  # fmt: skip
        Comment.objects.bulk_create(_comments(opinion, remarks, last))
    return opinion


def _appointment(request: Request, by: User, on: date) -> Appointment:
    appointment = Appointment.objects.act_of(by.pk, request.institution_id, on)
    if appointment is None:
        raise PermissionDenied(
            _("Only somebody appointed at %(institution)s may speak for it.") % {"institution": request.institution}
        )
    return appointment


def _version(request: Request) -> int:
    return Request.objects.select_for_update().get(pk=request.pk).version


def _reopened(request: Request) -> dict[str, object]:
    """A dissent its institution had ended itself begins anew; what the council ended stays ended."""
    if request.settled_by != Request.Settler.DISSENTER:
        return {}
    return {"settled_on": None, "settled_by": "", "settled_words": ""}


def _refuse_untimely(consultation: Consultation) -> None:
    if consultation.status == Consultation.Status.DRAFT:
        raise ValidationError(_("The round is not open yet: nobody is asked before."))
    if consultation.status == Consultation.Status.WITHDRAWN:
        raise ValidationError(_("The round was withdrawn: no opinion is asked for any more."))
    if consultation.status == Consultation.Status.CONCLUDED:
        said = {"day": day_text(consultation.ended_on) if consultation.ended_on else "", "lead": consultation.item.lead}
        raise ValidationError(
            _(
                "The round was concluded on %(day)s, and no opinion is taken after that. Write to %(lead)s, which may open a new "
                "round, or bring it to the council."
            )
            % said
        )


def _read(comments: Iterable[tuple[str, str]]) -> list[Remark]:
    """Without the rows that were left empty. Raises ValidationError for one that is half written."""
    found, wrong = [], {}
    for number, (provision, text) in enumerate(comments):
        remark = Remark(provision.strip(), text.strip())
        if remark.text and not remark.provision:
            wrong[f"provision_{number}"] = _("Name the provision, or write: whole draft.")
        elif remark.provision and not remark.text:
            wrong[f"text_{number}"] = _("Write the comment, or empty the row.")
        elif remark.text:
            found.append(remark)
    if wrong:
        raise ValidationError(wrong)
    return found


def _refuse_unfit(position: str, words: str, remarks: Sequence[Remark]) -> None:
    if position not in Opinion.Position.values:
        raise ValidationError({"position": _("Choose one of the four opinions.")})
    if position == Opinion.Position.NOT_APPROVED and not words.strip():
        raise ValidationError({"words": _("Say why it is not approved.")})
    if position == Opinion.Position.WITH_COMMENTS and not remarks:
        raise ValidationError({"position": _("Write at least one comment, or choose “Approved”.")})
    if position in (Opinion.Position.APPROVED, Opinion.Position.NOT_CONCERNED) and remarks:
        raise ValidationError(
            {
                "position": _(
                    "There are comments. Choose “Approved with comments” or “Not approved”, or empty their rows."
                )
            }
        )


def _comments(opinion: Opinion, remarks: Sequence[Remark], last: Opinion | None) -> Iterable[Comment]:
    answered = {Remark(each.provision, each.text): each for each in last.comments.all()} if last else {}
    for number, remark in enumerate(remarks, start=1):
        comment = Comment(opinion=opinion, number=number, provision=remark.provision, text=remark.text)
        same = answered.get(remark)
        if same:
            comment.reply, comment.reply_words, comment.replied_on = same.reply, same.reply_words, same.replied_on
        comment.clean_fields(exclude=["opinion"])
        yield comment


def ask_extension(request: Request, version: int, *, until: date, why: str, by: User, on: date) -> Request:
    """The institution wants more time, before its own deadline. Raises Conflict when somebody saved in between."""
    _appointment(request, by, on)
    wrong = {}
    if not why.strip():
        wrong["why"] = _("Say why more time is needed.")
    if request.due_on and not request.due_on < until <= LAST_DAY:
        wrong["until"] = _("Choose a day after the present deadline, %(day)s.") % {"day": day_text(request.due_on)}
    if wrong:
        raise ValidationError(wrong)
    _refuse_extension(request, on)
    with acting(by=by, verb="asked for more time"):
        written = update_if_current(
            request, version, extension_until=until, extension_why=why.strip(), extension_asked_on=on,
            extension_answered_on=None, extension_granted=None, extension_words="",
        )  # fmt: skip
        hold_open(request.consultation)
    return written


def _refuse_extension(request: Request, on: date) -> None:
    if request.opinions.exists():
        raise ValidationError(_("Your institution has answered already; it may still change its word."))
    if request.is_extension_pending:
        raise ValidationError(_("More time has been asked for, and the lead ministry has not answered yet."))
    if request.days_over(on):
        raise ValidationError(
            _("The deadline has passed. A late opinion is taken, with its date, until the round is concluded.")
        )


def answer_extension(
    request: Request, version: int, *, is_granted: bool, by: User | None, on: date, words: str = ""
) -> Request:
    """Granted moves the deadline of this institution alone; refused says why. Raises Conflict when somebody saved in between."""
    if not request.is_extension_pending:
        raise ValidationError(_("Nobody waits for an answer: no more time is asked for."))
    if not is_granted and not words.strip():
        raise ValidationError({"words": _("Say why there cannot be more time.")})
    moved = {"due_on": request.extension_until} if is_granted else {}
    with acting(by=by, verb="granted more time" if is_granted else "refused more time"):
        written = update_if_current(
            request, version, extension_answered_on=on, extension_granted=is_granted, extension_words=words.strip(), **moved
        )  # fmt: skip
        hold_open(request.consultation)
    return written


def end_dissent(request: Request, version: int, *, words: str, by: User, on: date) -> Request:
    """By the dissenter's own word, also after the round is concluded. Raises Conflict when somebody saved in between."""
    _appointment(request, by, on)
    return _settle(request, version, Request.Settler.DISSENTER, words, by, on)


def settle_by_council(request: Request, version: int, *, words: str, by: User | None, on: date) -> Request:
    """The council has decided about the dissent, as the words tell. Raises Conflict when somebody saved in between."""
    return _settle(request, version, Request.Settler.COUNCIL, words, by, on)


def _settle(request: Request, version: int, settler: str, words: str, by: User | None, on: date) -> Request:
    if not request.is_dissent:
        raise ValidationError(_("There is no dissent to end: the institution does not object, or no longer does."))
    if not words.strip():
        raise ValidationError({"words": _("Say how it ended: the words stand in the record.")})
    with acting(
        by=by, verb="ended its dissent" if settler == Request.Settler.DISSENTER else "ended a dissent by the council"
    ):
        return update_if_current(request, version, settled_on=on, settled_by=settler, settled_words=words.strip())

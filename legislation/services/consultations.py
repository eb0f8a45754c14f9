from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core.figures import day_text
from core.versions import update_if_current
from history.tracking import acting
from legislation.models import Comment, Consultation, Item, Practice, Request
from legislation.rules.terms import count, is_short
from legislation.services.codes import next_codes
from ministries.models import Country, Institution

OVER = (Item.Stage.IN_FORCE, Item.Stage.DROPPED)
PENDING = Q(extension_asked_on__isnull=False, extension_answered_on__isnull=True)
NAMED = 5
"""So many institutions or comments are told by name when something of theirs is missing."""


def prepare_consultation(
    item: Item,
    *,
    title: str,
    days: int,
    institutions: Collection[Institution],
    by: User | None,
    on: date,
    draft_url: str = "",
    changes: str = "",
) -> Consultation:
    """The next round of the item, in preparation: nobody is asked before it opens. Only adds: there is no version to name.

    A round after one that was open says what ``changes`` there are since.
    """
    _refuse_over(item)
    last = item.consultations.order_by("-number").first()
    made = Consultation(
        code="-", item=item, number=last.number + 1 if last else 1, title=title, days=days, draft_url=draft_url,
        changes=changes,
    )  # fmt: skip
    _refuse_without_changes(made)
    made.full_clean()
    _refuse_lead(item, institutions)
    made.code = next_codes("consultation_code", on)[0]
    with acting(by=by, verb="prepared a consultation"):
        made.save()
        Request.objects.bulk_create(Request(consultation=made, institution=each) for each in institutions)
    return made


def edit_consultation(
    consultation: Consultation,
    version: int,
    *,
    by: User | None,
    institutions: Collection[Institution] | None = None,
    **changes: Any,
) -> Consultation:
    """Words, days and exactly these institutions, while it is in preparation. Raises Conflict when somebody saved in between."""
    _refuse_unless(consultation, Consultation.Status.DRAFT)
    for name, value in changes.items():
        setattr(consultation, name, value)
    _refuse_without_changes(consultation)
    consultation.full_clean()
    if institutions is not None:
        _refuse_lead(consultation.item, institutions)
    with acting(by=by, verb="edited the consultation"):
        written = update_if_current(consultation, version, **changes)
        if institutions is not None:
            _ask_exactly(written, institutions)
    return written


def _ask_exactly(consultation: Consultation, institutions: Collection[Institution]) -> None:
    known = set(consultation.requests.values_list("institution", flat=True))
    consultation.requests.exclude(institution__in=institutions).delete()
    added = [each for each in institutions if each.pk not in known]
    Request.objects.bulk_create(Request(consultation=consultation, institution=each) for each in added)


def open_consultation(
    consultation: Consultation, version: int, *, by: User | None, on: date, shortened_why: str = ""
) -> Consultation:
    """Everybody named is asked, with the term counted from today. A term below the least wants a reason, which stands in the
    record for good; one that is long enough needs none.

    Raises Conflict when somebody saved in between.
    """
    _refuse_unless(consultation, Consultation.Status.DRAFT)
    _refuse_over(consultation.item)
    shortened_why = _reason_for_short(consultation, on, shortened_why)
    due_on = due_day(on, consultation.days)
    with acting(by=by, verb="opened the consultation", reason=shortened_why):
        written = update_if_current(
            consultation,
            version,
            status=Consultation.Status.OPEN,
            opened_on=on,
            due_on=due_on,
            shortened_why=shortened_why,
        )
        if not written.requests.update(asked_on=on, due_on=due_on):
            raise ValidationError(_("Nobody is asked yet. Choose at least one institution."))
    return written


def _reason_for_short(consultation: Consultation, on: date, why: str) -> str:
    least = Practice.objects.on(on).least_days
    if not is_short(consultation.days, least):
        return ""
    if not why.strip():
        said = {"days": consultation.days, "least": least}
        raise ValidationError(
            {
                "shortened_why": _(
                    "The term of %(days)s working days is shorter than the least of %(least)s. Say why: the reason stands in "
                    "the record."
                )
                % said
            }
        )
    return why.strip()


def due_day(on: date, days: int) -> date:
    """The last day of a term of so many working days that begins today."""
    return count(on, days, Country.objects.current().is_holiday).due_on


def ask_institution(consultation: Consultation, institution: Institution, *, by: User | None, on: date) -> Request:
    """One more in an open round, with the full term of its own. Only adds: there is no version to name."""
    _refuse_lead(consultation.item, [institution])
    with acting(by=by, verb="asked one more institution for its opinion"):
        held = hold_open(consultation)
        request = Request(
            consultation=held, institution=institution, asked_on=on, due_on=due_day(on, consultation.days)
        )
        request.full_clean()
        request.save()
    return request


def conclude(consultation: Consultation, version: int, *, words: str, by: User | None, on: date) -> Consultation:
    """Close the round: no opinion is taken after it. Everybody must have answered or let the own deadline pass, and every
    comment and every wish for more time must have its answer.

    Raises Conflict when somebody saved in between.
    """
    _refuse_unless(consultation, Consultation.Status.OPEN)
    _refuse_without_words(words)
    with acting(by=by, verb="concluded the consultation"):
        written = update_if_current(
            consultation, version, status=Consultation.Status.CONCLUDED, ended_on=on, ended_words=words
        )
        wrong = why_not_concluded(written, on)
        if wrong:
            raise ValidationError(wrong)
    return written


def why_not_concluded(consultation: Consultation, on: date) -> list[str]:
    """What is still missing in the round, in sentences; empty when it can be concluded."""
    requests = consultation.requests.filter(Q(due_on__gte=on) | PENDING).unanswered().select_related("institution")
    awaited = list(requests)
    pending = [request for request in awaited if request.is_extension_pending]
    running = [request for request in awaited if not request.is_extension_pending]
    missing = []
    if running:
        until = max(request.due_on for request in running if request.due_on)
        said = {"who": _named([request.institution.short_name for request in running]), "day": day_text(until)}
        missing.append(_("Still to answer by %(day)s: %(who)s.") % said)
    if pending:
        said = {"who": _named([request.institution.short_name for request in pending])}
        missing.append(_("These ask for more time, and wait for your word: %(who)s.") % said)
    comments = list(Comment.objects.of_consultation(consultation.pk).unanswered())
    if comments:
        which = _named(
            [
                f"{comment.opinion.request.institution.short_name} {comment.number} ({comment.provision})"
                for comment in comments
            ]
        )
        words = ngettext(
            "%(count)s comment is not answered yet: %(which)s.",
            "%(count)s comments are not answered yet: %(which)s.",
            len(comments),
        )
        missing.append(words % {"count": len(comments), "which": which})
    return missing


def _named(names: Sequence[str]) -> str:
    more = len(names) - NAMED
    shown = ", ".join(names[:NAMED])
    return _("%(names)s and %(more)s more") % {"names": shown, "more": more} if more > 0 else shown


def withdraw(consultation: Consultation, version: int, *, words: str, by: User | None, on: date) -> Consultation:
    """The round is called off, opened or not; whoever has not answered needs not any more.

    Raises Conflict when somebody saved in between.
    """
    _refuse_unless(consultation, Consultation.Status.DRAFT, Consultation.Status.OPEN)
    _refuse_without_words(words)
    with acting(by=by, verb="withdrew the consultation", reason=words):
        return update_if_current(
            consultation, version, status=Consultation.Status.WITHDRAWN, ended_on=on, ended_words=words
        )


def hold_open(consultation: Consultation) -> Consultation:
    """The round, held until the transaction ends so that nobody concludes it meanwhile. Refuses one that is not open."""
    held = Consultation.objects.select_for_update().get(pk=consultation.pk)
    _refuse_unless(held, Consultation.Status.OPEN)
    return held


def _refuse_unless(consultation: Consultation, *statuses: str) -> None:
    if consultation.status in statuses:
        return
    if consultation.status == Consultation.Status.DRAFT:
        raise ValidationError(_("The round is not open yet. Open it first."))
    if consultation.is_open:
        raise ValidationError(
            _("The round is open: what was sent out stays as it is. Withdraw it and prepare the next one to change it.")
        )
    raise ValidationError(
        _("This round is over (%(status)s). Prepare a new round of the item.")
        % {"status": consultation.get_status_display().lower()}
    )


def _refuse_over(item: Item) -> None:
    if item.stage in OVER:
        raise ValidationError(
            _("The item is %(stage)s: there is nothing to be asked about it.")
            % {"stage": item.get_stage_display().lower()}
        )


def _refuse_lead(item: Item, institutions: Collection[Institution]) -> None:
    if item.lead_id in {each.pk for each in institutions}:
        raise ValidationError({"institutions": _("The lead ministry asks; it is not asked itself.")})


def _refuse_without_changes(consultation: Consultation) -> None:
    earlier = consultation.item.consultations.filter(number__lt=consultation.number, opened_on__isnull=False)
    if not consultation.changes.strip() and earlier.exists():
        raise ValidationError(
            {
                "changes": _(
                    "There was a round before. Say what changed in the draft since, so that nobody reads it twice."
                )
            }
        )


def _refuse_without_words(words: str) -> None:
    if not words.strip():
        raise ValidationError({"words": _("Say how it ended: the words stand in the record.")})

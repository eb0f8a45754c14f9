"""Opinions that institutions owe, and what stands in the way of a round: one query for the duties, two for the concerns."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import questions
from core.access import Kind
from core.dates import add_working_days
from core.figures import day_text
from core.questions import Concern, ConcernKind, Due, DueKind, Fact, FactKind, Scope
from core.records import Ref, ref
from legislation.models import Consultation, Item, Opinion, Request
from ministries.models import Country

DAY = timedelta(days=1)
EXTENSION_DAYS = 2
"""Working days in which a wish for more time wants its answer; at once when the deadline passes meanwhile."""
INSTITUTION = "ministries.institution"
ITEM = Item._meta.label_lower
WORDS = 300


@questions.due.answer
def opinions(scope: Scope) -> Iterable[Due]:
    """Of institutions asked in an open round that have not answered, by the deadline of each."""
    if scope.person_ids is not None and scope.institution_ids is None:
        return
    rows = Request.objects.owed().select_related("consultation__item__lead", "institution")
    rows = rows.visible_to(scope.access) if scope.access else rows
    rows = scope.of(rows, ITEM, "consultation__item")
    if scope.institution_ids is not None:
        rows = rows.filter(institution__in=scope.institution_ids)
    if scope.until:
        rows = rows.filter(due_on__lte=scope.until)
    for request in rows:
        yield _due(request)


def _due(request: Request) -> Due:
    round_ = request.consultation
    assert request.asked_on is not None
    assert request.due_on is not None
    return Due(
        kind=DueKind.OPINION,
        key=f"opinion:{request.pk}",
        record=ref(request),
        institution_id=request.institution_id,
        person_id=None,
        asked_on=request.asked_on,
        due_on=request.due_on,
        title=_("Opinion on “%(draft)s”") % {"draft": round_},
        why=_("%(lead)s asks for your opinion on this draft, round %(n)s of “%(item)s”.")
        % {"lead": round_.item.lead, "n": round_.number, "item": round_.item},
        path=request.get_absolute_url(),
    )


@questions.concern.answer(ConcernKind.DISSENT, ConcernKind.SILENCE, ConcernKind.EXTENSION)
def requests(scope: Scope) -> Iterable[Concern]:
    """Dissent is for the council, silence the move of who was asked, a wish for more time that of the lead."""
    if not _may_find(scope):
        return
    rows = _narrowed(Request.objects.with_last_word().in_the_way(scope.on), scope, "consultation__")
    if scope.institution_ids is not None:
        rows = rows.filter(
            Q(institution__in=scope.institution_ids) | Q(consultation__item__lead__in=scope.institution_ids)
        )
    for request in rows.select_related("consultation__item__lead", "institution").order_by("pk"):
        yield from (each for each in _of_request(request, scope.on) if _is_about(each, request, scope))


def _may_find(scope: Scope) -> bool:
    if scope.access is not None and scope.access.kind in (Kind.VISITOR, Kind.PARTNER):
        return False
    is_of_people = scope.person_ids is not None and scope.institution_ids is None
    return not is_of_people and scope.ids_of(ITEM) != frozenset()


def _narrowed(rows: Any, scope: Scope, prefix: str = "") -> Any:
    """The visible ones of the items asked about; ``prefix`` leads to the round."""
    ids = scope.ids_of(ITEM)
    rows = rows if ids is None else rows.filter(**{f"{prefix}item__in": ids})
    return rows.visible_to(scope.access) if scope.access else rows


def _is_about(concern: Concern, request: Request, scope: Scope) -> bool:
    """Whose move it is; a dissent is told to both sides."""
    if scope.institution_ids is None or concern.kind is ConcernKind.DISSENT:
        return True
    return concern.institution_id in scope.institution_ids


def _of_request(request: Any, on: date) -> Iterator[Concern]:
    if request.last_position == Opinion.Position.NOT_APPROVED:
        yield _dissent(request)
    elif request.is_extension_pending:
        if _wants_an_answer(request, on):
            yield _extension(request)
    else:
        yield _silence(request, on)


def _dissent(request: Any) -> Concern:
    round_: Consultation = request.consultation
    assert round_.due_on is not None
    ripe_on = min([round_.due_on + DAY, *([round_.ended_on] if round_.ended_on else [])])
    words = Truncator(" ".join(request.last_words.split())).chars(WORDS)
    return Concern(
        kind=ConcernKind.DISSENT,
        key=f"dissent:{request.pk}:{request.last_on:%Y%m%d}",
        record=ref(round_.item),
        since_on=max(request.last_on, ripe_on),
        severity=1,
        institution_id=None,
        title=_("%(institution)s has not approved: %(draft)s") % {"institution": request.institution, "draft": round_},
        why=_("“%(words)s” Only its own word or the council ends this.") % {"words": words},
        path=round_.get_absolute_url(),
    )


def _silence(request: Any, on: date) -> Concern:
    round_: Consultation = request.consultation
    said = {"lead": round_.item.lead, "asked": day_text(request.asked_on), "due": day_text(request.due_on)}
    return Concern(
        kind=ConcernKind.SILENCE,
        key=f"silence:{request.pk}:{request.due_on:%Y%m%d}",
        record=ref(round_.item),
        since_on=request.due_on + DAY,
        severity=2,
        institution_id=request.institution_id,
        title=_("No opinion from %(institution)s: %(draft)s") % {"institution": request.institution, "draft": round_},
        why=_("%(lead)s asked on %(asked)s; the deadline was %(due)s. Until the round is concluded an answer is taken.")
        % said,
        path=round_.get_absolute_url(),
        days=(on - request.due_on).days,
    )


def _wants_an_answer(request: Request, on: date) -> bool:
    assert request.extension_asked_on is not None
    if request.days_over(on):
        return True
    if on <= request.extension_asked_on + EXTENSION_DAYS * DAY:
        return False
    is_holiday = Country.objects.current().is_holiday
    return on > add_working_days(request.extension_asked_on, EXTENSION_DAYS, is_holiday)


def _extension(request: Any) -> Concern:
    round_: Consultation = request.consultation
    said = {"until": day_text(request.extension_until), "asked": day_text(request.extension_asked_on)}
    return Concern(
        kind=ConcernKind.EXTENSION,
        key=f"extension:{request.pk}:{request.extension_asked_on:%Y%m%d}",
        record=ref(round_.item),
        since_on=request.extension_asked_on,
        severity=2,
        institution_id=round_.item.lead_id,
        title=_("%(institution)s waits for an answer whether it may have more time: %(draft)s")
        % {"institution": request.institution, "draft": round_},
        why=_("On %(asked)s it asked for time until %(until)s: %(why)s") % {**said, "why": request.extension_why},
        path=round_.get_absolute_url(),
    )


@questions.concern.answer(ConcernKind.COMMENTS)
def comments(scope: Scope) -> Iterable[Concern]:
    """Not answered by the lead although the round is past its deadline."""
    if not _may_find(scope):
        return
    rows = _narrowed(Consultation.objects.with_comments_to_answer(scope.on), scope)
    if scope.institution_ids is not None:
        rows = rows.filter(item__lead__in=scope.institution_ids)
    for round_ in rows.select_related("item__lead").order_by("pk"):
        yield _comments(round_)


def _comments(round_: Any) -> Concern:
    title = ngettext(
        "%(n)s comment is not answered: %(draft)s", "%(n)s comments are not answered: %(draft)s", round_.to_answer
    )
    return Concern(
        kind=ConcernKind.COMMENTS,
        key=f"comments:{round_.pk}",
        record=ref(round_.item),
        since_on=round_.due_on + DAY,
        severity=3,
        institution_id=round_.item.lead_id,
        title=title % {"n": round_.to_answer, "draft": round_},
        why=_("The round was due on %(due)s. %(lead)s answers each comment before it is concluded.")
        % {"due": day_text(round_.due_on), "lead": round_.item.lead},
        path=f"{round_.get_absolute_url()}#comments",
    )


@questions.about.answer
def opinions_owed(refs: Collection[Ref], scope: Scope) -> Iterable[Fact]:
    """Of the opinions an institution owes, how many are past their deadline."""
    ids = [each.pk for each in refs if each.model == INSTITUTION]
    if not ids or (scope.access is not None and scope.access.kind in (Kind.VISITOR, Kind.PARTNER)):
        return
    rows = Request.objects.visible_to(scope.access) if scope.access else Request.objects.all()
    for row in rows.owed_by(ids, scope.on):
        yield Fact(
            about=Ref(INSTITUTION, row["institution"]),
            kind=FactKind.OPINIONS,
            title=_("Opinions owed that are past their deadline"),
            path=reverse("legislation:discipline"),
            count=row["overdue"],
            of=row["owed"],
        )

"""Who cannot be reached is not in the loop."""

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core import questions
from core.access import Kind
from core.questions import Concern, ConcernKind, Scope
from core.records import ref
from outbox.models import Mail

MOST_POSTS = 3


@questions.concern.answer(ConcernKind.UNREACHABLE)
def refused_addresses(scope: Scope) -> Iterable[Concern]:
    """People whose last mail was refused at the address they have today. The office's move: it knows whom to ring up."""
    if scope.access is not None and scope.access.kind is not Kind.OFFICE:
        return
    mails = Mail.objects.refused_last().select_related("recipient")
    if scope.person_ids is not None:
        mails = mails.filter(recipient__in=scope.person_ids)
    people = scope.ids_of("accounts.user")
    if people is not None:
        mails = mails.filter(recipient__in=people)
    found = [mail for mail in mails if mail.ended_at]
    held: dict[int, list[str]] = {mail.recipient_id: [] for mail in found}
    for right in questions.rights(frozenset(held), scope.on) if held else ():
        if right.writes and _is_asked_about(right.record.pk, scope):
            held[right.person_id].append(right.why)
    since = _since(frozenset(held))
    for mail in found:
        posts = held[mail.recipient_id]
        if posts or scope.institution_ids is None:
            yield _concern(mail, timezone.localdate(since[mail.recipient_id]), posts)


def _since(people: frozenset[int]) -> dict[int, datetime]:
    """Person to the first refusal that no mail that was taken followed."""
    first: dict[int, datetime] = {}
    for person_id, state, ended_at in Mail.objects.endings_of(people):
        if state == Mail.State.SENT:
            first.pop(person_id, None)
        else:
            first.setdefault(person_id, ended_at)
    return first


def _is_asked_about(institution_id: int, scope: Scope) -> bool:
    return scope.institution_ids is None or institution_id in scope.institution_ids


def _concern(mail: Mail, since_on: date, posts: list[str]) -> Concern:
    said = _("The mail server refuses %(address)s: %(words)s") % {"address": mail.address, "words": mail.words or "–"}
    return Concern(
        kind=ConcernKind.UNREACHABLE,
        key=f"unreachable:{mail.recipient_id}:{mail.address}",
        record=ref(mail.recipient),
        since_on=since_on,
        severity=1 if posts else 3,
        institution_id=None,
        title=_("No mail reaches %(person)s") % {"person": mail.recipient},
        why="; ".join([said, *posts[:MOST_POSTS]]),
        path=reverse("outbox:delivery-detail", args=[mail.pk]),
    )

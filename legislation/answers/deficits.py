"""EU law whose deadline has passed, late or wrong, and whose move it is: one query for the whole government."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from core import questions
from core.questions import Concern, ConcernKind, Scope
from core.records import ref
from legislation.models import Act
from legislation.shortfall import Shortfall

ACT = Act._meta.label_lower


@questions.concern.answer(ConcernKind.TRANSPOSITION_DEFICIT)
def late(scope: Scope) -> Iterable[Concern]:
    """No national law is in force after the deadline."""
    for act in _asked_about(scope).late():
        yield _concern(act, ConcernKind.TRANSPOSITION_DEFICIT, _("Not transposed in time: %(act)s"))


@questions.concern.answer(ConcernKind.CONFORMITY_DEFICIT)
def wrong(scope: Scope) -> Iterable[Concern]:
    """National law is in force and falls short, or nobody has compared all of it."""
    for act in _asked_about(scope).wrong():
        yield _concern(act, ConcernKind.CONFORMITY_DEFICIT, _("Not transposed in full: %(act)s"))


def _asked_about(scope: Scope) -> Any:
    """It is the move of the lead of the item that works on it, as far as the item may be seen; otherwise the office's."""
    rows = Act.objects.all()
    if scope.access is not None:
        rows = rows.visible_to(scope.access)
    if scope.person_ids is not None and scope.institution_ids is None:
        rows = rows.none()
    ids = scope.ids_of(ACT)
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    rows = rows.with_standing(scope.on, scope.access).deficits(scope.on)
    return rows if scope.institution_ids is None else rows.led_by(scope.institution_ids)


def _concern(act: Act, kind: ConcernKind, title: str) -> Concern:
    short = Shortfall(act)
    return Concern(
        kind=kind,
        key=f"{kind}:{act.pk}",
        record=ref(act),
        since_on=short.standing.since_on,
        severity=short.standing.severity(short.on),
        institution_id=short.lead_id,
        title=title % {"act": act},
        why=short.why,
        path=act.get_absolute_url(),
        days=short.days,
    )

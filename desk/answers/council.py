"""What the office has marked for the council: a concern of its own kind until there is a council (DOMAIN section 4)."""

from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import gettext as _

from core import questions
from core.access import Kind
from core.figures import day_text
from core.questions import Concern, ConcernKind, Scope
from desk.models import Handling

KEY = "for the council:%s"
"""Of the key of the concern that was marked."""


@questions.concern.answer(ConcernKind.FOR_COUNCIL)
def marked(scope: Scope) -> Iterable[Concern]:
    """Only what still stands in the way, and only to those who may see that: it is asked for again, narrowed to its records."""
    if scope.access is not None and scope.access.kind in (Kind.VISITOR, Kind.PARTNER):
        return
    marks = Handling.objects.for_council().exclude(council_on__gt=scope.on)
    if scope.records is not None:
        marks = marks.about(scope.records)
    on_list = {mark.key: mark for mark in marks}
    if not on_list:
        return
    kinds = frozenset(ConcernKind(mark.kind) for mark in on_list.values()) - {ConcernKind.FOR_COUNCIL}
    refs = frozenset(mark.about for mark in on_list.values())
    for concern in questions.concern(replace(scope, records=refs), kinds):
        if concern.key in on_list:
            yield _for_council(concern, on_list[concern.key])


def _for_council(concern: Concern, mark: Handling) -> Concern:
    assert mark.council_on is not None
    return replace(
        concern,
        kind=ConcernKind.FOR_COUNCIL,
        key=KEY % concern.key,
        since_on=mark.council_on,
        institution_id=None,
        title=_("For the council: %(title)s") % {"title": concern.title},
        why=_("%(why)s Marked by the office on %(day)s.") % {"why": concern.why, "day": day_text(mark.council_on)},
    )

"""What two reminders did not move: a concern for the office instead of a third reminder (DOMAIN section 4, desk and digests)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import partial

from django.utils.translation import gettext as _

from core import questions
from core.figures import day_text
from core.questions import Concern, ConcernKind, Due, Scope
from core.reminders import reminded_twice_on
from legislation.models import Request
from ministries.models import Country
from projects.models import Milestone, Participation, Report, Risk
from strategy.models import Indicator

KEY = "reminded twice:%s"
"""Of the key of the duty."""
PREFIX = KEY % ""
OWED = frozenset(model._meta.label_lower for model in (Report, Milestone, Participation, Risk, Request, Indicator))
"""What duties are about. A page about anything else needs no question about them."""


@questions.concern.answer(ConcernKind.REMINDED_TWICE)
def unanswered(scope: Scope) -> Iterable[Concern]:
    """From the day after the second reminder until somebody answers. The office's move, and only to who looks at the whole government."""
    if scope.institution_ids is not None or (scope.access is not None and not scope.access.sees_everything):
        return []
    if scope.records is not None and not any(record.model in OWED for record in scope.records):
        return []
    dues = questions.due(replace(scope, until=None, records=None))
    return reminded_in_vain([due for due in dues if scope.records is None or due.record in scope.records], scope)


def owed_key(thing: Due | Concern) -> str | None:
    """Of the duty that can be reminded of by hand; None: nobody owes an answer to this."""
    if isinstance(thing, Due):
        return thing.key
    return thing.key.removeprefix(PREFIX) if thing.kind is ConcernKind.REMINDED_TWICE else None


def reminded_in_vain(dues: Iterable[Due], scope: Scope) -> list[Concern]:
    country = Country.objects.first()
    if country is None:
        return []
    found = ((due, reminded_twice_on(due, scope.on, country.is_holiday)) for due in dues)
    return [_concern(due, since_on, scope) for due, since_on in found if since_on]


def _concern(due: Due, since_on: date, scope: Scope) -> Concern:
    is_late = due.due_on < scope.on
    return Concern(
        kind=ConcernKind.REMINDED_TWICE,
        key=KEY % due.key,
        record=due.record,
        since_on=since_on,
        severity=2 if is_late else 3,
        institution_id=None,
        title=partial(_title, due),
        why=partial(_why, due, since_on, is_late=is_late),
        path=due.path,
        days=(scope.on - since_on).days,
    )


def _title(due: Due) -> str:
    return _("Not answered after two reminders: %(what)s") % {"what": due.title}


def _why(due: Due, since_on: date, *, is_late: bool) -> str:
    return " ".join(
        [
            _("Asked on %(asked)s, reminded for the last time on %(last)s.")
            % {"asked": day_text(due.asked_on), "last": day_text(since_on)},
            (_("It was due on %(due)s.") if is_late else _("It is due on %(due)s.")) % {"due": day_text(due.due_on)},
            _("No third reminder goes out: somebody has to ask in person."),
        ]
    )

"""What the office has done about what stands in the way by the day of loading, and what people follow."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from core import questions
from core.access import access_of
from core.dates import DAY
from core.questions import Concern, ConcernKind, Due, Scope
from core.records import Ref, ref
from demo.country import following_up
from demo.country.days import moment, working
from demo.country.following_up import FollowsPlan, HandlingPlan, ThingPlan
from demo.services.loading import Loading
from desk.services import handle, mark_for_council
from ministries.models import CoordinationFunction
from outbox.services import follow


def note_following_up(loading: Loading) -> None:
    for handling in following_up.handlings():
        loading.diary.note(_at(loading, handling.days, handling.names), partial(_handle, loading, handling))
    for thing in following_up.for_council():
        loading.diary.note(_at(loading, thing.days, thing.names), partial(_mark, loading, thing))
    for plan in following_up.follows():
        loading.diary.note(_at(loading, plan.days, plan.person), partial(_follow, loading, plan))


def _at(loading: Loading, days: int, seed: str) -> datetime:
    return moment(working(loading.calendar.today - days * DAY, -DAY), seed)


def _thing(loading: Loading, plan: ThingPlan, on: date) -> Concern | Due | None:
    """None where the day of loading is one on which it does not stand in the way."""
    scope = Scope(on, access=access_of(loading.people[plan.by], on=on))
    owed = [due for due in questions.due(scope) if due.due_on < on]
    kinds = [kind for kind in ConcernKind if kind == plan.about]
    found: list[Concern | Due] = [*owed, *questions.concern(scope, kinds)]
    named = [thing for thing in found if thing.kind == plan.about and plan.names in thing.title]
    return min(named, key=lambda thing: thing.key, default=None)


def _handle(loading: Loading, plan: HandlingPlan, at: datetime) -> None:
    thing = _thing(loading, plan, at.date())
    if thing is None:
        return
    handle(
        thing,
        0,
        by=loading.people[plan.by],
        on=at.date(),
        snoozed_until=None if plan.put_off is None else working(loading.calendar.today + plan.put_off * DAY),
        handled_by=loading.people[plan.handled_by] if plan.handled_by else None,
        note=plan.note,
    )


def _mark(loading: Loading, plan: ThingPlan, at: datetime) -> None:
    thing = _thing(loading, plan, at.date())
    if thing is not None:
        mark_for_council(thing, 0, by=loading.people[plan.by], on=at.date())


def _follow(loading: Loading, plan: FollowsPlan, at: datetime) -> None:
    for record in _records(loading, plan):
        follow(record, by=loading.people[plan.person], at=at)


def _records(loading: Loading, plan: FollowsPlan) -> Iterator[Ref]:
    yield from (ref(loading.projects[key]) for key in plan.projects)
    yield from (ref(loading.items[key]) for key in plan.items)
    yield from (ref(loading.institutions[key]) for key in plan.institutions)
    yield from (ref(function) for function in CoordinationFunction.objects.filter(code__in=plan.functions))

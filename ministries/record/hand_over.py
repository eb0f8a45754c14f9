"""What passes on when an appointment ends: everything open that was theirs, and to whom."""

from dataclasses import dataclass
from datetime import date, timedelta

from accounts.models import User
from core.access import Access
from core.questions import Concern, Due, DueKind, Scope
from ministries.models import Appointment
from ministries.record.institution import Holding, Part, asked_of, concerns_about, holding_of, parts_of

DAY = timedelta(days=1)
AHEAD = timedelta(days=90)
MOST_PROJECTS = 200


@dataclass(frozen=True, slots=True)
class Follower:
    person: User
    post: str


@dataclass(frozen=True, slots=True)
class HandOver:
    """``follows_on``: from this day the ``followers`` are asked. ``until``: milestones are told up to this day."""

    follows_on: date
    until: date
    followers: list[Follower]
    owed: list[Due]
    milestones: list[Due]
    holding: Holding
    parts: list[Part]
    concerns: list[Concern]


def hand_over_of(appointment: Appointment, access: Access, on: date) -> HandOver:
    """As it stands on a day, cut to what the reader may see."""
    last_day = appointment.ends_on or on
    until = max(on, last_day) + AHEAD
    own, person = frozenset({appointment.institution_id}), frozenset({appointment.person_id})
    scope = Scope(on, until=until, access=access, institution_ids=own, person_ids=person, most=MOST_PROJECTS)
    dues = asked_of(scope)
    follows_on = max(on, last_day + DAY)
    return HandOver(
        follows_on=follows_on,
        until=until,
        followers=followers_of(appointment, follows_on),
        owed=[due for due in dues if due.kind != DueKind.MILESTONE],
        milestones=[due for due in dues if due.kind == DueKind.MILESTONE],
        holding=holding_of(appointment.institution, scope),
        parts=[part for part in parts_of(appointment.institution, on) if part.holds],
        concerns=concerns_about(scope),
    )


def followers_of(appointment: Appointment, on: date) -> list[Follower]:
    """Who is asked for the institution on a day without this appointment."""
    asked = Appointment.objects.exclude(pk=appointment.pk).asked([appointment.institution_id], on)
    people = User.objects.in_bulk([each.person_id for each in asked])
    return [Follower(people[each.person_id], each.post) for each in asked]

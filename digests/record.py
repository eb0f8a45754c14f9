"""What stands beside one's notification settings: what the next mail will carry, and what one follows."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst

from accounts.models import User
from core import questions
from core.access import Access
from core.questions import Scope
from core.records import seen_by
from outbox.models import Follow


@dataclass(frozen=True, slots=True)
class Owed:
    count: int
    overdue: int


def owed_by(user: User, access: Access, on: date) -> Owed:
    """By the institutions this person is asked for today."""
    asked = questions.asked(access.institution_ids, on)
    ids = frozenset(each.institution_id for each in asked if each.person_id == user.pk)
    dues = questions.due(Scope(on=on, access=access, institution_ids=ids)) if ids else []
    come = [due for due in dues if due.asked_on <= on]
    return Owed(len(come), sum(due.due_on < on for due in come))


@dataclass(frozen=True, slots=True)
class Followed:
    kind: str
    title: str
    path: str
    stop_path: str


def followed_by(user: User, access: Access) -> list[Followed]:
    """What this person follows and may see, by kind and name: one query for each kind."""
    seen = seen_by(access, Follow.objects.of(user).refs())
    found = [_followed(ref.model, record) for ref, record in seen.items()]
    return sorted(found, key=lambda each: (each.kind, each.title.casefold()))


def _followed(model: str, record: Any) -> Followed:
    stop = reverse("outbox:unfollow", args=[model, record.pk])
    return Followed(capfirst(str(record._meta.verbose_name)), str(record), record.get_absolute_url(), stop)

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Self

from django.db.models import F, Q

from core.querysets import RecordQuerySet

if TYPE_CHECKING:
    from desk.models import Feed

FORGOTTEN = timedelta(days=90)
"""A program asks every day; a feed that nobody has asked for so long stops working by itself."""


class FeedQuerySet(RecordQuerySet["Feed"]):
    def of(self, person_id: int) -> Self:
        return self.filter(person=person_id)

    def standing(self) -> Self:
        return self.filter(revoked_at__isnull=True)

    def working(self, on: date) -> Self:
        """Not revoked, not forgotten, of an open account; an account that was closed and opened again starts without one."""
        is_used = Q(last_used_on__gte=on - FORGOTTEN) | Q(made_at__date__gte=on - FORGOTTEN)
        is_of_this_opening = Q(person__invited_at__isnull=True) | Q(person__invited_at__lte=F("made_at"))
        return self.standing().filter(is_used, is_of_this_opening, person__is_active=True)

    def opened_by(self, digest: str, on: date) -> Feed | None:
        return self.working(on).filter(digest=digest).select_related("person").first()

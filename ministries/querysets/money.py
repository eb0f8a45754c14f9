from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db.models import Case, When

from core.access import Access
from core.querysets import RecordQuerySet

if TYPE_CHECKING:
    from ministries.models import ExchangeRate


class ExchangeRateQuerySet(RecordQuerySet["ExchangeRate"]):
    def visible_to(self, access: Access) -> Self:
        """Facts from outside: who may ask at all sees every one."""
        return self

    def for_list(self, on: date) -> Self:
        """With ``is_in_force``: the newest of its currency until that day."""
        return self.annotate(is_in_force=Case(When(pk__in=self.in_force(on).values("pk"), then=True), default=False))

    def in_force(self, on: date) -> Self:
        """The newest rate of each currency until that day."""
        newest = self.filter(on__lte=on).order_by("currency", "-on").distinct("currency")
        return self.filter(pk__in=newest.values("pk"))

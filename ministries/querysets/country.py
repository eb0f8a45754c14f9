from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from core.querysets import RecordQuerySet

if TYPE_CHECKING:
    from ministries.models import Country, Holiday


class CountryQuerySet(RecordQuerySet["Country"]):
    def current(self) -> Country:
        """The one row of settings. Raises Country.DoesNotExist before set-up."""
        return self.get(pk=1)


class HolidayQuerySet(RecordQuerySet["Holiday"]):
    def from_day(self, on: date) -> Self:
        return self.filter(on__gte=on)

    def before_day(self, on: date) -> Self:
        return self.filter(on__lt=on)

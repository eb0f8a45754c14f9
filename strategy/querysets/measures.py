from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db.models import F, Q

from core.access import Access
from core.querysets import RecordQuerySet
from strategy.querysets.aims import reads_strategy

if TYPE_CHECKING:
    from strategy.models import IndexCountry, Indicator, Reading


class IndexCountryQuerySet(RecordQuerySet["IndexCountry"]):
    def visible_to(self, access: Access) -> Self:
        return self.none_unless(reads_strategy(access))


class IndicatorQuerySet(RecordQuerySet["Indicator"]):
    def indices(self) -> Self:
        """International ones, with readings of several countries."""
        return self.filter(country__isnull=False)

    def visible_to(self, access: Access) -> Self:
        return self.none_unless(reads_strategy(access))


class ReadingQuerySet(RecordQuerySet["Reading"]):
    def own(self) -> Self:
        """What counts for the aim: of an index only the readings of our country."""
        return self.filter(Q(country__isnull=True) | Q(country=F("indicator__country")))

    def visible_to(self, access: Access) -> Self:
        return self.none_unless(reads_strategy(access))

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Exists, F, Max, OuterRef, Prefetch, Q
from django.db.models.functions import Coalesce

from core.access import Access
from core.querysets import RecordQuerySet
from strategy.querysets.aims import reads_strategy

if TYPE_CHECKING:
    from strategy.models import IndexCountry, Indicator, Reading


class IndexCountryQuerySet(RecordQuerySet["IndexCountry"]):
    def visible_to(self, access: Access) -> Self:
        return self.none_unless(reads_strategy(access))

    def with_readings(self) -> Self:
        return self.filter(Exists(self.related("readings").filter(country=OuterRef("pk"))))


class IndicatorQuerySet(RecordQuerySet["Indicator"]):
    def indices(self) -> Self:
        """International ones, with readings of several countries."""
        return self.filter(country__isnull=False)

    def measured_at_home(self) -> Self:
        return self.filter(country__isnull=True)

    def with_own_readings(self) -> Self:
        """With ``own_readings``, oldest first; one more query for any number of them."""
        readings: Any = self.related("readings")
        own = readings.own().order_by("on", "pk")
        return self.prefetch_related(Prefetch("readings", own, to_attr="own_readings"))

    def asked_on(self, on: date) -> Self:
        """Those whose lead is asked for readings, with ``last_on``: the day of the last own one, else of the baseline."""
        own = Q(readings__country__isnull=True) | Q(readings__country=F("country"))
        lasts = Q(objective__strategy__ends_on__isnull=True) | Q(objective__strategy__ends_on__gte=on)
        last_on = Coalesce(Max("readings__on", filter=own), F("baseline_on"))
        return (
            self.filter(lasts, reading_months__isnull=False, objective__isnull=False)
            .select_related("objective")
            .annotate(last_on=last_on)
            .filter(last_on__isnull=False)
        )

    def for_list(self) -> Self:
        return self.select_related("objective__lead", "country")

    def visible_to(self, access: Access) -> Self:
        return self.none_unless(reads_strategy(access))


class ReadingQuerySet(RecordQuerySet["Reading"]):
    def own(self) -> Self:
        """What counts for the aim: of an index only the readings of our country."""
        return self.filter(Q(country__isnull=True) | Q(country=F("indicator__country")))

    def of_countries(self, countries: Collection[IndexCountry]) -> Self:
        return self.filter(country__in=countries)

    def for_list(self) -> Self:
        return self.select_related("indicator", "country", "import_run")

    def visible_to(self, access: Access) -> Self:
        return self.none_unless(reads_strategy(access))

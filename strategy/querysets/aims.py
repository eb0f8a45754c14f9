from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self, TypeVar

from django.apps import apps
from django.db.models import Count, Func, Model, Prefetch, Q, Value

from core.access import Access, Kind
from core.querysets import RecordQuerySet, covers, sorted_by

if TYPE_CHECKING:
    from strategy.models import Objective, Strategy

M = TypeVar("M", bound=Model)


def reads_strategy(access: Access) -> bool:
    """The whole government; neither visitors nor partners (DOMAIN section 2)."""
    return access.kind not in (Kind.VISITOR, Kind.PARTNER)


class TitledQuerySet(RecordQuerySet[M]):
    """What is found by the words of its title."""

    def keyed_by_title(self) -> Self:
        return self.annotate(title_key=sorted_by("title"))

    def search(self, words: str) -> Self:
        """Every word, whatever the case and accents."""
        found = self.keyed_by_title()
        for word in words.split():
            found = found.filter(title_key__contains=Func(Value(word), function="sort_key"))
        return found


class StrategyQuerySet(TitledQuerySet["Strategy"]):
    def current(self, on: date) -> Self:
        return self.filter(covers(on))

    def visible_to(self, access: Access) -> Self:
        return self.none_unless(reads_strategy(access))

    def for_list(self) -> Self:
        """With how many objectives it has, and how many of them without a measure."""
        return (
            self.keyed_by_title()
            .select_related("lead")
            .annotate(
                objective_count=Count("objectives", distinct=True),
                unmeasured_count=Count("objectives", filter=Q(objectives__indicators__isnull=True), distinct=True),
            )
        )


class ObjectiveQuerySet(TitledQuerySet["Objective"]):
    def visible_to(self, access: Access) -> Self:
        return self.none_unless(reads_strategy(access))

    def led_by(self, institution_ids: frozenset[int]) -> Self:
        return self.filter(lead__in=institution_ids)

    def unmeasured(self) -> Self:
        return self.filter(indicators__isnull=True)

    def for_list(self) -> Self:
        return self.keyed_by_title().select_related("strategy", "lead")

    def with_measures(self) -> Self:
        """With indicators and, as ``own_readings``, what they showed; three queries for any number of them."""
        indicators = apps.get_model("strategy", "Indicator")._default_manager
        return self.for_list().prefetch_related(Prefetch("indicators", indicators.with_own_readings()))

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from core.access import Access, Kind
from core.querysets import RecordQuerySet, covers

if TYPE_CHECKING:
    from strategy.models import Objective, Strategy


def reads_strategy(access: Access) -> bool:
    """The whole government; neither visitors nor partners (DOMAIN section 2)."""
    return access.kind not in (Kind.VISITOR, Kind.PARTNER)


class StrategyQuerySet(RecordQuerySet["Strategy"]):
    def current(self, on: date) -> Self:
        return self.filter(covers(on))

    def visible_to(self, access: Access) -> Self:
        return self.none_unless(reads_strategy(access))


class ObjectiveQuerySet(RecordQuerySet["Objective"]):
    def visible_to(self, access: Access) -> Self:
        return self.none_unless(reads_strategy(access))

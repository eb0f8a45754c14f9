from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import TYPE_CHECKING, Self

from django.db.models import Q

from core.querysets import RecordQuerySet
from core.records import Ref

if TYPE_CHECKING:
    from desk.models import Handling


class HandlingQuerySet(RecordQuerySet["Handling"]):
    def of_keys(self, keys: Collection[str]) -> Self:
        return self.filter(key__in=keys)

    def for_council(self) -> Self:
        return self.filter(council_on__isnull=False)

    def about(self, refs: Collection[Ref]) -> Self:
        """What belongs to one of these records."""
        ids: dict[str, set[int]] = defaultdict(set)
        for each in refs:
            ids[each.model].add(each.pk)
        found = Q(pk__in=())
        for model, pks in ids.items():
            found |= Q(record_model=model, record_pk__in=pks)
        return self.filter(found)

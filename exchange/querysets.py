from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Self

from core.querysets import RecordQuerySet

if TYPE_CHECKING:
    from exchange.models import ImportRun


class ImportRunQuerySet(RecordQuerySet["ImportRun"]):
    def of_targets(self, names: Collection[str]) -> Self:
        return self.filter(target__in=names)

    def for_list(self) -> Self:
        """Without the file itself."""
        return self.defer("content", "profile_text", "decisions").select_related("by")

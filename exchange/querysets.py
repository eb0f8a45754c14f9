from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Self

from django.db.models.fields.json import KeyTransform

from core.querysets import RecordQuerySet

if TYPE_CHECKING:
    from exchange.models import ImportRun, Profile


class ProfileQuerySet(RecordQuerySet["Profile"]):
    def of_target(self, name: str) -> Self:
        return self.filter(target=name)

    def names(self) -> list[str]:
        return list(self.values_list("name", flat=True))

    def for_list(self) -> Self:
        return self.select_related("made_by")


class ImportRunQuerySet(RecordQuerySet["ImportRun"]):
    def of_targets(self, names: Collection[str]) -> Self:
        return self.filter(target__in=names)

    def waiting(self) -> Self:
        """Checked, and neither applied nor discarded yet."""
        return self.filter(state="checked")

    def for_list(self) -> Self:
        """Without the file itself; of what came of it only ``new``, ``changed`` and ``unchanged``."""
        counts = {name: KeyTransform(name, "result") for name in ("new", "changed", "unchanged")}
        return self.defer("content", "profile_text", "decisions", "result").select_related("by").annotate(**counts)

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from core.access import Access
from core.querysets import RecordQuerySet
from projects.querysets.project import seen_by

if TYPE_CHECKING:
    from projects.models import Assessment


class AssessmentQuerySet(RecordQuerySet["Assessment"]):
    def visible_to(self, access: Access) -> Self:
        rule = seen_by(access, "project__")
        return self if rule is None else self.filter(rule)

    def from_files(self) -> Self:
        return self.filter(import_run__isnull=False)

    def newest_per_round(self) -> Self:
        """One assessment a project and round: the newest word counts."""
        return self.order_by("project_id", "round_id", "-assessed_on", "-pk").distinct("project_id", "round_id")

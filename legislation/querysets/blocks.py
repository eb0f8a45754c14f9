from __future__ import annotations

from typing import TYPE_CHECKING, Self

from core.access import Access
from core.querysets import RecordQuerySet
from legislation.querysets.items import seen_by
from projects.querysets.project import seen_by as project_seen_by

if TYPE_CHECKING:
    from legislation.models import Block


class BlockQuerySet(RecordQuerySet["Block"]):
    def visible_to(self, access: Access) -> Self:
        """Both ends must be visible: a block names the project and the item."""
        rows = self
        for rule in (seen_by(access, "item__"), project_seen_by(access, "project__")):
            rows = rows if rule is None else rows.filter(rule)
        return rows

    def standing(self) -> Self:
        return self.filter(dropped_on__isnull=True)

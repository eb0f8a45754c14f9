from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Self

from core.access import Access
from core.querysets import RecordQuerySet
from legislation.querysets.items import seen_by
from projects.querysets.project import seen_by as project_seen_by

if TYPE_CHECKING:
    from legislation.models import Block

IN_FORCE = "in force"


class BlockQuerySet(RecordQuerySet["Block"]):
    def visible_to(self, access: Access) -> Self:
        """Both ends must be visible: a block names the project and the item."""
        rows = self
        for rule in (seen_by(access, "item__"), project_seen_by(access, "project__")):
            rows = rows if rule is None else rows.filter(rule)
        return rows

    def standing(self) -> Self:
        """Not dropped: the project still needs it, or it has come."""
        return self.filter(dropped_on__isnull=True)

    def dropped(self) -> Self:
        return self.filter(dropped_on__isnull=False)

    def waiting(self) -> Self:
        """Standing, and the law is not in force yet; one that was dropped will never be."""
        return self.standing().exclude(item__stage=IN_FORCE)

    def of_items(self, item_ids: Collection[int]) -> Self:
        return self.filter(item__in=item_ids)

    def of_item(self, item_id: int) -> Self:
        return self.filter(item=item_id)

    def of_project(self, project_id: int) -> Self:
        return self.filter(project=project_id)

    def project_ids(self) -> set[int]:
        return set(self.order_by().values_list("project", flat=True))

    def for_list(self) -> Self:
        """All that a row shows; the plans of the items come in a query of their own."""
        return self.select_related("project__lead", "project__current", "item__lead").prefetch_related("item__plans")

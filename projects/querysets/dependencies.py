from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db.models import DateField, Q, QuerySet, Value
from django.db.models.expressions import RawSQL

from core.access import Access
from core.querysets import RecordQuerySet
from projects.querysets.project import seen_by

if TYPE_CHECKING:
    from projects.models import Dependency

UPSTREAM = """
WITH RECURSIVE onward AS (
    SELECT id, supplier_id FROM projects_dependency WHERE project_id = %s AND dropped_on IS NULL
    UNION
    SELECT link.id, link.supplier_id FROM projects_dependency link JOIN onward ON link.project_id = onward.supplier_id
    WHERE link.dropped_on IS NULL
)
SELECT id FROM onward
"""


class DependencyQuerySet(RecordQuerySet["Dependency"]):
    def standing(self) -> Self:
        """Not dropped: something is still needed, or has come."""
        return self.filter(dropped_on__isnull=True)

    def dropped(self) -> Self:
        return self.filter(dropped_on__isnull=False)

    def around(self, project_id: int) -> Self:
        """What stands before a project all the way, and what waits for the project itself."""
        return self.standing().filter(Q(pk__in=RawSQL(UPSTREAM, [project_id])) | Q(supplier=project_id))  # noqa: S611

    def of_projects(self, project_ids: Collection[int]) -> Self:
        """What these projects need."""
        return self.filter(project__in=project_ids)

    def touching(self, project_ids: QuerySet[Any, Any]) -> Self:
        return self.filter(Q(project__in=project_ids) | Q(supplier__in=project_ids))

    def as_of(self, on: date) -> Self:
        """With ``as_of_on``, the day on which its need is read."""
        return self.annotate(as_of_on=Value(on, DateField()))

    def pairs(self) -> list[tuple[int, int]]:
        """Of each, the project that waits and the one it waits for."""
        return list(self.values_list("project_id", "supplier_id"))

    def for_list(self) -> Self:
        """All that a row shows, in one query."""
        return self.select_related(
            "project__lead", "project__current", "supplier__lead", "supplier__current", "milestone"
        )

    def visible_to(self, access: Access) -> Self:
        """Only to who sees both projects."""
        waits, gives = seen_by(access, "project__"), seen_by(access, "supplier__")
        return self if waits is None or gives is None else self.filter(waits, gives)

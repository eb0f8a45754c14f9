from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Case, DateField, IntegerField, Q, Value, When

from core.access import Access
from core.querysets import RecordQuerySet
from legislation.querysets.items import seen_by
from projects.querysets.project import seen_by as project_seen_by

if TYPE_CHECKING:
    from legislation.models import Block

IN_FORCE = "in force"
NEVER = 100_000
"""Stands for the gap of what will not come: larger than any that can be counted."""


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

    def of_either(self, project_ids: Collection[int], item_ids: Collection[int]) -> Self:
        return self.filter(Q(project__in=project_ids) | Q(item__in=item_ids))

    def of_projects_in(self, stages: list[str]) -> Self:
        """Of projects in these stages that report today: an imported past raises no concern."""
        projects: Any = self.related("project")
        reporting = projects.of_today().in_stages(stages)
        return self.filter(project__in=reporting.values("pk"))

    def of_item(self, item_id: int) -> Self:
        return self.filter(item=item_id)

    def of_project(self, project_id: int) -> Self:
        return self.filter(project=project_id)

    def project_ids(self) -> set[int]:
        return set(self.order_by().values_list("project", flat=True))

    def with_days(self, days: Mapping[int, tuple[date | None, int | None]]) -> Self:
        """With ``expected_on`` and ``gap_days`` of each block as the rules gave them; for a list of a country's size: hundreds."""
        expected = [When(pk=pk, then=Value(on)) for pk, (on, _gap) in days.items() if on]
        gaps = [When(pk=pk, then=Value(NEVER if gap is None else gap)) for pk, (_on, gap) in days.items()]
        return self.annotate(
            expected_on=Case(*expected, output_field=DateField()), gap_days=Case(*gaps, output_field=IntegerField())
        )

    def too_late(self) -> Self:
        """Of rows ``with_days``: those with a gap, what will not come too."""
        return self.filter(gap_days__gt=0).exclude(item__stage=IN_FORCE)

    def in_time(self) -> Self:
        return self.filter(Q(gap_days__lte=0) | Q(item__stage=IN_FORCE))

    def for_list(self) -> Self:
        """All that a row shows; the plans of the items come in a query of their own."""
        return self.select_related("project__lead", "project__current", "item__lead").prefetch_related("item__plans")

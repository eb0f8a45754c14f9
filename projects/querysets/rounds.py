from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db.models import Count, Q

from core.access import Access, Kind
from core.querysets import RecordQuerySet
from projects.querysets.project import seen_by

if TYPE_CHECKING:
    pass

FILED = ("submitted", "returned", "accepted")
OPEN = ("owed", "draft", "returned")


class RoundQuerySet(RecordQuerySet["Round"]):
    def open(self) -> Self:
        return self.filter(closed_on__isnull=True)

    def closed(self) -> Self:
        return self.filter(closed_on__isnull=False)

    def visible_to(self, access: Access) -> Self:
        return self.none_unless(access.kind not in (Kind.VISITOR, Kind.PARTNER))

    def with_counts(self, access: Access) -> Self:
        """How many reports were asked, filed and missed, counted over what this reader may see."""
        seen = seen_by(access, "reports__project__") or Q()
        asked = Q(reports__isnull=False) & ~Q(reports__status="waived") & seen
        return self.annotate(
            asked=Count("reports", filter=asked),
            filed=Count("reports", filter=Q(reports__status__in=FILED) & seen),
            missed=Count("reports", filter=Q(reports__status="missed") & seen),
        )


class ReportQuerySet(RecordQuerySet["Report"]):
    def open(self) -> Self:
        """What an institution still has to do: owed, begun or returned, in a round that is open."""
        return self.filter(status__in=OPEN, round__closed_on__isnull=True)

    def filed(self) -> Self:
        return self.filter(status__in=FILED)

    def of_institutions(self, institution_ids: frozenset[int]) -> Self:
        return self.filter(institution__in=institution_ids)

    def visible_to(self, access: Access) -> Self:
        rule = seen_by(access, "project__")
        return self if rule is None else self.filter(rule)


class SubmissionQuerySet(RecordQuerySet["Submission"]):
    def visible_to(self, access: Access) -> Self:
        rule = seen_by(access, "report__project__")
        return self if rule is None else self.filter(rule)

    def latest_per_report(self) -> Self:
        return self.order_by("report", "-number").distinct("report")

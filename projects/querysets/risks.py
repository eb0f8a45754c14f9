from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple, Self

from django.apps import apps
from django.db.models import Count, DateField, Exists, F, OuterRef, Q, Value

from core.access import Access
from core.querysets import RecordQuerySet
from projects.querysets.project import OVER, seen_by
from projects.rules.risks import SERIOUS

if TYPE_CHECKING:
    from projects.models import Risk


class Counts(NamedTuple):
    """Of open risks and issues: all, those that are serious, past their date, and for the council."""

    open: int
    serious: int
    past: int
    escalated: int


class RiskQuerySet(RecordQuerySet["Risk"]):
    def open(self) -> Self:
        return self.filter(closed_on__isnull=True)

    def closed(self) -> Self:
        return self.filter(closed_on__isnull=False)

    def escalated(self) -> Self:
        return self.filter(escalated_on__isnull=False)

    def of_running_projects(self) -> Self:
        return self.exclude(project__stage__in=OVER)

    def of_reporting_projects(self) -> Self:
        """Only where the open round asks for a report: an imported past or a paused project raises no alarm of today."""
        asked = apps.get_model("projects", "Report")._default_manager.filter(
            project=OuterRef("project"), round__closed_on__isnull=True
        )
        return self.filter(Exists(asked.exclude(status="waived")))

    def due_until(self, day: date) -> Self:
        return self.filter(due_on__lte=day)

    def overdue(self, on: date) -> Self:
        return self.filter(due_on__lt=on)

    def as_of(self, on: date) -> Self:
        """With ``as_of_on``, the day on which it is read."""
        return self.annotate(as_of_on=Value(on, DateField()))

    def past_their_date(self) -> Self:
        """On the day of ``as_of``."""
        return self.filter(due_on__lt=F("as_of_on"))

    def counted(self) -> Counts:
        """Of rows read ``as_of`` a day."""
        found = self.scored().aggregate(
            open=Count("pk"),
            serious=Count("pk", filter=Q(scored__gte=SERIOUS)),
            past=Count("pk", filter=Q(due_on__lt=F("as_of_on"))),
            escalated=Count("pk", filter=Q(escalated_on__isnull=False)),
        )
        return Counts(**found)

    def scored(self) -> Self:
        """With ``scored``, likelihood x impact, as the database sorts by it."""
        return self.annotate(scored=F("likelihood") * F("impact"))

    def serious(self) -> Self:
        return self.scored().filter(scored__gte=SERIOUS)

    def worst_first(self) -> Self:
        return self.scored().order_by("-scored", "due_on", "pk")

    def for_list(self) -> Self:
        """All that a row shows, the project's ratings too."""
        return self.scored().select_related("owner", "project__lead", "project__current")

    def visible_to(self, access: Access) -> Self:
        rule = seen_by(access, "project__")
        return self if rule is None else self.filter(rule)

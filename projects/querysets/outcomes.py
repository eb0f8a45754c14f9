from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from core.access import Access
from core.querysets import RecordQuerySet
from projects.querysets.project import seen_by

if TYPE_CHECKING:
    from projects.models import Outcome


class OutcomeQuerySet(RecordQuerySet["Outcome"]):
    def visible_to(self, access: Access) -> Self:
        rule = seen_by(access, "project__")
        return self if rule is None else self.filter(rule)

    def promised(self) -> Self:
        """Not of cancelled projects, which promise nothing any more."""
        return self.exclude(project__stage="cancelled")

    def for_objectives(self, ids: Collection[int]) -> Self:
        """With ``aim``, the objective that is served: named itself, or measured by the indicator."""
        return self.filter(Q(objective__in=ids) | Q(indicator__objective__in=ids)).annotate(
            aim=Coalesce(F("objective"), F("indicator__objective"))
        )

    def for_list(self) -> Self:
        return self.select_related("objective__strategy", "indicator")

    def for_aims(self) -> Self:
        """With all that an objective's page tells of the project, and ``spent``: as its newest report says."""
        filed = apps.get_model("projects", "Submission")._default_manager.filter(report__project=OuterRef("project"))
        newest = filed.order_by("-report__round__ends_on", "-at", "-number").values("spent")[:1]
        return (
            self.for_list()
            .select_related(
                "project__lead",
                "project__current__cio_round",
                "project__current__assessed_round",
                "project__current__status_round",
            )
            .annotate(spent=Subquery(newest))
            .order_by("project__code", "pk")
        )

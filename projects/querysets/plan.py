from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db.models import DateField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from core.access import Access
from core.querysets import RecordQuerySet
from projects.querysets.project import OVER, seen_by

if TYPE_CHECKING:
    from projects.models import Baseline, Funding, Milestone


class MilestoneQuerySet(RecordQuerySet["Milestone"]):
    def open(self) -> Self:
        return self.filter(actual_on__isnull=True)

    def expected(self) -> Self:
        """With ``expected_day``: the forecast or, without one, the baseline."""
        return self.annotate(expected_day=Coalesce("forecast_on", "baseline_on", output_field=DateField()))

    def overdue(self, on: date) -> Self:
        return self.expected().filter(expected_day__lt=on)

    def expected_since(self, day: date) -> Self:
        return self.expected().filter(expected_day__gte=day)

    def soonest_first(self) -> Self:
        return self.expected().order_by("expected_day")

    def expected_until(self, until: date) -> Self:
        return self.expected().filter(expected_day__lte=until)

    def of_running_projects(self) -> Self:
        return self.exclude(project__stage__in=OVER)

    def of_reporting_projects(self) -> Self:
        """Only where the open round asks for a report: an imported past or a paused project raises no alarm of today.

        With ``open_round`` and, for the owner who still has to write that report, ``round_to_write``.
        """
        reports = apps.get_model("projects", "Report")._default_manager
        asked = reports.filter(project=OuterRef("project"), round__closed_on__isnull=True).exclude(status="waived")
        to_write = asked.filter(status__in=("owed", "draft", "returned"), institution=OuterRef("owner"))
        return self.annotate(
            open_round=Subquery(asked.values("round")[:1]), round_to_write=Subquery(to_write.values("round")[:1])
        ).filter(open_round__isnull=False)

    def visible_to(self, access: Access) -> Self:
        rule = seen_by(access, "project__")
        return self if rule is None else self.filter(rule)


class BaselineQuerySet(RecordQuerySet["Baseline"]):
    def visible_to(self, access: Access) -> Self:
        rule = seen_by(access, "project__")
        return self if rule is None else self.filter(rule)


class FundingQuerySet(RecordQuerySet["Funding"]):
    def visible_to(self, access: Access) -> Self:
        rule = seen_by(access, "project__")
        return self if rule is None else self.filter(rule)

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db.models import DateField
from django.db.models.functions import Coalesce

from core.access import Access
from core.querysets import RecordQuerySet
from projects.querysets.project import seen_by

if TYPE_CHECKING:
    pass


class MilestoneQuerySet(RecordQuerySet["Milestone"]):
    def open(self) -> Self:
        return self.filter(actual_on__isnull=True)

    def expected(self) -> Self:
        """With ``expected_day``: the forecast or, without one, the baseline."""
        return self.annotate(expected_day=Coalesce("forecast_on", "baseline_on", output_field=DateField()))

    def overdue(self, on: date) -> Self:
        return self.expected().filter(expected_day__lt=on)

    def expected_until(self, until: date) -> Self:
        return self.expected().filter(expected_day__lte=until)

    def of_reporting_projects(self) -> Self:
        """Only where the country asks for reports: an imported past raises no alarm of today."""
        return self.filter(project__reports__round__closed_on__isnull=True, project__reports__isnull=False).distinct()

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

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from django.apps import apps
from django.db.models import Count, DateField, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from core.access import Access
from core.querysets import RecordQuerySet
from projects.querysets.project import OVER, seen_by
from projects.rules.money import KINDS

if TYPE_CHECKING:
    from projects.models import Baseline, Funding, Milestone


class Slips(NamedTuple):
    """Milestones of running projects that are not done: how many, how many behind their baseline, by how many days at
    least and at most, and how many whose expected day has passed."""

    open: int
    behind: int
    least: int
    most: int
    overdue: int = 0


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

    def slips(self, on: date) -> Slips:
        late, is_behind = F("forecast_on") - F("baseline_on"), Q(forecast_on__gt=F("baseline_on"))
        found = self.open().of_running_projects().expected().aggregate(
            open=Count("pk"),
            behind=Count("pk", filter=is_behind),
            least=Min(late, filter=is_behind, default=timedelta(0)),
            most=Max(late, filter=is_behind, default=timedelta(0)),
            overdue=Count("pk", filter=Q(expected_day__lt=on)),
        )  # fmt: skip
        return Slips(**{**found, "least": found["least"].days, "most": found["most"].days})

    def visible_to(self, access: Access) -> Self:
        rule = seen_by(access, "project__")
        return self if rule is None else self.filter(rule)


class BaselineQuerySet(RecordQuerySet["Baseline"]):
    def in_force(self, on: date) -> Self:
        """One of each project: the last approved until that day."""
        until = self.filter(approved_on__lte=on)
        return until.order_by("project_id", "-approved_on", "-number").distinct("project_id")

    def visible_to(self, access: Access) -> Self:
        rule = seen_by(access, "project__")
        return self if rule is None else self.filter(rule)


class FundingQuerySet(RecordQuerySet["Funding"]):
    def counted(self) -> Self:
        """Of a cancelled project only until the year in which it was cancelled: what was planned after that will not come."""
        return self.exclude(project__stage="cancelled", year__gt=F("project__stage_since_on__year"))

    def sums(self, *by: str) -> QuerySet[Any, Any]:
        """By these columns and the currency, of each kind ``<kind>_sum``, and how many are ``_withheld`` and ``_missing``."""
        told: dict[str, Any] = {}
        for kind in KINDS:
            is_withheld = Q(withheld__has_key=kind)
            told[f"{kind}_sum"] = Sum(kind)
            told[f"{kind}_withheld"] = Count("pk", filter=is_withheld)
            told[f"{kind}_missing"] = Count("pk", filter=Q(**{f"{kind}__isnull": True}) & ~is_withheld)
        found: QuerySet[Any, Any] = self.order_by().values(*by, currency=F("project__currency")).annotate(**told)
        return found.order_by(*by, "currency")

    def visible_to(self, access: Access) -> Self:
        rule = seen_by(access, "project__")
        return self if rule is None else self.filter(rule)

"""A round that was closed, with what was filed in it."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from core.access import today
from projects.models import Report, Snapshot
from projects.services import ReportContent, assess, close_round, report_status
from tests.building import built_once

ON = today()
CONTENT = ReportContent(
    rating=4, why="The vendor is back on plan.", progress="Payroll went live.", forecast_ends_on=ON + timedelta(days=380),
    forecast_cost=Decimal(11_000_000), spent=Decimal(4_200_000), cost_words="The ports cost more.",
    schedule_words="Two weeks for the ports.", signal_words="The plan holds.", top_risk="One supplier.",
    help_needed="A decision on the ports.",
)  # fmt: skip


@built_once
def filed(report, project, cio_finance, coordinator) -> Report:
    report_status(report, report.version, content=CONTENT, by=cio_finance, at=timezone.now())
    assess(project, report.round, rating=2, basis="Read the plan.", by=coordinator, on=ON)
    report.refresh_from_db()
    return report


@built_once
def snapshot(filed, restricted_project, coordinator) -> Snapshot:
    """Of the round in which Finance filed; the restricted project of Health came later and was not asked."""
    close_round(filed.round, filed.round.version, by=coordinator, on=ON)
    return Snapshot.objects.get()

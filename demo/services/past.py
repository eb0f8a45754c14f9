"""Reports of rounds long closed, written as the services of ``projects`` would, without asking their rules again.

Only what is plain is written so: neither late, returned, repeated nor withheld, of a project that was never stopped.
"""

from datetime import datetime
from typing import Any

from demo.country.course import Course
from demo.country.days import PAST_ROUNDS
from demo.country.reading import EXEMPT
from demo.services import filing
from demo.services.loading import Loading
from history.tracking import acting
from projects.models import Milestone, Project, Report, Submission
from projects.services import ReportContent
from projects.services.reports import COPIED

BY_SERVICE = 2


def is_plain(course: Course, number: int) -> bool:
    plan = course.plan
    is_special = number in plan.late | plan.unchanged or number in plan.returned or plan.cio[number] == EXEMPT
    is_stopped = plan.stage in (Project.Stage.PAUSED, Project.Stage.CANCELLED)
    return number <= PAST_ROUNDS - BY_SERVICE and not is_special and not is_stopped


def file(loading: Loading, course: Course, number: int, at: datetime) -> None:
    """A project that joined a round after it opened is left to the service."""
    report = loading.reports.get((course.plan.key, number))
    if report is None:
        filing.file(loading, course, number, at)
        return
    signed = loading.asked(course.plan.lead, at.date())
    said = filing.content(loading, course, number, at.date())
    with acting(by=signed.person, verb="reported status"):
        Report.objects.filter(pk=report).update(status=Report.Status.SUBMITTED)
        Submission.objects.create(
            report_id=report,
            number=1,
            signed_by=signed.person,
            appointment=signed,
            at=at,
            milestones=_move(loading.milestones[course.plan.key], said),
            **{name: getattr(said, name) for name in COPIED},
        )


def _move(milestones: list[Milestone], said: ReportContent) -> list[dict[str, Any]]:
    wanted = {forecast.milestone_id: (forecast.forecast_on, forecast.actual_on) for forecast in said.milestones}
    for milestone in milestones:
        forecast_on, actual_on = wanted[milestone.pk]
        if (milestone.forecast_on, milestone.actual_on) != (forecast_on, actual_on):
            milestone.forecast_on, milestone.actual_on = forecast_on, actual_on
            Milestone.objects.filter(pk=milestone.pk).update(forecast_on=forecast_on, actual_on=actual_on)
    return [
        {
            "id": milestone.pk,
            "title": milestone.title,
            **{
                name: day.isoformat() if (day := getattr(milestone, name)) else None
                for name in ("baseline_on", "forecast_on", "actual_on")
            },
        }
        for milestone in milestones
    ]


def accept(loading: Loading, course: Course, number: int, at: datetime) -> None:
    report = loading.reports.get((course.plan.key, number))
    if report is None:
        filing.accept(loading, course, number, at)
        return
    with acting(by=loading.coordinator, verb="accepted the report"):
        Report.objects.filter(pk=report).update(status=Report.Status.ACCEPTED)

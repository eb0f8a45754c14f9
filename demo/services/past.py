"""Reports of rounds long closed, written as the services of ``projects`` would, without asking their rules again.

Only what is plain is written so: neither late, returned, repeated nor withheld, of a project that was never stopped.
"""

from datetime import datetime

from demo.country.course import Course
from demo.country.days import PAST_ROUNDS
from demo.country.reading import EXEMPT
from demo.services import filing
from demo.services.loading import Loading
from history.tracking import acting
from projects.models import Project, Report, Sitting, Submission
from projects.services import sit
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
            milestones=filing.move(loading, course, number, at.date()),
            **{name: getattr(said, name) for name in COPIED},
        )
        sit(Report.objects.get(pk=report), Sitting.Way.SUBMITTED, at=at, opened_at=filing.opened(course, number, at))


def accept(loading: Loading, course: Course, number: int, at: datetime) -> None:
    report = loading.reports.get((course.plan.key, number))
    if report is None:
        filing.accept(loading, course, number, at)
        return
    with acting(by=loading.coordinator, verb="accepted the report"):
        Report.objects.filter(pk=report).update(status=Report.Status.ACCEPTED)

"""Reports through the services of ``projects``, so that every rule has its say."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from core.versions import update_if_current
from demo.country.course import Course
from demo.country.reading import EXEMPT, ProjectPlan
from demo.country.words import Words
from demo.services.loading import Loading
from history.tracking import acting
from projects import services
from projects.models import Current, Milestone, Report, Sitting, Submission
from projects.services import MilestoneForecast, ReportContent
from projects.services.computed import better_than_the_signal
from projects.services.reports import MAY_FILE

ONE_PRESS = timedelta(minutes=1, seconds=20)


def _report(loading: Loading, plan: ProjectPlan, number: int) -> Report | None:
    """The report of that round, if the project was asked for one and it can still be written."""
    report = asked(loading, plan, number)
    return report if report and report.status in MAY_FILE else None


def asked(loading: Loading, plan: ProjectPlan, number: int) -> Report | None:
    """The report of that round, if the project was asked for one."""
    reports = Report.objects.filter(round=loading.rounds[number]).exclude(status=Report.Status.WAIVED)
    return reports.filter(project=loading.projects.get(plan.key)).first()


def file(loading: Loading, course: Course, number: int, at: datetime) -> None:
    report = _report(loading, course.plan, number)
    if report is None:
        return
    by = loading.asked(course.plan.lead, at.date()).person
    if course.plan.cio[number] == EXEMPT:
        _file_exempt(loading, report, course, number, at)
        return
    if number in course.plan.unchanged and not services.why_not_unchanged(report, on=at.date()):
        services.report_nothing_changed(report, report.version, by=by, at=at, opened_at=at - ONE_PRESS)
        return
    said = content(loading, course, number, at.date())
    if better_than_the_signal(report, said, at.date()):
        said = replace(said, signal_words=Words(course, number, at.date()).better())
    services.report_status(report, report.version, content=said, by=by, at=at, opened_at=opened(course, number, at))
    loading.milestones[course.plan.key] = list(report.project.milestones.all())


def opened(course: Course, number: int, at: datetime) -> datetime:
    """When the form was opened: people grow quicker with the rounds, and each ministry has its own pace."""
    pace = 9 + sum(course.plan.lead.encode()) % 9
    usual = pace * (1.5 - 0.04 * number)
    return at - timedelta(minutes=round(usual * Random(f"{course.plan.key} {number}").uniform(0.6, 1.7), 2))


def _file_exempt(loading: Loading, report: Report, course: Course, number: int, at: datetime) -> None:
    """A signed report whose rating and money are withheld with the reason."""
    signed, reason = loading.asked(course.plan.lead, at.date()), course.plan.secret
    with acting(by=signed.person, verb="reported status"):
        update_if_current(report, report.version, status=Report.Status.SUBMITTED, reason="")
        Submission.objects.create(
            report=report,
            number=report.submissions.count() + 1,
            signed_by=signed.person,
            appointment=signed,
            at=at,
            milestones=move(loading, course, number, at.date()),
            withheld={"rating": reason, "forecast_cost": reason, "spent": reason},
        )
        services.sit(report, Sitting.Way.SUBMITTED, at=at, opened_at=opened(course, number, at))
        Current.objects.refresh(at.date(), [report.project_id])


def content(loading: Loading, course: Course, number: int, on: date) -> ReportContent:
    plan, words = course.plan, Words(course, number, on)
    ids = {milestone.title: milestone.pk for milestone in loading.milestones[plan.key]}
    rating = course.cio_rating(number)
    if rating is None:
        raise ValueError(f"{plan.key} files in round {number} and has no rating there")
    return ReportContent(
        rating=rating,
        why=words.why(rating),
        progress=words.progress(),
        forecast_ends_on=course.end(number),
        forecast_cost=course.cost(number),
        spent=course.spent(number, on),
        schedule_words=words.schedule(),
        cost_words=words.cost(),
        top_risk=course.risk(number),
        help_needed=course.ask(number),
        milestones=[
            MilestoneForecast(ids[one.title], forecast_on=one.forecast_on, actual_on=one.actual_on)
            for one in words.standings
        ],
    )


def move(loading: Loading, course: Course, number: int, on: date) -> list[dict[str, Any]]:
    """Write what the round says of the milestones to the plan; how each stands, as a submission keeps it."""
    said = {one.title: (one.forecast_on, one.actual_on) for one in course.standings(number, on)}
    milestones = loading.milestones[course.plan.key]
    for milestone in milestones:
        forecast_on, actual_on = said[milestone.title]
        if (milestone.forecast_on, milestone.actual_on) != (forecast_on, actual_on):
            milestone.forecast_on, milestone.actual_on = forecast_on, actual_on
            Milestone.objects.filter(pk=milestone.pk).update(forecast_on=forecast_on, actual_on=actual_on)
    return [_standing(milestone) for milestone in milestones]


def _standing(milestone: Milestone) -> dict[str, Any]:
    days = {name: getattr(milestone, name) for name in ("baseline_on", "forecast_on", "actual_on")}
    return {
        "id": milestone.pk,
        "title": milestone.title,
        **{name: day.isoformat() if day else None for name, day in days.items()},
    }


def begin(loading: Loading, course: Course, number: int, at: datetime) -> None:
    """A draft as the form keeps it: the fields as typed."""
    report = _report(loading, course.plan, number)
    if report is None:
        return
    on = at.date()
    words = Words(course, number, on)
    rating = course.cio_rating(number)
    draft = {"rating": [str(rating or "")], "why": [words.why(rating)], "progress": [words.progress()]}
    by, opened_at = loading.asked(course.plan.lead, on).person, opened(course, number, at)
    services.save_draft(report, report.version, draft=draft, by=by, at=at, opened_at=opened_at)


def give_back(loading: Loading, course: Course, number: int, at: datetime) -> None:
    report = Report.objects.get(project=loading.projects[course.plan.key], round=loading.rounds[number])
    reason = course.plan.returned[number]
    services.return_report(report, report.version, reason=reason, by=loading.colleague, on=at.date())


def accept(loading: Loading, course: Course, number: int, at: datetime) -> None:
    report = asked(loading, course.plan, number)
    if report and report.status == Report.Status.SUBMITTED:
        services.accept_report(report, report.version, by=loading.coordinator)

from datetime import date, datetime, timedelta
from functools import partial

from accounts.models import User
from core.dates import DAY
from core.versions import update_if_current
from demo.country.course import Course
from demo.country.days import PAST_ROUNDS, RoundDays, moment, working
from demo.country.reading import EXEMPT, NOT_FILED, ProjectPlan
from demo.country.words import Words
from demo.services.loading import Loading
from history.tracking import acting
from ministries.models import Appointment
from projects import services
from projects.models import Assessment, Current, Report, Submission
from projects.services import MilestoneForecast, ReportContent
from projects.services.reports import MAY_FILE

SECOND_LOOK = timedelta(minutes=20)
OPENS, CLOSES = (7, 7), (18, 18)


def note_rounds(loading: Loading, plans: list[ProjectPlan], first: int = 0) -> None:
    """Twelve rounds that are closed and the one that is open, with all that was filed, returned, accepted and rated."""
    for number in range(first, PAST_ROUNDS + 1):
        days = loading.calendar.round(number)
        loading.diary.note(moment(days.opens_on, "opens", hours=OPENS), partial(_open, loading, number))
        for plan in plans:
            _note_report(loading, Course(plan, loading.calendar), number, days)
        if days.closed_on:
            loading.diary.note(moment(days.closed_on, "closes", hours=CLOSES), partial(_close, loading, number))


def _open(loading: Loading, number: int, at: datetime) -> None:
    days = loading.calendar.round(number)
    loading.say(f"Round {days.name}")
    loading.rounds[number] = services.open_round(
        name=days.name,
        starts_on=days.starts_on,
        ends_on=days.ends_on,
        due_on=days.due_on,
        by=loading.coordinator,
        on=at.date(),
    )


def _close(loading: Loading, number: int, at: datetime) -> None:
    round_ = loading.rounds[number]
    services.close_round(round_, round_.version, by=loading.coordinator, on=at.date())


def _note_report(loading: Loading, course: Course, number: int, days: RoundDays) -> None:
    plan, is_open = course.plan, days.closed_on is None
    state = plan.now if is_open else "accepted"
    filed_on = course.filed_on(number)
    at = moment(filed_on, plan.key, hours=(8, 13))
    if state == Report.Status.DRAFT:
        loading.diary.note(at, partial(_begin, loading, course, number))
    is_filed = plan.cio[number] not in NOT_FILED and state not in (Report.Status.OWED, Report.Status.DRAFT)
    if is_filed:
        loading.diary.note(at, partial(_file, loading, course, number))
    if is_filed and number in plan.returned:
        loading.diary.note(at + SECOND_LOOK, partial(_return, loading, course, number))
        at = moment(working(filed_on + DAY), plan.key, hours=(15, 16))
        if state == Report.Status.ACCEPTED:
            loading.diary.note(at, partial(_file, loading, course, number))
    if is_filed and state == Report.Status.ACCEPTED:
        loading.diary.note(at + SECOND_LOOK, partial(_accept, loading, course, number))
    if state == Report.Status.ACCEPTED:
        seen = at + 2 * SECOND_LOOK if is_filed and number not in plan.late else _last_hour(days)
        loading.diary.note(seen, partial(_assess, loading, course, number))


def _last_hour(days: RoundDays) -> datetime:
    """Just before the round closes: who has not reported is rated by the plan."""
    return moment(days.closed_on or days.due_on, "last hour", hours=(17, 17))


def _report(loading: Loading, plan: ProjectPlan, number: int) -> Report | None:
    """The report of that round, if the project was asked for one and it can still be written."""
    asked = _asked(loading, plan, number)
    return asked if asked and asked.status in MAY_FILE else None


def _asked(loading: Loading, plan: ProjectPlan, number: int) -> Report | None:
    """The report of that round, if the project was asked for one."""
    reports = Report.objects.filter(round=loading.rounds[number]).exclude(status=Report.Status.WAIVED)
    return reports.filter(project=loading.projects.get(plan.key)).first()


def _file(loading: Loading, course: Course, number: int, at: datetime) -> None:
    report = _report(loading, course.plan, number)
    if report is None:
        return
    by = loading.asked(course.plan.lead, at.date())
    if course.plan.cio[number] == EXEMPT:
        _file_exempt(report, course, by, at)
        return
    if number in course.plan.unchanged and not services.why_not_unchanged(report, on=at.date()):
        services.report_nothing_changed(report, report.version, by=by, at=at)
        return
    content = _content(loading, course, number, at.date())
    services.report_status(report, report.version, content=content, by=by, at=at)


def _file_exempt(report: Report, course: Course, by: User, at: datetime) -> None:
    """A signed report whose rating and money are withheld with the reason."""
    appointment = Appointment.objects.act_of(by.pk, report.institution_id, at.date())
    reason = course.plan.secret
    with acting(by=by, verb="reported status"):
        update_if_current(report, report.version, status=Report.Status.SUBMITTED, reason="")
        Submission.objects.create(
            report=report,
            number=report.submissions.count() + 1,
            signed_by=by,
            appointment=appointment,
            at=at,
            withheld={"rating": reason, "forecast_cost": reason, "spent": reason},
        )
        Current.objects.refresh(at.date(), [report.project_id])


def _content(loading: Loading, course: Course, number: int, on: date) -> ReportContent:
    plan, words = course.plan, Words(course, number, on)
    ids = dict(loading.projects[plan.key].milestones.values_list("title", "pk"))
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


def _begin(loading: Loading, course: Course, number: int, at: datetime) -> None:
    """A draft as the form keeps it: the fields as typed."""
    report = _report(loading, course.plan, number)
    if report is None:
        return
    on = at.date()
    words = Words(course, number, on)
    rating = course.cio_rating(number)
    draft = {"rating": str(rating or ""), "why": words.why(rating), "progress": words.progress()}
    services.save_draft(report, report.version, draft=draft, by=loading.asked(course.plan.lead, on), at=at)


def _return(loading: Loading, course: Course, number: int, at: datetime) -> None:
    report = Report.objects.get(project=loading.projects[course.plan.key], round=loading.rounds[number])
    reason = course.plan.returned[number]
    services.return_report(report, report.version, reason=reason, by=loading.colleague, on=at.date())


def _accept(loading: Loading, course: Course, number: int, at: datetime) -> None:
    report = _asked(loading, course.plan, number)
    if report and report.status == Report.Status.SUBMITTED:
        services.accept_report(report, report.version, by=loading.coordinator)


def _assess(loading: Loading, course: Course, number: int, at: datetime) -> None:
    plan, round_ = course.plan, loading.rounds[number]
    if _asked(loading, plan, number) is None:
        return
    if plan.office[number] == EXEMPT:
        _assess_exempt(loading, course, number, at)
    rating = course.office_rating(number)
    if rating is not None:
        services.assess(
            loading.projects[plan.key],
            round_,
            rating=rating,
            basis=_basis(course, number, at.date(), rating),
            by=loading.coordinator,
            on=at.date(),
        )
    if number in plan.review:
        _review(loading, plan, number, at.date())


def _review(loading: Loading, plan: ProjectPlan, number: int, on: date) -> None:
    said = plan.review[number]
    services.assess(
        loading.projects[plan.key],
        loading.rounds[number],
        rating=said.rating,
        basis=said.basis,
        by=loading.coordinator,
        on=on,
        assessor=said.assessor,
        is_independent=True,
    )


def _assess_exempt(loading: Loading, course: Course, number: int, at: datetime) -> None:
    with acting(by=loading.coordinator, verb="assessed the project"):
        Assessment.objects.create(
            project=loading.projects[course.plan.key],
            round=loading.rounds[number],
            source=Assessment.Source.OFFICE,
            assessor="e-Government Coordination Office",
            basis="The papers were read in the reading room of the ministry.",
            assessed_on=at.date(),
            withheld={"rating": course.plan.secret},
            made_by=loading.coordinator,
        )


def _basis(course: Course, number: int, on: date, rating: int) -> str:
    """What came late was not there when the office rated."""
    known = None if number in course.plan.late else course.cio_rating(number)
    return Words(course, number, on).basis(known, rating)

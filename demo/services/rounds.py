from datetime import datetime, timedelta
from functools import partial

from core.dates import DAY
from demo.country.course import Course
from demo.country.days import PAST_ROUNDS, RoundDays, moment, working
from demo.country.reading import NOT_FILED, NOT_RATED, ProjectPlan
from demo.services import filing, past
from demo.services.assessing import assess
from demo.services.loading import Loading
from projects import services
from projects.models import Report

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
    keys = {project.pk: key for key, project in loading.projects.items()}
    for pk, project_id in loading.rounds[number].reports.values_list("pk", "project_id"):
        loading.reports[keys[project_id], number] = pk


def _close(loading: Loading, number: int, at: datetime) -> None:
    round_ = loading.rounds[number]
    services.close_round(round_, round_.version, by=loading.coordinator, on=at.date())


def _note_report(loading: Loading, course: Course, number: int, days: RoundDays) -> None:
    plan, is_open = course.plan, days.closed_on is None
    state = plan.now if is_open else Report.Status.ACCEPTED
    at = moment(course.filed_on(number), plan.key, hours=(8, 13))
    if state == Report.Status.DRAFT:
        loading.diary.note(at, partial(filing.begin, loading, course, number))
    is_filed = plan.cio[number] not in NOT_FILED and state not in (Report.Status.OWED, Report.Status.DRAFT)
    if is_filed:
        at = _note_filing(loading, course, number, at, state)
    is_rated = plan.office[number] != NOT_RATED or number in plan.review
    if state == Report.Status.ACCEPTED and is_rated:
        seen = at + SECOND_LOOK if is_filed and number not in plan.late else _last_hour(days)
        loading.diary.note(seen, partial(assess, loading, course, number))


def _note_filing(loading: Loading, course: Course, number: int, at: datetime, state: str) -> datetime:
    """Filed, returned if it was, filed again, accepted; the moment of the last of these."""
    acts = past if past.is_plain(course, number) else filing
    loading.diary.note(at, partial(acts.file, loading, course, number))
    if number in course.plan.returned:
        loading.diary.note(at + SECOND_LOOK, partial(filing.give_back, loading, course, number))
        at = moment(working(at.date() + DAY), course.plan.key, hours=(15, 16))
        if state == Report.Status.ACCEPTED:
            loading.diary.note(at, partial(filing.file, loading, course, number))
    if state != Report.Status.ACCEPTED:
        return at
    loading.diary.note(at + SECOND_LOOK, partial(acts.accept, loading, course, number))
    return at + SECOND_LOOK


def _last_hour(days: RoundDays) -> datetime:
    """Just before the round closes: who has not reported is rated by the plan."""
    return moment(days.closed_on or days.due_on, "last hour", hours=(17, 17))

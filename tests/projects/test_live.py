"""The live statement behind ``Current`` against the same facts derived again, plainly, row by row, in Python."""

from datetime import timedelta
from itertools import count

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.access import today
from projects.models import Baseline, Current, Milestone, Project, Report, Submission
from projects.services import ReportContent, assess, close_round, create_project, open_round, report_status
from tests.projects.test_reports import DAY, at

pytestmark = pytest.mark.django_db
NAMES = count()


def derived(project, on):
    """The columns of one project, from the records themselves."""
    reports = list(project.reports.select_related("round").order_by("round__ends_on"))
    submissions = [report.submissions.order_by("number").last() for report in reports]
    filed = [submission for submission in submissions if submission]
    status = filed[-1] if filed else None
    assessments = {}
    for assessment in project.assessments.order_by("assessed_on", "pk"):
        assessments[assessment.round_id] = assessment
    by_end = sorted(assessments.values(), key=lambda assessment: assessment.round.ends_on)
    assessed = by_end[-1] if by_end else None
    rounds = {submission.report.round: submission.rating for submission in filed}
    rounds |= {assessment.round: assessment.rating for assessment in by_end}
    due = [r for r in reports if r.status != "waived" and not (r.status in ("owed", "draft") and r.round.due_on >= on)]
    last = max(due, key=lambda report: report.round.due_on, default=None)
    is_silent = last is not None and last.status in ("missed", "owed", "draft")
    still_open = Milestone.objects.filter(project=project).open()
    coming = sorted(still_open, key=lambda m: (m.forecast_on or m.baseline_on, m.pk))
    baseline = Baseline.objects.filter(project=project).order_by("approved_on", "number").last()
    is_same_round = status and assessed and status.report.round_id == assessed.round_id
    has_both = is_same_round and status.rating is not None and assessed.rating is not None
    return {
        "cio_rating": status and status.rating,
        "assessed_rating": assessed and assessed.rating,
        "gap": status.rating - assessed.rating if has_both else None,
        "trend": [rating for _round, rating in sorted(rounds.items(), key=lambda pair: pair[0].ends_on)][-12:],
        "status_on": status and status.at.date(),
        "silent_since_on": last.round.due_on if is_silent and project.stage == "delivery" else None,
        "next_milestone": coming[0].title if coming else "",
        "baseline_ends_on": baseline and baseline.ends_on,
        "days_late": (max((status and status.forecast_ends_on) or baseline.ends_on, on) - baseline.ends_on).days,
    }


ROUND = st.tuples(st.one_of(st.none(), st.integers(1, 5)), st.one_of(st.none(), st.integers(1, 5)), st.integers(0, 200))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    courses=st.lists(st.lists(ROUND, min_size=1, max_size=4), min_size=1, max_size=3),
    milestones=st.lists(st.integers(-50, 50), max_size=3),
)
def test_current_is_what_the_records_say(finance, cio_finance, coordinator, courses, milestones):
    with transaction.atomic():
        compare(finance, cio_finance, coordinator, courses, milestones)
        transaction.set_rollback(True)  # else every example would go on with the projects of all before it


def compare(finance, cio_finance, coordinator, courses, milestones):
    start, projects = today() - timedelta(days=400), []
    for _course in courses:
        project = create_project(
            title=f"Project {next(NAMES)}", lead=finance, by=coordinator, on=start, stage="delivery"
        )
        Baseline.objects.create(project=project, number=1, approved_on=start, ends_on=start + 300 * DAY, reason="first")
        for number, days in enumerate(milestones):
            Milestone.objects.create(project=project, title=f"M{number}", owner=finance, baseline_on=start + days * DAY)
        projects.append(project)
    for number in range(max(map(len, courses))):
        on = start + 40 * number * DAY
        round_ = open_round(
            name=f"Round {next(NAMES)}", starts_on=on, ends_on=on + 29 * DAY, due_on=on + 9 * DAY, by=coordinator, on=on
        )
        for project, course in zip(projects, courses, strict=True):
            if number < len(course):
                happens(project, round_, course[number], cio_finance, coordinator, on)
        close_round(round_, round_.version, by=coordinator, on=on + 10 * DAY)
    Current.objects.refresh(today())
    for project in Project.objects.filter(pk__in=[project.pk for project in projects]).select_related("current"):
        wanted = derived(project, today())
        assert {name: getattr(project.current, name) for name in wanted} == wanted


def happens(project, round_, what, cio, office, on):
    rating, assessed, slip = what
    if rating is not None:
        report = Report.objects.get(project=project, round=round_)
        end = on + slip * DAY
        said = ReportContent(
            rating=rating,
            why="So it stands.",
            forecast_ends_on=end,
            schedule_words="It moved.",
            signal_words="So we see it.",
        )
        report_status(report, report.version, content=said, by=cio, at=at(on))
        assert Submission.objects.filter(report=report).exists()
    if assessed is not None:
        assess(project, round_, rating=assessed, basis="Read.", by=office, on=on)

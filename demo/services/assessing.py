"""What the office and the reviewers say of a project in a round."""

from datetime import date, datetime

from demo.country.course import Course
from demo.country.reading import EXEMPT, ProjectPlan
from demo.country.words import Words
from demo.services.filing import asked
from demo.services.loading import OFFICE, Loading
from history.tracking import acting
from projects import services
from projects.models import Assessment


def assess(loading: Loading, course: Course, number: int, at: datetime) -> None:
    plan = course.plan
    if (plan.key, number) not in loading.reports and asked(loading, plan, number) is None:
        return
    if plan.office[number] == EXEMPT:
        _assess_exempt(loading, course, number, at)
    elif course.office_rating(number) is not None:
        _assess_plainly(loading, course, number, at.date())
    if number in plan.review:
        _review(loading, plan, number, at.date())


def _assess_plainly(loading: Loading, course: Course, number: int, on: date) -> None:
    """The first word in a round is one row; the service would look for an earlier one."""
    rating = course.office_rating(number)
    with acting(by=loading.coordinator, verb="assessed the project"):
        Assessment.objects.create(
            project=loading.projects[course.plan.key],
            round=loading.rounds[number],
            source=Assessment.Source.OFFICE,
            assessor=OFFICE,
            rating=rating,
            basis=_basis(course, number, on, rating),
            assessed_on=on,
            made_by=loading.coordinator,
        )


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
            assessor=OFFICE,
            basis="The papers were read in the reading room of the ministry.",
            assessed_on=at.date(),
            withheld={"rating": course.plan.secret},
            made_by=loading.coordinator,
        )


def _basis(course: Course, number: int, on: date, rating: int | None) -> str:
    """What came late was not there when the office rated."""
    known = None if number in course.plan.late else course.cio_rating(number)
    return Words(course, number, on).basis(known, rating)

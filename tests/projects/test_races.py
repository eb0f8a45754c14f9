"""Two people at the same moment, each on a connection of their own: one gets through, the other is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from core.access import today
from core.versions import Conflict, one_of_two
from ministries.services import appoint
from projects.models import Baseline, Project, Report, Round, Submission
from projects.services import (
    ReportContent,
    accept_report,
    approve_baseline,
    close_round,
    create_project,
    open_round,
    report_status,
    return_report,
)
from tests.conftest import person

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each act gave, or the refusal it met; all start together. Anything but a refusal is raised."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            start.wait(timeout=20)
            with one_of_two():
                return act()
        except (ValidationError, Conflict) as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [made.result(timeout=60) for made in [pool.submit(run, act) for act in acts]]


def refused(results: list[Any]) -> list[Any]:
    return [each for each in results if isinstance(each, ValidationError | Conflict)]


def test_two_who_submit_one_report_file_it_once(cio_finance, deputy_finance, report):
    def submit(by):
        mine = Report.objects.select_related("round", "project").get(pk=report.pk)
        content = ReportContent(rating=4, why=f"Says {by}.")
        return lambda: report_status(mine, mine.version, content=content, by=by, at=timezone.now())

    results = at_once(submit(cio_finance), submit(deputy_finance))
    assert [type(each) for each in refused(results)] == [Conflict]
    assert list(Submission.objects.values_list("number", flat=True)) == [1]


def test_two_who_open_a_round_open_one(project, coordinator):
    on = today()

    def opening(name):
        return lambda: open_round(
            name=name, starts_on=on - timedelta(days=20), ends_on=on, due_on=on + timedelta(days=7),
            by=coordinator, on=on,
        )  # fmt: skip

    assert len(refused(at_once(opening("One"), opening("Two")))) == 1
    assert Round.objects.count() == 1
    assert Report.objects.count() == 1


def test_a_report_is_accepted_or_returned_not_both(cio_finance, coordinator, report):
    report_status(report, report.version, content=ReportContent(4, "On course."), by=cio_finance, at=timezone.now())
    one, other = Report.objects.get(pk=report.pk), Report.objects.get(pk=report.pk)
    results = at_once(
        lambda: accept_report(one, one.version, by=coordinator),
        lambda: return_report(other, other.version, reason="Say more.", by=coordinator, on=today()),
    )
    assert [type(each) for each in refused(results)] == [Conflict]


def test_a_report_filed_while_its_round_closes_is_filed_or_refused(cio_finance, coordinator, report):
    results = at_once(
        lambda: report_status(
            report, report.version, content=ReportContent(4, "On course."), by=cio_finance, at=timezone.now()
        ),
        lambda: close_round(report.round, report.round.version, by=coordinator, on=today()),
    )
    filed = not isinstance(results[0], Conflict)
    report.refresh_from_db()
    assert report.status == ("submitted" if filed else "missed")
    assert Submission.objects.count() == filed


def test_two_cios_at_once_are_one(finance, coordinator):
    people = [person("Ana Sorel", "official"), person("Ben Tarn", "official")]
    acts = [lambda who=who: appoint(who, finance, "cio", by=coordinator, starts_on=today()) for who in people]
    assert len(refused(at_once(*acts))) == 1
    assert finance.appointments.count() == 1


def test_two_baselines_at_once_have_two_numbers_or_one_is_told(project, coordinator):
    def approving(cost):
        return lambda: approve_baseline(
            project, by=coordinator, on=today(), starts_on=today(), ends_on=today() + timedelta(days=400), cost=cost,
            reason=Baseline.Reason.SCOPE,
        )  # fmt: skip

    lost = refused(at_once(*(approving(cost) for cost in (1, 2, 3, 4))))
    numbers = sorted(project.baselines.values_list("number", flat=True))
    assert numbers == list(range(1, 6 - len(lost)))
    assert all(isinstance(refusal, ValidationError) for refusal in lost)


def test_every_project_of_many_at_once_has_its_own_code(finance, coordinator):
    made = at_once(
        *(lambda n=n: create_project(title=f"P{n}", lead=finance, by=coordinator, on=today()) for n in range(6))
    )
    assert not refused(made)
    assert Project.objects.values("code").distinct().count() == 6

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from core.access import today
from projects.models import Current, Thresholds
from projects.services import (
    ReportContent,
    approve_baseline,
    assess,
    change_stage,
    close_round,
    create_project,
    move_milestone,
    open_round,
    report_nothing_changed,
    report_status,
    set_thresholds,
)

DAY = timedelta(days=1)
LATE = {"forecast_ends_on": today() + 500 * DAY, "schedule_words": "The law came late."}


def current(project) -> Current:
    return Current.objects.get(project=project)


def file(report, by, **said):
    content = ReportContent(**{"rating": 4, "why": "On plan."} | said)
    report.refresh_from_db()
    return report_status(report, report.version, content=content, by=by, at=timezone.now())


def test_a_project_on_time_is_green_and_says_why(project):
    now = current(project)
    assert (now.signal, now.days_late, now.as_of_on) == (5, 0, None)
    assert [reason.sentence for reason in now.reasons] == ["Expected by the approved end"]


def test_the_page_shows_three_ratings_with_the_rule_that_gave_each(project, report, cio_finance, coordinator, browse):
    file(report, cio_finance, signal_words="The supplier has caught up.", **LATE)
    assess(project, report.round, rating=3, basis="Read the plan.", by=coordinator, on=today())
    page = browse(coordinator).get(project.get_absolute_url()).content.decode()
    assert "Three ratings, 1 step apart" in page
    assert "Expected 135 days after the approved end, 18.5 % of the planned time" in page
    assert (current(project).signal, current(project).widest_gap, current(project).is_apart) == (3, 1, False)


def test_a_rating_better_than_the_signal_asks_for_a_reason(report, cio_finance):
    with pytest.raises(ValidationError) as refusal:
        file(report, cio_finance, rating=5, **LATE)
    assert "By the rules this project is Amber: Expected 135 days" in refusal.value.message_dict["signal_words"][0]
    assert file(report, cio_finance, rating=5, signal_words="The supplier has caught up.", **LATE).signal_words


def test_a_rating_as_bad_as_the_signal_asks_for_none(report, cio_finance):
    assert file(report, cio_finance, rating=3, **LATE).signal_words == ""


def test_nothing_changed_is_refused_once_the_rules_say_worse(project, report, coordinator, cio_finance):
    file(report, cio_finance, rating=5)
    approve_baseline(
        project, by=coordinator, on=today(), starts_on=today() - 365 * DAY, ends_on=today() - 100 * DAY, cost=Decimal(1),
        reason="replan within goals",
    )  # fmt: skip
    closed = close_round(report.round, report.round.version, by=coordinator, on=today())
    again = open_round(name="Next", starts_on=closed.ends_on + DAY, ends_on=closed.ends_on + 30 * DAY,
                       due_on=today() + 20 * DAY, by=coordinator, on=today())  # fmt: skip
    owed = again.reports.get(project=project)
    with pytest.raises(ValidationError, match="worse than you rated it"):
        report_nothing_changed(owed, owed.version, by=cio_finance, at=timezone.now())


def test_a_closed_round_keeps_the_signal_of_its_day(project, report, coordinator, cio_finance):
    file(report, cio_finance, rating=3, **LATE)
    close_round(report.round, report.round.version, by=coordinator, on=today())
    approve_baseline(
        project, by=coordinator, on=today(), starts_on=today() - 365 * DAY, ends_on=today() + 800 * DAY, cost=None,
        reason="replan within goals",
    )  # fmt: skip
    report.refresh_from_db()
    assert (report.signal, current(project).signal) == (3, 5)
    assert report.signal_findings[0]["rule"] == "schedule"


def test_every_baseline_says_how_far_the_project_is_from_it(project, report, cio_finance, coordinator, browse):
    costs = {"forecast_cost": Decimal("11200000"), "cost_words": "The price rose."}
    file(report, cio_finance, rating=2, **LATE, **costs)
    approve_baseline(
        project, by=coordinator, on=today(), starts_on=today() - 365 * DAY, ends_on=today() + 500 * DAY,
        cost=Decimal("11200000"), reason="replan within goals",
    )  # fmt: skip
    page = browse(coordinator).get(project.get_absolute_url()).content.decode()
    told = page.partition("Expected against it")[2]
    assert (
        told.index("+135 days")
        < told.index("+12.0 %")
        < told.index("on time")
        < told.index("0.0 %", told.index("on time"))
    )


def test_thresholds_hold_from_their_day_and_never_backwards(project, coordinator):
    milestone = project.milestones.get()
    move_milestone(milestone, milestone.version, by=coordinator, on=today(), forecast_on=today() - 10 * DAY)
    assert current(project).signal == 5
    strict = {"milestone_days": [1, 2, 3, 4], "reason": "Decree 3"}
    set_thresholds(by=coordinator, on=today(), starts_on=today() + DAY, **strict)
    Current.objects.refresh(today(), [project.pk])
    assert current(project).signal == 5
    Current.objects.refresh(today() + DAY, [project.pk])
    assert current(project).signal == 1
    assert current(project).worst_reason == "The milestone “Payroll declarations” is 11 days overdue"
    with pytest.raises(ValidationError, match="Choose a day to come"):
        set_thresholds(by=coordinator, on=today(), starts_on=today(), **strict)
    with pytest.raises(ValidationError, match="each larger than the one before"):
        set_thresholds(by=coordinator, on=today(), starts_on=today() + 2 * DAY, reason="x", days=[4, 3, 2, 1])


def test_a_project_that_does_not_report_has_no_signal(project, coordinator):
    change_stage(project, project.version, "paused", by=coordinator, on=today(), reason="No money.")
    assert (current(project).signal, current(project).signal_findings) == (None, [])


def test_without_a_baseline_a_project_is_not_rated(finance, coordinator, country):
    made = create_project(title="New", lead=finance, by=coordinator, on=today(), stage="approved")
    assert (current(made).signal, current(made).schedule_variance) == (None, None)


def test_the_rules_are_a_page_and_the_office_sets_the_thresholds(
    country, coordinator, cio_finance, browse, django_assert_max_num_queries
):
    reader = browse(cio_finance)
    with django_assert_max_num_queries(16):
        page = reader.get(reverse("projects:signal"))
    assert "to 90 days" in page.content.decode()
    form = reverse("projects:set-thresholds")
    assert browse(cio_finance).get(form).status_code == 403
    day = today() + DAY
    said = {
        "starts_on_0": day.day, "starts_on_1": day.month, "starts_on_2": day.year, "percents": "4,8,12,16",
        "days": "10,20,30,40", "milestone_days": "10,20,30,40", "reason": "Decree 3",
    }  # fmt: skip
    assert browse(coordinator).post(form, said).status_code == 302
    assert Thresholds.objects.get().limits.days == (10, 20, 30, 40)
    refused = browse(coordinator).post(form, said | {"days": "40,30,20,10", "starts_on_0": ""})
    assert refused.status_code == 400


def test_the_api_tells_the_signal_with_its_reasons(project, coordinator, browse):
    told = browse(coordinator).get(f"/api/v1/projects/{project.code}/").json()
    assert told["signal"] == {
        "rating": 5, "as_of_on": None,
        "reasons": [{"rule": "schedule", "rating": 5, "sentence": "Expected by the approved end"}],
    }  # fmt: skip

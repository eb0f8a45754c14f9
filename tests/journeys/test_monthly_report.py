"""From the link in the mail to the signed report, on a phone, without JavaScript."""

import pytest

from projects.models import Report, Submission
from tests.journeys.conftest import PHONE, sign_in


@pytest.fixture
def address(report):
    return f"/projects/{report.project.code}/reports/{report.round_id}/report/"


def test_cio_lands_on_the_form_after_sign_in_and_files_the_report(
    transactional_db, open_page, address, report, cio_finance
):
    page = open_page(PHONE, java_script_enabled=False)
    page.goto(address)
    sign_in(page, cio_finance)
    assert page.url.endswith(address)
    page.get_by_text("Amber/green", exact=True).click()
    page.get_by_label("Why, in one sentence").fill("The supplier delivered in time.")
    page.get_by_role("button", name="Sign and submit").click()
    page.get_by_text("is signed and filed.").wait_for()
    assert Submission.objects.get(report=report).rating == 4


def test_wrong_date_is_said_at_the_field_and_in_the_summary_with_focus(
    transactional_db, open_page, address, cio_finance
):
    page = open_page()
    page.goto(address)
    sign_in(page, cio_finance)
    page.get_by_text("Amber/green", exact=True).click()
    page.get_by_label("Day").first.fill("31")
    page.get_by_label("Month").first.fill("2")
    page.get_by_label("Year").first.fill("2028")
    page.get_by_role("button", name="Sign and submit").click()
    summary = page.locator("[data-error-summary]")
    summary.wait_for()
    assert page.title().startswith("Error:")
    page.locator("[data-error-summary]:focus").wait_for()
    summary.get_by_role("link").first.click()
    assert page.get_by_label("Day").first.input_value() == "31"


def test_next_month_nothing_changed_is_one_press(
    transactional_db, open_page, address, report, cio_finance, coordinator, project
):
    from datetime import timedelta

    from django.utils import timezone

    from core.access import today
    from projects.services import ReportContent, close_round, open_round, report_status

    end = today() + timedelta(days=365)
    said = ReportContent(rating=4, why="On plan.", forecast_ends_on=end)
    report_status(report, report.version, content=said, by=cio_finance, at=timezone.now())
    close_round(report.round, report.round.version, by=coordinator, on=today())
    coming = open_round(
        name="Next month", starts_on=today(), ends_on=today() + timedelta(days=30), due_on=today() + timedelta(days=9),
        by=coordinator, on=today(),
    )  # fmt: skip
    page = open_page()
    page.goto(f"/projects/{project.code}/reports/{coming.pk}/report/")
    sign_in(page, cio_finance)
    page.get_by_role("button", name="Report that nothing changed").click()
    page.get_by_text("Filed: nothing changed.").wait_for()
    repeated = Report.objects.get(round=coming).submissions.get()
    assert repeated.is_unchanged
    assert repeated.rating == 4

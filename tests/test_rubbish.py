"""Addresses and forms filled with rubbish: an answer that says so, never a server error, and nothing stored."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from core.access import today
from projects.models import Milestone, Project, Submission
from projects.services import plan_milestone

MANY = "9" * 5000
VERSIONS = ["", "x", "1e308", "²", "٣", "-1", "a\0b", str(2**63), MANY]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_press_with_a_version_nobody_saw_changes_nothing(version, browse, coordinator, cio_finance, round_, report):
    sent, before = {"version": version}, report.version
    office, cio = browse(coordinator), browse(cio_finance)
    address = {"code": report.project.code, "round": round_.pk}
    for client, name in ((office, "accept-report"), (cio, "report-nothing-changed")):
        assert client.post(reverse(f"projects:{name}", kwargs=address), sent).status_code == 302
    assert office.post(reverse("projects:round-close", args=[round_.pk]), sent).status_code == 302
    report.refresh_from_db()
    round_.refresh_from_db()
    assert report.version == before
    assert round_.is_open


@pytest.mark.parametrize("part", range(3))
def test_a_date_of_five_thousand_digits_is_an_error_at_its_field(part, browse, coordinator, project):
    day = {f"baseline_on_{number}": value for number, value in enumerate(("1", "1", "2027"))} | {
        f"baseline_on_{part}": MANY
    }
    answer = browse(coordinator).post(
        reverse("projects:plan-milestone", args=[project.code]),
        {"title": "Gate", "owner": project.lead.code, **day},
    )
    assert answer.status_code == 400
    assert "baseline_on" in answer.context["form"].errors


@pytest.mark.parametrize("year", ["0001", "1000", "9999"])
def test_a_year_nobody_can_mean_is_refused(year, browse, coordinator, project):
    answer = browse(coordinator).post(
        reverse("projects:plan-milestone", args=[project.code]),
        {
            "title": "Gate",
            "owner": project.lead.code,
            "baseline_on_0": "1",
            "baseline_on_1": "1",
            "baseline_on_2": year,
        },
    )
    assert answer.status_code == 400
    assert "baseline_on" in answer.context["form"].errors


@pytest.mark.parametrize(
    "before", ["x", "a\0b", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "2026-13-45T99:99:99Z"]
)
def test_a_damaged_address_of_older_history_gives_the_newest(before, browse, coordinator, project):
    for address in (reverse("projects:project-history", args=[project.code]), project.lead.get_absolute_url()):
        assert browse(coordinator).get(address, {"before": before}).status_code == 200


@pytest.mark.parametrize("title", ["bell\x07", "turned\u202egnp.exe", "two\r\nlines", "esc\x1b[31m"])
def test_characters_nobody_sees_are_refused_in_a_title(title, browse, coordinator, project):
    answer = browse(coordinator).post(
        reverse("projects:project-edit", args=[project.code]),
        {"version": project.version, "title": title, "visibility": "public"},
    )
    assert answer.status_code == 400
    assert "title" in answer.context["form"].errors


def test_a_control_character_from_elsewhere_does_not_stop_an_export(browse, coordinator, project):
    Project.objects.filter(pk=project.pk).update(title="=bell\x07")
    answer = browse(coordinator).get("/projects/", {"export": "xlsx"})
    rows = load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True)
    assert "'=bell\ufffd" in [row[1] for row in rows]


def test_a_draft_with_rubbish_is_kept_or_refused_but_never_fails(browse, cio_finance, report):
    address = reverse("projects:report-status", args=[report.project.code, report.round_id])
    sent = {"draft": "1", "version": report.version, "why": "a\0b\x01", "strange": "\u202e", "forecast_cost": MANY}
    assert browse(cio_finance).post(address, sent).status_code in (302, 400)
    assert browse(cio_finance).get(address).status_code == 200


def test_a_milestone_planned_while_the_form_was_open_keeps_its_forecast(browse, cio_finance, report, coordinator):
    sent = filled(report)
    later = plan_milestone(
        report.project, title="Later", by=coordinator, on=today(), baseline_on=today(),
        forecast_on=today() + timedelta(days=9),
    )  # fmt: skip
    answer = browse(cio_finance).post(status_address(report), sent)
    assert answer.status_code == 302
    later.refresh_from_db()
    assert later.forecast_on == today() + timedelta(days=9)


def test_a_milestone_is_neither_done_tomorrow_nor_left_without_a_date(browse, cio_finance, report):
    milestone = Milestone.objects.get(project=report.project)
    tomorrow = today() + timedelta(days=1)
    done = {f"actual_{milestone.pk}": f"{tomorrow.day} {tomorrow.month} {tomorrow.year}"}
    answer = browse(cio_finance).post(status_address(report), filled(report) | done)
    assert answer.status_code == 400
    assert f"actual_{milestone.pk}" in answer.context["form"].errors
    Milestone.objects.filter(pk=milestone.pk).update(baseline_on=None)
    emptied = {f"forecast_{milestone.pk}": "", f"actual_{milestone.pk}": ""}
    answer = browse(cio_finance).post(status_address(report), filled(report) | emptied)
    assert answer.status_code == 400
    assert f"forecast_{milestone.pk}" in answer.context["form"].errors
    assert not Submission.objects.exists()


def test_what_a_report_does_not_ask_cannot_be_sent_along(browse, cio_finance, cio_health, report):
    sent = {
        "signed_by": cio_health.pk,
        "number": 9,
        "status": "accepted",
        "is_unchanged": "on",
        "id": 1,
        "at": "2020-01-01",
    }
    assert browse(cio_finance).post(status_address(report), filled(report) | sent).status_code == 302
    filed = Submission.objects.get()
    assert (filed.signed_by, filed.number, filed.is_unchanged, filed.at.date()) == (
        cio_finance, 1, False, filed.at.now(filed.at.tzinfo).date()
    )  # fmt: skip
    assert filed.report.status == "submitted"


def status_address(report) -> str:
    return reverse("projects:report-status", args=[report.project.code, report.round_id])


def filled(report) -> dict[str, str]:
    forecasts = {
        f"forecast_{found.pk}": f"{found.forecast_on.day} {found.forecast_on.month} {found.forecast_on.year}"
        for found in report.project.milestones.all()
    }
    return {"version": str(report.version), "rating": "4", "why": "On course.", **forecasts}

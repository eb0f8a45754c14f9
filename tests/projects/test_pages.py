from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from core.access import today
from projects.models import Participation, Project, Report, Submission
from projects.services import assess, change_stage, create_project, invite


def said(report, **changes):
    """What the report's form posts when a CIO fills it in."""
    end = today() + timedelta(days=365)
    return {
        "version": report.version, "rating": "4", "why": "The supplier delivered in time.", "progress": "Payroll went live.",
        "forecast_ends_on_0": end.day, "forecast_ends_on_1": end.month, "forecast_ends_on_2": end.year,
        "forecast_cost": "10.0", "spent": "4.2", **changes,
    }  # fmt: skip


def path(report, name="report-status"):
    return reverse(f"projects:{name}", args=[report.project.code, report.round_id])


def test_portfolio_shows_both_ratings_and_whose_they_are(browse, coordinator, project, round_, report, cio_finance):
    browse(cio_finance).post(path(report), said(report))
    assess(project, round_, rating=2, basis="Read the plan.", by=coordinator, on=today())
    page = browse(coordinator).get(reverse("projects:project-list"))
    assert page.status_code == 200
    text = page.content.decode()
    assert "Digital tax account" in text
    assert "Amber/green" in text
    assert "Amber/red" in text


def test_portfolio_is_hidden_from_visitors_and_from_people_without_a_post(browse, administrator, country):
    assert browse().get(reverse("projects:project-list")).status_code == 302
    assert browse(administrator).get(reverse("projects:project-list")).status_code == 403


def test_restricted_project_is_nowhere_for_another_ministry(browse, cio_finance, cio_health, restricted_project):
    assert "Border health" in browse(cio_health).get(reverse("projects:project-list")).content.decode()
    listed = browse(cio_finance).get(reverse("projects:project-list"))
    assert "Border health" not in listed.content.decode()
    export = browse(cio_finance).get(reverse("projects:project-list"), {"export": "csv"})
    assert "Border health" not in b"".join(export.streaming_content).decode()
    assert browse(cio_finance).get(restricted_project.get_absolute_url()).status_code == 404


def test_what_one_may_not_see_answers_as_what_does_not_exist(browse, cio_finance, restricted_project):
    client = browse(cio_finance)
    hidden = client.get(restricted_project.get_absolute_url())
    missing = client.get(reverse("projects:project-detail", args=["P-1999-9999"]))
    assert hidden.status_code == missing.status_code == 404
    assert _plain(hidden) == _plain(missing)


def _plain(page):
    import re

    return re.sub(rb'value="[A-Za-z0-9]{64}"', b"", page.content)


def test_export_has_exactly_the_filtered_rows(browse, coordinator, project, restricted_project):
    url = reverse("projects:project-list")
    export = browse(coordinator).get(url, {"q": "TAX", "export": "csv"})
    lines = b"".join(export.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "Digital tax account" in lines[1]
    book = browse(coordinator).get(url, {"q": "TAX", "export": "xlsx"})
    assert book.content[:2] == b"PK"


@pytest.mark.parametrize("sort", ["gap", "title", "assessment", "cio", "age", "milestone", "late", "code"])
def test_pages_by_key_show_every_project_once(browse, coordinator, finance, sort):
    for number in range(60):
        create_project(title=f"Project {number:02}", lead=finance, by=coordinator, on=today())
    client, seen, address = browse(coordinator), [], f"?sort={sort}"
    while address:
        table = client.get(reverse("projects:project-list") + address).context["table"]
        seen += [row.title for row in table.page.rows]
        address = table.next_address if table.page.next else ""
    assert sorted(seen) == [f"Project {number:02}" for number in range(60)]


def test_portfolio_costs_as_many_queries_for_60_projects_as_for_2(
    browse, coordinator, project, restricted_project, finance, django_assert_max_num_queries, django_assert_num_queries
):
    client = browse(coordinator)
    client.get(reverse("projects:project-list"))
    with django_assert_max_num_queries(20) as first:
        client.get(reverse("projects:project-list"))
    for number in range(60):
        create_project(title=f"Project {number}", lead=finance, by=coordinator, on=today())
    with django_assert_num_queries(len(first)):
        client.get(reverse("projects:project-list"))


def test_project_page_tells_its_story(browse, coordinator, project, report, cio_finance, django_assert_max_num_queries):
    browse(cio_finance).post(path(report), said(report))
    client = browse(coordinator)
    with django_assert_max_num_queries(53):
        page = client.get(project.get_absolute_url())
    text = page.content.decode()
    for words in (
        "Every company files",
        "Payroll declarations",
        "The supplier delivered in time",
        "Baselines",
        "reported status",
    ):
        assert words in text


def test_cio_submits_and_the_live_record_moves(browse, cio_finance, report):
    answer = browse(cio_finance).post(path(report), said(report))
    assert answer.status_code == 302
    filed = Submission.objects.get(report=report)
    assert (filed.rating, filed.signed_by, str(filed.forecast_cost)) == (4, cio_finance, "10000000.00")
    report.refresh_from_db()
    assert report.status == Report.Status.SUBMITTED
    assert report.project.current.cio_rating == 4


def test_form_says_what_is_wrong_at_the_field_and_keeps_what_was_typed(browse, cio_finance, report):
    page = browse(cio_finance).post(path(report), said(report, forecast_ends_on_0="31", forecast_ends_on_1="2", why=""))
    text = page.content.decode()
    assert page.status_code == 400
    assert "<title>Error:" in text
    assert "does not exist" in text
    assert "Payroll went live." in text
    assert not Submission.objects.exists()


def test_late_end_wants_words(browse, cio_finance, report):
    end = today() + timedelta(days=365 + 200)
    late = {"forecast_ends_on_0": end.day, "forecast_ends_on_1": end.month, "forecast_ends_on_2": end.year}
    page = browse(cio_finance).post(path(report), said(report, **late))
    assert "Say why in a sentence" in page.content.decode()
    assert "Say why you see it better" in page.content.decode()
    reasons = {"schedule_words": "The law came late.", "signal_words": "The supplier has caught up."}
    assert browse(cio_finance).post(path(report), said(report, **reasons, **late)).status_code == 302


def test_draft_keeps_what_was_typed_even_if_it_is_wrong(browse, cio_finance, report):
    client = browse(cio_finance)
    client.post(path(report), {"version": report.version, "why": "half a tho", "forecast_cost": "ten", "draft": "1"})
    text = client.get(path(report)).content.decode()
    assert "half a tho" in text
    assert 'value="ten"' in text
    assert "<title>Error:" not in text


def test_another_ministry_may_not_report(browse, cio_health, report):
    assert browse(cio_health).get(path(report)).status_code == 403
    assert browse(cio_health).post(path(report), said(report)).status_code == 403


def test_only_the_office_returns_and_accepts(browse, cio_finance, coordinator, report):
    browse(cio_finance).post(path(report), said(report))
    report.refresh_from_db()
    assert browse(cio_finance).post(path(report, "accept-report"), {"version": report.version}).status_code == 403
    browse(coordinator).post(path(report, "return-report"), {"version": report.version, "reason": "Say what slipped."})
    assert "Say what slipped." in browse(cio_finance).get(path(report)).content.decode()
    report.refresh_from_db()
    browse(cio_finance).post(path(report), said(report, why="The interface slipped."))
    report.refresh_from_db()
    browse(coordinator).post(path(report, "accept-report"), {"version": report.version})
    report.refresh_from_db()
    assert report.status == Report.Status.ACCEPTED
    assert list(report.submissions.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_round_page_shows_who_has_not_filed(browse, coordinator, round_, report):
    text = browse(coordinator).get(round_.get_absolute_url()).content.decode()
    assert "0 of 1 reports filed" in text
    assert "Digital tax account" in text


def test_coordinator_opens_and_closes_a_round(browse, coordinator, project):
    client, on = browse(coordinator), today()
    due = on + timedelta(days=9)
    form = {"name": "A month"}
    for name, day in (("starts_on", on.replace(day=1)), ("ends_on", on), ("due_on", due)):
        form |= {f"{name}_0": day.day, f"{name}_1": day.month, f"{name}_2": day.year}
    page = client.post(reverse("projects:round-open"), form, follow=True)
    round_ = page.context["round"]
    assert Report.objects.get(project=project, round=round_).status == Report.Status.OWED
    client.post(reverse("projects:round-close", args=[round_.pk]), {"version": round_.version})
    assert Report.objects.get(project=project, round=round_).status == Report.Status.MISSED


def test_office_creates_a_project_and_gives_it_a_plan(browse, coordinator, finance, health):
    client = browse(coordinator)
    client.post(
        reverse("projects:project-create"),
        {
            "title": "e-Prescription",
            "aims": "",
            "lead": "health",
            "stage": "approved",
            "visibility": "public",
            "currency": "EUR",
        },
    )
    project = Project.objects.get(title="e-Prescription")
    baseline = {"cost": "3.5", "reason": "first", "words": "Cabinet minute 4."}
    for name, day in (("starts_on", today()), ("ends_on", today() + timedelta(days=400))):
        baseline |= {f"{name}_0": day.day, f"{name}_1": day.month, f"{name}_2": day.year}
    client.post(reverse("projects:approve-baseline", args=[project.code]), baseline)
    client.post(reverse("projects:invite", args=[project.code]), {"institution": "finance", "role": "funder"})
    assert project.baselines.get().cost == 3_500_000
    assert project.participations.get().institution == finance


def test_invited_ministry_answers(browse, project, health, cio_health, cio_finance, coordinator):
    asked = invite(project, health, Participation.Role.DATA_PROVIDER, by=coordinator, on=today())
    url = reverse("projects:answer-invitation", args=[asked.pk])
    assert browse(cio_finance).get(url).status_code == 403
    assert (
        "Say why"
        in browse(cio_health).post(url, {"version": asked.version, "answer": "declined", "reason": ""}).content.decode()
    )
    declined = {"version": asked.version, "answer": "declined", "reason": "No budget this year."}
    browse(cio_health).post(url, declined)
    asked.refresh_from_db()
    assert asked.answer == Participation.Answer.DECLINED


def test_pausing_waives_the_open_report_with_the_reason(report, project, coordinator):
    change_stage(
        project, project.version, Project.Stage.PAUSED, by=coordinator, on=today(), reason="Waiting for the budget."
    )
    report.refresh_from_db()
    assert (report.status, report.reason) == (Report.Status.WAIVED, "Waiting for the budget.")


def test_every_post_needs_a_csrf_token(cio_finance, report):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cio_finance, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(path(report), said(report)).status_code == 403


def test_a_milestone_is_moved_by_the_lead_and_not_by_another_ministry(browse, project, cio_finance, cio_health):
    milestone = project.milestones.get()
    url, day = reverse("projects:move-milestone", args=[milestone.pk]), today() + timedelta(days=90)
    moved = {
        "version": milestone.version,
        "forecast_on_0": day.day,
        "forecast_on_1": day.month,
        "forecast_on_2": day.year,
    }
    assert browse(cio_health).post(url, moved).status_code == 403
    assert browse(cio_finance).post(url, moved).status_code == 302
    milestone.refresh_from_db()
    assert milestone.forecast_on == day
    assert browse(cio_finance).post(url, {**moved, "forecast_on_0": 1}).status_code == 409
    done = {
        **moved,
        "version": milestone.version,
        "actual_on_0": day.day,
        "actual_on_1": day.month,
        "actual_on_2": day.year,
    }
    assert "has not come yet" in browse(cio_finance).post(url, done).content.decode()


def test_the_office_hands_a_project_to_another_ministry(browse, project, report, coordinator, cio_health, health):
    browse(coordinator).post(
        reverse("projects:change-lead", args=[project.code]), {"version": project.version, "lead": health.code}
    )
    assert browse(cio_health).get(path(report)).status_code == 200

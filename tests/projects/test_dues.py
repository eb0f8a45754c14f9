"""What the portfolio asks of institutions."""

from datetime import date, timedelta

import pytest

from core.access import Access, Kind
from core.questions import DueKind, Scope, due
from core.records import Ref
from projects.models import Project, Report
from projects.services import (
    change_stage,
    close_round,
    create_project,
    invite,
    plan_milestone,
    report_status,
    return_report,
)
from projects.services.reports import ReportContent
from tests.digests.conftest import DUE, OPENED, at, march, tax, tax_report  # noqa: F401

pytestmark = pytest.mark.usefixtures("tax_report")


def asked(on: date = OPENED, **scope) -> list[str]:
    return sorted(found.key for found in due(Scope(on=on, **scope)))


def official(*institutions) -> Access:
    refs = frozenset(Ref("ministries.institution", institution.pk) for institution in institutions)
    return Access(Kind.OFFICIAL, parties=refs, reads=refs)


def test_an_owed_report_is_due_when_the_round_is(tax_report, finance):
    (found,) = due(Scope(on=OPENED))
    assert (found.kind, found.key, found.institution_id) == (DueKind.REPORT, f"report:{tax_report.pk}", finance.pk)
    assert (found.asked_on, found.due_on) == (OPENED, DUE)
    assert found.path == f"/projects/{tax_report.project.code}/reports/{tax_report.round_id}/report/"
    assert found.title == "March 2026 report: Digital tax account"


def test_a_filed_report_is_not_due_and_a_returned_one_is_a_new_duty(tax_report, cio_finance, coordinator):
    report_status(
        tax_report, tax_report.version, content=ReportContent(rating=4, why="Fine."), by=cio_finance, at=at(OPENED)
    )
    assert asked() == []
    tax_report.refresh_from_db()
    returned_on = OPENED + timedelta(days=2)
    return_report(tax_report, tax_report.version, reason="Too short.", by=coordinator, on=returned_on)
    (found,) = due(Scope(on=returned_on))
    assert (found.key, found.asked_on) == (f"report:{tax_report.pk}:1", returned_on)
    assert found.why == "Returned by the office: “Too short.”"


def test_nothing_is_due_in_a_closed_round(march, tax, coordinator):
    plan_milestone(tax, title="Pilot", by=coordinator, on=OPENED, baseline_on=OPENED)
    assert len(asked()) == 2
    close_round(march, march.version, by=coordinator, on=DUE)
    assert asked(DUE) == []


def test_milestones_are_asked_from_two_weeks_before_until_done(tax, finance, coordinator):
    day = OPENED + timedelta(days=20)
    milestone = plan_milestone(tax, title="Pilot", by=coordinator, on=OPENED, baseline_on=day)
    key = f"milestone:{milestone.pk}:{day:%Y%m%d}"
    assert key not in asked(day - timedelta(days=15))
    assert key in asked(day - timedelta(days=14))
    assert key in asked(day + timedelta(days=40))
    assert key in asked(OPENED, until=day)
    milestone.actual_on = day
    milestone.save()
    assert key not in asked(day)


def test_a_paused_project_owes_nothing(tax, coordinator):
    plan_milestone(tax, title="Pilot", by=coordinator, on=OPENED, baseline_on=OPENED)
    change_stage(tax, tax.version, Project.Stage.PAUSED, by=coordinator, on=OPENED, reason="Money comes in May.")
    assert asked() == []


def test_a_milestone_leads_to_the_report_until_that_is_filed(tax, tax_report, cio_finance, coordinator):
    plan_milestone(tax, title="Pilot", by=coordinator, on=OPENED, baseline_on=OPENED)
    paths = {found.kind: found.path for found in due(Scope(on=OPENED))}
    assert paths[DueKind.MILESTONE] == paths[DueKind.REPORT]
    report_status(
        tax_report, tax_report.version, content=ReportContent(rating=4, why="Fine."), by=cio_finance, at=at(OPENED)
    )
    (found,) = due(Scope(on=OPENED))
    assert found.path == f"/milestones/{found.record.pk}/"


def test_an_invitation_is_due_after_ten_working_days(tax, health, coordinator):
    part = invite(tax, health, "user", by=coordinator, on=OPENED)
    found = next(found for found in due(Scope(on=OPENED)) if found.kind == DueKind.ACCEPTANCE)
    assert (found.institution_id, found.due_on) == (health.pk, OPENED + timedelta(days=14))
    assert found.path == f"/invitations/{part.pk}/"
    assert found.why == "Ministry of Finance named you as user on 2 Mar 2026."
    assert found.key not in asked(OPENED, until=OPENED + timedelta(days=13))


def test_a_project_that_is_over_waits_for_no_answer(tax, health, coordinator):
    part = invite(tax, health, "user", by=coordinator, on=OPENED)
    change_stage(tax, tax.version, Project.Stage.CANCELLED, by=coordinator, on=OPENED, reason="Merged into another.")
    assert not [key for key in asked() if key.startswith(f"participation:{part.pk}")]


def test_scope_narrows_to_institutions_and_to_what_the_reader_sees(tax, finance, health, coordinator):
    restricted = create_project(
        title="Border health", lead=health, by=coordinator, on=OPENED, stage="delivery", visibility="restricted"
    )
    hidden = Report.objects.get(project=restricted)
    key = f"report:{hidden.pk}"
    assert key in asked()
    assert key in asked(institution_ids=frozenset({health.pk}))
    assert key not in asked(institution_ids=frozenset({finance.pk}))
    assert key in asked(access=official(health))
    assert key not in asked(access=official(finance))
    assert key not in asked(access=Access(Kind.VISITOR))
    assert asked(person_ids=frozenset({coordinator.pk})) == []


def test_the_whole_government_takes_one_query_a_kind(
    tax,
    march,
    finance,
    health,
    coordinator,
    django_assert_max_num_queries,
):
    for number in range(20):
        project = create_project(title=f"Service {number}", lead=finance, by=coordinator, on=OPENED, stage="delivery")
        plan_milestone(project, title="Pilot", by=coordinator, on=OPENED, baseline_on=OPENED)
        invite(project, health, "user", by=coordinator, on=OPENED)
        Report.objects.get_or_create(
            project=project, round=march, defaults={"institution": finance, "asked_on": OPENED}
        )
    with django_assert_max_num_queries(8):  # and the country with its days off
        assert len(asked()) == 61

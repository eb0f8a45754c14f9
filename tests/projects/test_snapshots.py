"""The portfolio as it was published: frozen with the round, whatever happens later."""

from datetime import timedelta
from decimal import Decimal
from time import perf_counter

import pytest
from django.db import InternalError, connection, transaction
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.access import access_of, today
from core.versions import Conflict
from ministries.services import edit_institution, edit_rate, record_rate
from projects.models import Current, Milestone, Project, Snapshot, SnapshotRow
from projects.models.current import Standing
from projects.services import (
    approve_baseline,
    assess,
    change_lead,
    change_stage,
    close_round,
    create_project,
    edit_project,
    invite,
    open_round,
    report_status,
)
from tests.projects.conftest import CONTENT

ON = today()
LATER = ON + timedelta(days=9)


def close(round_, by):
    return close_round(round_, round_.version, by=by, on=ON)


def frozen(snapshot=None):
    rows = SnapshotRow.objects.order_by("pk")
    return list((rows.filter(snapshot=snapshot) if snapshot else rows).values())


def row_of(project) -> SnapshotRow:
    return SnapshotRow.objects.for_list().get(project=project)


def test_closing_a_round_freezes_every_project_as_it_stands(snapshot, project, restricted_project, coordinator):
    row = row_of(project)
    now = Current.objects.get(project=project)
    for field in Standing._meta.get_fields():
        if field.name not in ("withheld", "as_of_on"):
            assert getattr(row, field.name) == getattr(now, field.name), field.name
    assert (row.as_of_on, now.as_of_on) == (ON, None)
    assert (row.code, row.title, row.lead_code, row.lead_short_name) == (
        project.code,
        project.title,
        "finance",
        "Finance",
    )
    assert (row.report_status, row.filed_on, row.is_unchanged) == ("submitted", ON, False)
    assert (row.cio_rating, row.why, row.help_needed) == (4, "The vendor is back on plan.", "A decision on the ports.")
    assert (row.assessed_rating, row.basis, row.assessed_on) == (2, "Read the plan.", ON)
    assert row.cio_round == row.assessed_round == row.status_round == "This month"
    assert (row.spent, row.baseline_cost, row.first_cost) == (4_200_000, 10_000_000, 10_000_000)
    assert row.milestones == [
        {
            "title": "Payroll declarations",
            "owner": "Finance",
            "baseline_on": (ON + timedelta(days=60)).isoformat(),
            "forecast_on": (ON + timedelta(days=60)).isoformat(),
            "actual_on": None,
        }
    ]
    assert row_of(restricted_project).report_status == ""
    assert (snapshot.number, snapshot.publisher, snapshot.as_of_on) == (1, coordinator.full_name, ON)


def test_a_missing_report_is_frozen_as_missed(report, project, coordinator):
    close(report.round, coordinator)
    row = row_of(project)
    assert (row.report_status, row.filed_on, row.cio_rating) == ("missed", None, None)
    assert row.silent_since_on == report.round.due_on


def test_nothing_that_happens_later_changes_it(
    snapshot, filed, project, restricted_project, finance, health, cio_finance, coordinator, round_
):
    rate = record_rate(by=coordinator, currency="USD", on=ON, rate=Decimal("0.9"), source="Central bank")
    before, page = frozen(), list(Snapshot.objects.values())
    edit_project(project, project.version, by=coordinator, on=LATER, title="Another title", visibility="restricted")
    edit_institution(finance, finance.version, by=coordinator, name="Ministry of Money", acronym="Money")
    edit_rate(rate, rate.version, by=coordinator, rate=Decimal(2))
    approve_baseline(
        project, by=coordinator, on=LATER, starts_on=ON, ends_on=ON + timedelta(days=999), cost=99, reason="scope change",
        words="More ports.",
    )  # fmt: skip
    Milestone.objects.all().delete()
    assess(project, round_, rating=5, basis="Saw it run.", by=coordinator, on=LATER, version=1)
    project.refresh_from_db()
    project = change_stage(project, project.version, "closing", by=coordinator, on=LATER)
    change_lead(project, project.version, health, by=coordinator, on=LATER)
    coordinator.full_name = "Somebody Else"
    coordinator.save()
    open_round(name="Next", starts_on=ON, ends_on=LATER, due_on=LATER, by=coordinator, on=ON)
    assert frozen() == before
    assert list(Snapshot.objects.values()) == page


def test_a_late_report_enters_the_live_record_and_never_the_snapshot(report, project, cio_finance, coordinator):
    close(report.round, coordinator)
    before = frozen()
    report.refresh_from_db()
    report_status(report, report.version, content=CONTENT, by=cio_finance, at=timezone.now())
    report.refresh_from_db()
    assert report.is_late
    assert Current.objects.get(project=project).cio_rating == 4
    assert frozen() == before
    assert row_of(project).report_status == "missed"


@pytest.mark.parametrize("model", [Snapshot, SnapshotRow])
def test_the_orm_can_neither_change_nor_remove_it(snapshot, model):
    found = model.objects.last()
    rows = model.objects.filter(pk=found.pk)
    for attempt in (found.save, lambda: rows.update(as_of_on=LATER), lambda: rows._raw_delete(rows.db)):
        with pytest.raises(InternalError, match="Cannot"), transaction.atomic():
            attempt()
    assert rows.get().as_of_on == found.as_of_on


def test_a_frozen_project_and_its_lead_can_not_be_removed(snapshot, project, finance):
    for record in (project, finance, snapshot.round):
        with pytest.raises(ProtectedError):
            record.delete()


def test_a_round_closed_in_vain_leaves_no_snapshot(round_, coordinator):
    with pytest.raises(Conflict):
        close_round(round_, round_.version + 1, by=coordinator, on=ON)
    assert not Snapshot.objects.exists()


def test_only_what_was_and_is_visible_is_read(
    snapshot, project, restricted_project, cio_finance, cio_health, coordinator
):
    def seen(user):
        return set(SnapshotRow.objects.visible_to(access_of(user, on=LATER)).values_list("title", flat=True))

    tax, gates = "Digital tax account", "Border health screening"
    assert seen(coordinator) == {tax, gates}
    assert seen(cio_finance) == {tax}
    assert seen(cio_health) == {tax, gates}
    project.refresh_from_db()
    edit_project(project, project.version, by=coordinator, on=ON, visibility="restricted")
    assert seen(cio_health) == {gates}, "it is hidden today"
    restricted_project.refresh_from_db()
    edit_project(restricted_project, restricted_project.version, by=coordinator, on=ON, visibility="public")
    assert seen(cio_finance) == {tax}, "it was hidden then"


def test_who_joined_a_restricted_project_later_does_not_read_what_was_published_before(
    snapshot, restricted_project, finance, cio_finance, coordinator
):
    invite(restricted_project, finance, "user", by=coordinator, on=LATER)
    assert Project.objects.visible_to(access_of(cio_finance)).filter(pk=restricted_project.pk).exists()
    assert not SnapshotRow.objects.visible_to(access_of(cio_finance)).filter(project=restricted_project).exists()


def test_totals_are_over_what_the_reader_sees_and_say_over_how_many(browse, snapshot, coordinator, cio_finance):
    address = snapshot.get_absolute_url()
    everything, part = browse(coordinator).get(address), browse(cio_finance).get(address)
    assert everything.context["sums"].projects == 2
    assert part.context["sums"].projects == 1
    assert "of the 2 projects" in everything.content.decode()
    assert "of the one project" in part.content.decode()
    assert "Border health" not in part.content.decode()
    export = browse(cio_finance).get(address, {"export": "csv"})
    lines = b"".join(export.streaming_content).decode("utf-8-sig").splitlines()
    assert export["Content-Disposition"] == 'attachment; filename="snapshot-1.csv"'
    assert len(lines) == 2
    assert browse(cio_finance).get(address, {"export": "xlsx"}).content[:2] == b"PK"


def test_totals_keep_the_rates_of_their_day(browse, report, coordinator, project):
    Project.objects.filter(pk=project.pk).update(currency="USD")
    rate = record_rate(by=coordinator, currency="USD", on=ON, rate=Decimal("0.5"), source="Central bank")
    close(report.round, coordinator)
    edit_rate(rate, rate.version, by=coordinator, rate=Decimal(2))
    page = browse(coordinator).get(Snapshot.objects.get().get_absolute_url())
    assert page.context["sums"].approved.amount == 5_000_000


@pytest.mark.parametrize("sort", ["gap", "title", "assessment", "signal", "cio", "age", "milestone", "late", "code"])
def test_pages_by_key_show_every_row_once(browse, round_, coordinator, finance, sort):
    for number in range(30):
        create_project(title=f"Project {number:02}", lead=finance, by=coordinator, on=ON)
    close(round_, coordinator)
    client, seen, address = browse(coordinator), [], f"?sort={sort}"
    while address:
        page = client.get(Snapshot.objects.get().get_absolute_url() + address)
        seen += [row.code for row in page.context["table"].page.rows]
        address = page.context["table"].next_address if page.context["table"].page.next else ""
    assert len(seen) == len(set(seen)) == 31


@pytest.mark.parametrize(
    ("query", "found"),
    [("report=submitted", 1), ("report=none", 1), ("report=missed", 0), ("lead=health", 1), ("q=TAX", 1), ("cio=4", 1),
     ("rating=2", 1), ("rating=none", 1), ("signal=none", 1), ("stage=delivery", 2), ("view=apart", 1)],
)  # fmt: skip
def test_filters_find_the_rows_as_they_were_published(browse, snapshot, coordinator, query, found):
    page = browse(coordinator).get(f"{snapshot.get_absolute_url()}?{query}")
    assert page.context["table"].count == found


def test_list_and_page_ask_a_fixed_number_of_queries(
    browse, snapshot, coordinator, finance, django_assert_num_queries, django_assert_max_num_queries
):
    client = browse(coordinator)
    for address in (reverse("projects:snapshot-list"), snapshot.get_absolute_url()):
        client.get(address)
    with django_assert_num_queries(LIST_QUERIES):
        assert client.get(reverse("projects:snapshot-list")).context["table"].count == 1
    with django_assert_max_num_queries(PAGE_QUERIES):
        assert client.get(snapshot.get_absolute_url()).context["table"].count == 2


LIST_QUERIES, PAGE_QUERIES = 7, 16


def test_freezing_a_thousand_projects_takes_as_many_queries_as_freezing_one(
    round_, project, coordinator, finance, capsys
):
    with CaptureQueriesContext(connection) as few:
        close(round_, coordinator)
    _thousand(finance)
    another = open_round(name="Next", starts_on=ON, ends_on=ON, due_on=LATER, by=coordinator, on=ON)
    with CaptureQueriesContext(connection) as many:
        begun = perf_counter()
        close(another, coordinator)
        took = perf_counter() - begun
    assert SnapshotRow.objects.filter(snapshot__round=another).count() == 1001
    assert len(many) == len(few)
    with capsys.disabled():
        print(f"\nclosing a round over 1,001 projects, freezing included: {took:.2f} s")
    assert took < 20


def _thousand(lead):
    projects = Project.objects.bulk_create(
        Project(
            code=f"P-2020-{number:04}", title=f"Project {number}", lead=lead, stage="delivery", stage_since_on=ON,
            currency="EUR",
        )
        for number in range(1000)
    )  # fmt: skip
    Milestone.objects.bulk_create(
        Milestone(project=each, title=f"Step {step}", owner=lead, baseline_on=LATER)
        for each in projects
        for step in range(3)
    )

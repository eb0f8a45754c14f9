from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.models import Q
from django.db.utils import InternalError
from django.template.loader import render_to_string
from django.utils import timezone

from core.access import Access, Kind, today
from history.events import complete, events_of
from history.timeline import Change, Related, timeline
from history.tracking import acting
from ministries.models import Appointment, Institution
from ministries.services import edit_institution
from projects.models import Milestone, Project, Report, Submission
from projects.services import (
    MilestoneForecast,
    ReportContent,
    edit_project,
    move_milestone,
    plan_milestone,
    report_status,
    save_draft,
)


def whole(project: Project) -> list[Related]:
    return [
        Related(Project, Q(pgh_obj=project)),
        Related(Milestone, Q(project=project), word="Milestone", called=("title",)),
        Related(Report, Q(project=project), called=("round",), told_as={"status": {"draft": "owed"}}),
        Related(
            Submission, Q(report__project=project), series=(), hidden=("number", "at", "milestones", "is_unchanged")
        ),
    ]


def told(project: Project, **options) -> list[str]:
    return [entry.sentence for entry in timeline(whole(project), **options)]


def a_day_passes() -> None:
    """What was recorded so far gets a day older, since one test is one moment of the database."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for model in (Project, Milestone, Report, Submission):
            table = model._meta.get_field("events").related_model._meta.db_table
            cursor.execute(f"UPDATE {table} SET pgh_created_at = pgh_created_at - interval '1 day'")
        cursor.execute("SET session_replication_role = DEFAULT")


def content(**changes) -> ReportContent:
    return ReportContent(
        **{"rating": 4, "why": "On plan.", "forecast_ends_on": today() + timedelta(days=300)} | changes
    )


def test_a_change_reads_as_a_sentence_with_both_values(project, coordinator):
    edit_project(project, project.version, by=coordinator, on=today(), sponsor="Ada Lind")
    project.refresh_from_db()
    a_day_passes()
    edit_project(project, project.version, by=coordinator, on=today(), sponsor="Ben Orr")
    assert told(project, limit=1) == ["Irena Tolvaj edited the project: Sponsor changed from Ada Lind to Ben Orr"]


def test_a_date_moves_and_the_milestone_is_named(project, coordinator):
    a_day_passes()
    milestone = project.milestones.get()
    old = milestone.forecast_on
    move_milestone(milestone, milestone.version, by=coordinator, on=today(), forecast_on=old + timedelta(days=31))
    (entry, *_rest) = timeline(whole(project))
    (note,) = entry.notes
    assert note.thing == "Milestone Payroll declarations"
    assert note.changes[0].is_date
    assert note.changes[0].sentence.startswith("Forecast moved from ")


def test_one_act_is_one_entry_and_a_report_is_compared_with_the_one_before(project, report, cio_finance):
    milestone = project.milestones.get()
    moved = MilestoneForecast(milestone.pk, milestone.forecast_on + timedelta(days=10))
    report_status(report, report.version, content=content(milestones=[moved]), by=cio_finance, at=timezone.now())
    a_day_passes()
    Report.objects.filter(pk=report.pk).update(status="returned", reason="Say more.")
    a_day_passes()
    report.refresh_from_db()
    later = content(rating=3, forecast_ends_on=today() + timedelta(days=320))
    report_status(report, report.version, content=later, by=cio_finance, at=timezone.now())
    entry = timeline(whole(project)).entries[0]
    assert entry.head == "Pavel Orsin reported status"
    assert "Rating changed from Amber/green to Amber" in entry.sentence
    assert "Forecast end moved from" in entry.sentence
    assert "On plan" not in entry.sentence


def test_what_was_written_without_a_visible_change_is_not_told(project, report, cio_finance):
    before = told(project)
    at = timezone.now()
    for words in ("first", "second"):
        report.refresh_from_db()
        save_draft(report, report.version, draft={"why": [words]}, by=cio_finance, at=at)
    assert told(project) == before


def test_versions_keys_and_hidden_fields_are_never_told(project, report, cio_finance):
    report_status(report, report.version, content=content(), by=cio_finance, at=timezone.now())
    labels = {
        change.label.lower() for entry in timeline(whole(project)) for note in entry.notes for change in note.changes
    }
    assert not labels & {"version", "id", "number", "at", "milestones", "draft"}


def test_a_removed_record_is_told(project, coordinator):
    milestone = plan_milestone(project, title="Pilot", by=coordinator, on=today(), baseline_on=today())
    a_day_passes()
    with acting(by=coordinator, verb="dropped a milestone"):
        milestone.delete()
    assert told(project, limit=1) == ["Irena Tolvaj dropped a milestone: Milestone Pilot removed"]


def test_references_are_told_by_name_and_only_by_names_the_reader_may_see(project, restricted_project, coordinator):
    a_day_passes()
    with acting(by=coordinator, verb="moved the project"):
        Project.objects.filter(pk=project.pk).update(programme=restricted_project)
    everything = Access(Kind.OFFICE)
    assert told(project, limit=1, access=everything)[0].endswith("Programme: Border health screening")
    assert told(project, limit=1, access=Access(Kind.OFFICIAL))[0].endswith("Programme: another record")


@pytest.mark.django_db(transaction=True)
def test_what_nobody_signed_was_the_system(project):
    Project.objects.filter(pk=project.pk).update(sponsor="Ada Lind")
    assert told(project, limit=1) == ["The system changed the record: Sponsor: Ada Lind"]


def test_sums_that_round_alike_are_told_exactly(project, report, cio_finance):
    report_status(report, report.version, content=content(spent=Decimal(4_210_000)), by=cio_finance, at=timezone.now())
    a_day_passes()
    Report.objects.filter(pk=report.pk).update(status="returned", reason="Say more.")
    a_day_passes()
    report.refresh_from_db()
    report_status(report, report.version, content=content(spent=Decimal(4_220_000)), by=cio_finance, at=timezone.now())
    first = told(project, limit=1, currency="EUR")[0]
    assert "Spent to date changed from EUR 4,210,000.00 to EUR 4,220,000.00" in first


def test_long_texts_are_shown_on_demand(project, coordinator):
    a_day_passes()
    edit_project(project, project.version, by=coordinator, on=today(), aims="A" * 200)
    (entry,) = timeline(whole(project), limit=1)
    assert entry.sentence == "Irena Tolvaj edited the project: Aims rewritten"
    page = render_to_string("history/_timeline.html", {"timeline": timeline(whole(project), limit=1)})
    assert "<details" in page
    assert "A" * 200 in page
    assert project.aims in page


def test_pages_follow_each_other_without_gap_or_overlap(project, coordinator):
    for number in range(7):
        a_day_passes()
        project.refresh_from_db()
        edit_project(project, project.version, by=coordinator, on=today(), sponsor=f"Sponsor {number}")
    own = [Related(Project, Q(pgh_obj=project))]
    everything = [entry.sentence for entry in timeline(own, limit=50)]
    seen, before = [], ""
    for _page in range(10):
        page = timeline(own, limit=3, before=before)
        seen += [entry.sentence for entry in page]
        before = page.older
        if not before:
            break
    assert seen == everything
    assert len(everything) == 8


@pytest.mark.parametrize("before", ["rubbish", "2026-01-01", "2026-13-45T00:00:00+00:00", "2026-01-01T00:00:00"])
def test_a_damaged_address_gives_the_first_page(project, before):
    assert told(project, before=before) == told(project)


def test_an_act_on_many_records_stays_whole_or_is_left_to_the_next_page(project, coordinator):
    a_day_passes()
    with acting(by=coordinator, verb="planned everything"):
        for number in range(9):
            Milestone.objects.create(project=project, title=f"Step {number}", owner=project.lead, baseline_on=today())
    (entry,) = timeline(whole(project), limit=1)
    assert len(entry.notes) == 9
    page = render_to_string("history/_timeline.html", {"timeline": [entry]})
    assert "and 4 more" in page


def test_queries_do_not_grow_with_the_history(project, coordinator, django_assert_max_num_queries):
    for number in range(20):
        project.refresh_from_db()
        edit_project(project, project.version, by=coordinator, on=today(), sponsor=f"Sponsor {number}")
    with django_assert_max_num_queries(7):
        timeline(whole(project), access=Access(Kind.OFFICE))


def test_an_appointment_is_told_on_the_page_of_its_institution(finance, cio_finance, coordinator):
    edit_institution(finance, finance.version, by=coordinator, remit="Budget and treasury")
    entries = timeline(
        [
            Related(Institution, Q(pgh_obj=finance)),
            Related(Appointment, Q(institution=finance), word="", called=("person",), hidden=("institution",)),
        ]
    )
    sentences = " | ".join(entry.sentence for entry in entries)
    assert "The system appointed: Pavel Orsin: From: 1 Jan 2020; Post: CIO; Instrument: Decree 12/2020" in sentences
    assert "Irena Tolvaj edited the institution: What it does: Budget and treasury" in sentences


def test_words_of_a_change():
    assert Change("Sponsor", "Ada", "").sentence == "Sponsor no longer given, before: Ada"
    assert Change("Aims", "", "A" * 200).sentence == "Aims written"
    assert (
        Change("Ends on", "1 Jan 2028", "1 Mar 2028", is_date=True).sentence
        == "Ends on moved from 1 Jan 2028 to 1 Mar 2028"
    )


def test_an_empty_history_says_so(country):
    assert "Nothing has been recorded yet" in render_to_string("history/_timeline.html", {"timeline": timeline([])})


@pytest.mark.parametrize("statement", ["UPDATE {} SET title = 'x'", "DELETE FROM {}"])
def test_history_is_not_edited(project, statement):
    with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format("projects_projectevent"))


def test_beyond_the_cut_of_one_table_nothing_of_the_others_is_told(project, coordinator):
    for number in range(4):
        a_day_passes()
        project.refresh_from_db()
        edit_project(project, project.version, by=coordinator, on=today(), sponsor=f"Sponsor {number}")
    kinds = whole(project)[:2]
    found = [events_of(related, most=3, before=None) for related in kinds]
    assert [len(events) for events in found] == [3, 1]
    together, horizon = complete(found, 3)
    assert [event.related.model for event in together] == [Project, Project]
    assert all(event.at > horizon for event in together)

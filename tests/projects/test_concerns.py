"""What stands in the way of the portfolio, each kind on both sides of its limit."""

from datetime import date, timedelta

import pytest

from core.access import Access, Kind, access_of, today
from core.questions import Concern, ConcernKind, Scope, concern
from core.records import ref
from exchange.models import ImportRun
from ministries.models import Country
from projects.models import Current, Participation, Project, Report, Submission
from projects.services import (
    ReportContent,
    answer_participation,
    approve_baseline,
    assess,
    change_stage,
    close_round,
    create_project,
    invite,
    open_round,
    report_status,
)
from tests.projects.test_reports import DAY, at

JANUARY = date(2026, 1, 5)
LATE = {"forecast_ends_on": today() + 500 * DAY, "schedule_words": "The law came late."}


def found(kind: ConcernKind, on: date | None = None, **scope) -> list[Concern]:
    return [each for each in concern(Scope(on or today(), **scope)) if each.kind == kind]


def gaps(on: date | None = None, **scope) -> list[Concern]:
    return found(ConcernKind.RATING_GAP, on, **scope)


def file(report: Report, by, on: date, rating: int, **said) -> None:
    words = {"why": "So it stands.", "signal_words": "So we see it."}
    report_status(report, report.version, content=ReportContent(rating=rating, **words, **said), by=by, at=at(on))


@pytest.fixture
def course(cio_finance, coordinator):
    """``course(project, (5, 3), (4, None))``: a round a month from January, CIO and office on its fifth and eighth day."""

    def happens(project: Project, *rounds: tuple[int | None, int | None]) -> date:
        on = JANUARY
        for number, (rating, assessed) in enumerate(rounds):
            on = JANUARY + 30 * number * DAY
            held = open_round(
                name=f"Round {number}", starts_on=on, ends_on=on + 29 * DAY, due_on=on + 9 * DAY, by=coordinator, on=on
            )
            if rating:
                file(Report.objects.get(project=project, round=held), cio_finance, on + 5 * DAY, rating)
            if assessed:
                assess(project, held, rating=assessed, basis="Read the plan.", by=coordinator, on=on + 8 * DAY)
            close_round(held, held.version, by=coordinator, on=on + 10 * DAY)
        Current.objects.refresh(on + 10 * DAY)
        return on + 10 * DAY

    return happens


@pytest.fixture
def tax(finance, coordinator) -> Project:
    """A project of Finance with a plan so long that the rules stay green."""
    on = JANUARY - 100 * DAY
    made = create_project(title="Digital tax account", lead=finance, by=coordinator, on=on, stage="delivery")
    approve_baseline(made, by=coordinator, on=on, starts_on=on, ends_on=date(2036, 1, 1), cost=10_000_000)
    return made


@pytest.mark.parametrize(
    ("cio", "office", "severity"), [(5, 3, 1), (3, 1, 1), (4, 2, 1), (1, 3, 1), (3, 5, 2), (5, 4, None), (4, 5, None)]
)
def test_two_steps_between_cio_and_office_are_a_concern(tax, course, cio, office, severity):
    on = course(tax, (cio, office))
    assert [each.severity for each in gaps(on)] == ([severity] if severity else [])


def test_a_gap_says_who_says_what_and_runs_from_the_second_rating(tax, course):
    (gap,) = gaps(course(tax, (5, 3)))
    assert (gap.title, gap.why) == (
        "Ratings 2 steps apart: Digital tax account",
        "CIO green, computed green, office amber.",
    )
    assert (gap.record, gap.since_on, gap.institution_id) == (ref(tax), JANUARY + 8 * DAY, None)
    assert (gap.money, gap.currency) == (10_000_000, "EUR")


def test_a_gap_is_as_old_as_the_first_of_the_rounds_running(tax, course):
    on = course(tax, (5, 3), (5, 5), (5, 3), (None, None), (5, 2))
    (gap,) = gaps(on)
    third = Report.objects.get(project=tax, round__name="Round 2").round_id
    assert (gap.since_on, gap.key) == (JANUARY + 68 * DAY, f"rating gap:{tax.pk}:{third}")


def test_a_gap_that_has_closed_is_none(tax, course):
    assert gaps(course(tax, (5, 3), (4, 4))) == []


def test_a_cio_better_than_the_office_twice_running_is_a_concern(tax, course):
    (gap,) = gaps(course(tax, (3, 4), (4, 3), (5, 4), (4, None)))
    assert (gap.title, gap.severity, gap.since_on) == (
        "The CIO rates better than the office, 2 rounds running: Digital tax account", 2, JANUARY + 38 * DAY,
    )  # fmt: skip
    assert "last green against amber/green" in gap.why


def test_too_far_apart_is_told_since_that_day_and_the_longer_run_in_words(tax, course):
    (gap,) = gaps(course(tax, (5, 4), (5, 4), (5, 3)))
    assert (gap.title, gap.since_on) == ("Ratings 2 steps apart: Digital tax account", JANUARY + 68 * DAY)
    assert "In the last 3 rounds that both rated" in gap.why


@pytest.mark.parametrize("rounds", [[(5, 4)], [(5, 4), (5, 5)], [(5, 4), (4, 5), (5, 4)], [(4, 5), (4, 5)]])
def test_better_once_or_not_running_is_none(tax, course, rounds):
    assert gaps(course(tax, *rounds)) == []


def test_one_step_is_a_gap_where_there_are_three(country, request):
    Country.objects.update(rating_steps=3)
    tax, course = request.getfixturevalue("tax"), request.getfixturevalue("course")
    (gap,) = gaps(course(tax, (3, 5)))
    assert (gap.severity, gap.title) == (2, "Ratings 1 step apart: Digital tax account")


def test_a_gap_to_the_signal_of_today_runs_from_the_day_the_status_was_signed(project, report, cio_finance):
    file(report, cio_finance, today(), 5, **LATE)
    (gap,) = gaps()
    assert (gap.why, gap.since_on, gap.severity) == ("CIO green, computed amber.", today(), 1)


def test_an_imported_history_raises_none(tax, course, coordinator, finance):
    on = course(tax, (None, 1))
    run = ImportRun.objects.create(target="projects", file_name="a.csv", sha256="0", content=b"a", by=coordinator)
    old = Report.objects.get(project=tax)
    Submission.objects.create(report=old, number=1, import_run=run, at=at(on), rating=5)
    bare = create_project(title="Bare", lead=finance, by=coordinator, on=JANUARY - 200 * DAY, stage="delivery")
    past = Report.objects.create(
        project=bare, round=old.round, institution=finance, asked_on=JANUARY, status="accepted"
    )
    Submission.objects.create(report=past, number=1, import_run=run, at=at(on))
    Current.objects.refresh(on)
    assert Current.objects.get(project=tax).is_apart
    assert concern(Scope(on, records=frozenset({ref(tax), ref(bare)}))) == []


def test_a_project_that_owes_no_report_raises_none(tax, course, coordinator):
    on = course(tax, (5, 1))
    tax.refresh_from_db()
    change_stage(tax, tax.version, "paused", by=coordinator, on=on, reason="No money.")
    assert gaps(on) == []


def test_no_rating_of_the_cio_while_the_office_sees_trouble_is_a_concern(tax, course):
    (unrated,) = found(ConcernKind.UNRATED, course(tax, (None, 2), (None, 2)))
    assert (unrated.since_on, unrated.severity, unrated.institution_id) == (JANUARY + 9 * DAY, 2, tax.lead_id)
    assert unrated.why == "The CIO has given no rating. Others do: computed amber/red, office amber/red."


@pytest.mark.parametrize("rounds", [[(None, 3)], [(1, 1)]])
def test_no_trouble_or_a_rating_is_none(tax, course, rounds):
    assert found(ConcernKind.UNRATED, course(tax, *rounds)) == []


def test_an_exempt_rating_is_not_unrated_and_an_open_round_is_waited_for(tax, coordinator, cio_finance):
    held = open_round(
        name="January", starts_on=JANUARY, ends_on=JANUARY + 25 * DAY, due_on=JANUARY + 9 * DAY, by=coordinator, on=JANUARY
    )  # fmt: skip
    assess(tax, held, rating=1, basis="Read the plan.", by=coordinator, on=JANUARY)
    assert found(ConcernKind.UNRATED, held.due_on) == []
    assert found(ConcernKind.UNRATED, held.due_on + DAY)[0].severity == 1
    appointment = cio_finance.appointments.get()
    Submission.objects.create(
        report=Report.objects.get(project=tax), number=1, at=at(JANUARY), signed_by=cio_finance, appointment=appointment,
        withheld={"rating": "Security"},
    )  # fmt: skip
    Current.objects.refresh(JANUARY)
    assert found(ConcernKind.UNRATED, held.due_on + DAY) == []


def test_no_baseline_is_a_concern_sixty_days_after_approval(finance, coordinator):
    made = create_project(title="New", lead=finance, by=coordinator, on=JANUARY, stage="approved")
    change_stage(made, made.version, "delivery", by=coordinator, on=JANUARY + 50 * DAY)
    assert found(ConcernKind.NO_BASELINE, JANUARY + 59 * DAY) == []
    (missing,) = found(ConcernKind.NO_BASELINE, JANUARY + 90 * DAY)
    assert (missing.since_on, missing.key) == (JANUARY + 60 * DAY, f"no baseline:{made.pk}")
    approve_baseline(made, by=coordinator, on=JANUARY + 90 * DAY, starts_on=JANUARY, ends_on=today(), cost=1)
    assert found(ConcernKind.NO_BASELINE, JANUARY + 90 * DAY) == []


def test_a_proposal_needs_no_baseline(finance, coordinator):
    create_project(title="Idea", lead=finance, by=coordinator, on=JANUARY)
    assert found(ConcernKind.NO_BASELINE) == []


def test_an_invitation_is_a_concern_from_the_day_after_the_term(tax, health, finance, cio_health, coordinator):
    asked = invite(tax, health, "data provider", by=coordinator, on=JANUARY)
    last = JANUARY + 14 * DAY  # ten working days, no holiday among them
    assert found(ConcernKind.UNANSWERED, last) == []
    (late,) = found(ConcernKind.UNANSWERED, last + 20 * DAY)
    assert (late.since_on, late.institution_id, late.record) == (last + DAY, health.pk, ref(tax))
    assert late.why == "Ministry of Finance asked on 5 Jan 2026 whether it takes part as data provider."
    assert found(ConcernKind.UNANSWERED, last + DAY, institution_ids=frozenset({health.pk})) == [late]
    assert found(ConcernKind.UNANSWERED, last + DAY, institution_ids=frozenset({finance.pk})) == []
    answer_participation(asked, asked.version, Participation.Answer.ACCEPTED, by=cio_health, on=last + DAY)
    assert found(ConcernKind.UNANSWERED, last + DAY) == []


def test_others_see_no_concern_of_a_restricted_project(tax, course, cio_finance, cio_health, decision_maker):
    Project.objects.update(visibility="restricted")
    on = course(tax, (5, 3))
    assert len(gaps(on, access=access_of(cio_finance))) == len(gaps(on, access=access_of(decision_maker))) == 1
    assert gaps(on, access=access_of(cio_health)) == []


def test_visitors_and_partners_see_none(tax, course):
    Project.objects.update(visibility="public")
    on = course(tax, (5, 3))
    assert gaps(on, access=Access(Kind.VISITOR)) == gaps(on, access=Access(Kind.PARTNER)) == []


def test_asked_of_one_project_others_say_nothing(
    tax, course, finance, health, coordinator, django_assert_max_num_queries
):
    on = course(tax, (5, 3))
    create_project(title="Bare", lead=finance, by=coordinator, on=JANUARY - 200 * DAY, stage="delivery")
    assert len(concern(Scope(on))) > 1
    with django_assert_max_num_queries(11):
        assert [each.record for each in concern(Scope(on, records=frozenset({ref(tax)})))] == [ref(tax)]
    assert {each.record for each in concern(Scope(on, records=frozenset({ref(finance)})))} <= {ref(finance)}


@pytest.mark.parametrize("many", [10, 1000])
def test_the_whole_government_takes_the_same_queries(
    tax, course, finance, health, coordinator, django_assert_num_queries, many
):
    course(tax, (5, 3))
    held = Report.objects.get().round
    since = {"lead": finance, "stage": "delivery", "stage_since_on": JANUARY, "currency": "EUR"}
    made = Project.objects.bulk_create(Project(code=f"T-{n}", title=f"Service {n}", **since) for n in range(many))
    Report.objects.bulk_create(
        Report(project=each, round=held, institution=finance, asked_on=JANUARY, status="missed") for each in made
    )
    Participation.objects.bulk_create(
        Participation(project=each, institution=health, role="user", asked_on=JANUARY) for each in made
    )
    on = JANUARY + timedelta(days=200)
    Current.objects.refresh(on)
    Current.objects.filter(project__in=made).update(signal=1)
    asked = Scope(on, records=frozenset(map(ref, made)))
    # ratings, baselines, invitations, with settings and days off; clashes, laws; risks and what the office marked for the council
    with django_assert_num_queries(13):
        kinds = [each.kind for each in concern(asked)]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        ConcernKind.NO_BASELINE: many, ConcernKind.UNANSWERED: many, ConcernKind.UNRATED: many,
    }  # fmt: skip


def test_the_page_of_a_project_tells_them_and_is_silent_without_one(project, report, cio_finance, coordinator, browse):
    reader = browse(coordinator)
    assert "What stands in the way" not in reader.get(project.get_absolute_url()).content.decode()
    file(report, cio_finance, today(), 5, **LATE)
    assess(project, report.round, rating=2, basis="Read the plan.", by=coordinator, on=today())
    page = reader.get(project.get_absolute_url()).content.decode()
    assert "What stands in the way" in page
    assert "CIO green, computed amber, office amber/red." in page
    assert "Whose move: Coordination Office." in page

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.db.models import Count, Max
from django.test import Client

from accounts.models import User
from core import questions
from core.access import access_of
from core.dates import working_days_between
from core.questions import ConcernKind, Scope
from core.records import seen_by
from demo.cast import SEATS
from demo.country import following_up, reading
from demo.country.days import PAST_ROUNDS, ZONE, Calendar, is_holiday
from demo.management.commands.load_demo import Command
from demo.services import load_country
from desk.followed import followed
from desk.models import Handling
from desk.queue import queue
from desk.words import Group
from legislation.models import Act, Consultation, Item, Opinion
from ministries.models import Appointment, Country, Institution
from outbox.models import Follow
from projects.models import Assessment, Baseline, Current, Milestone, Project, Report, Round, Submission

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)
EVERY_DAY = [date(2026, 1, 1) + timedelta(days=days) for days in range(800)]


@pytest.fixture(scope="module")
def velmar(django_db_setup, django_db_blocker):
    """The country, loaded once for all these tests; each rolls back to it, and the last one to nothing."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_country(on=TODAY, say=lambda words: None)
        yield Country.objects.current()
        transaction.set_rollback(True)


def test_rounds_never_overlap_and_the_open_one_is_due_in_five_working_days():
    for today in EVERY_DAY:
        calendar = Calendar(today)
        rounds = [calendar.round(number) for number in range(PAST_ROUNDS + 1)]
        for earlier, later in pairwise(rounds):
            assert earlier.due_on <= earlier.closed_on < later.opens_on
        assert rounds[-1].opens_on < today
        assert rounds[-1].closed_on is None
        assert working_days_between(today, rounds[-1].due_on, is_holiday) == 5


def test_rounds_carry_the_english_name_of_their_month():
    assert Calendar(TODAY).round(11).name == "October 2026"
    assert Calendar(date(2027, 1, 4)).round(12).name == "December 2026"


def test_the_files_are_read_alike_twice_and_name_known_institutions():
    assert reading.projects() == reading.projects()
    known = {institution.key for institution in reading.institutions()}
    for plan in reading.projects():
        assert {plan.lead, *(part.institution for part in plan.partners)} <= known


def test_every_aim_is_written_for_its_project():
    aims = [plan.aims for plan in reading.projects()]
    assert len(set(aims)) == len(aims) == 64
    assert all(len(aim.split(". ")) >= 2 for aim in aims)


def test_the_portfolio_has_all_stages(velmar):
    stages = dict(Project.objects.values_list("stage").annotate(Count("id")).order_by())
    assert stages == {
        "proposed": 4, "approved": 6, "delivery": 42, "closing": 4, "closed": 4, "paused": 2, "cancelled": 2,
    }  # fmt: skip


def test_everything_happened_before_today(velmar):
    latest = Submission.objects.aggregate(Max("at"))["at__max"]
    assert latest.astimezone(ZoneInfo(velmar.time_zone)).date() < TODAY
    assert not Milestone.objects.filter(actual_on__gt=TODAY).exists()
    assert not Baseline.objects.filter(approved_on__gt=TODAY).exists()
    assert not Project.objects.filter(stage_since_on__gt=TODAY).exists()


def test_the_history_tells_the_fictional_days(velmar):
    for submission in Submission.objects.all()[:20]:
        assert submission.events.get().pgh_created_at == submission.at.replace(second=0, microsecond=0)


def test_the_clock_of_the_history_is_gone_after_loading(velmar):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname = 'demo_clock'")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM pg_proc WHERE proname LIKE 'demo%%moment'")
        assert cursor.fetchone() == (0,)


def test_rules_of_reports_hold_over_all_rounds(velmar):
    for running in _answers_by_project().values():
        assert "uuu" not in running
    for submission in Submission.objects.filter(is_unchanged=False, rating__isnull=False):
        assert submission.why
        assert submission.milestones


def _answers_by_project() -> dict[int, str]:
    told: dict[int, str] = {}
    rows = Submission.objects.order_by("report__round__ends_on", "number")
    for project, is_unchanged in rows.values_list("report__project", "is_unchanged"):
        told[project] = told.get(project, "") + ("u" if is_unchanged else "w")
    return told


def test_the_signer_held_the_post_that_day(velmar):
    for submission in Submission.objects.select_related("appointment", "report__institution"):
        day = submission.at.date()
        assert submission.appointment.person_id == submission.signed_by_id
        assert submission.appointment.starts_on <= day
        assert submission.appointment.ends_on is None or submission.appointment.ends_on >= day
        institution = submission.report.institution
        assert submission.appointment.institution_id in (institution.pk, institution.parent_id)


def test_the_last_submission_says_how_the_milestones_stand(velmar):
    for project in Project.objects.filter(stage="delivery"):
        last = Submission.objects.filter(report__project=project, rating__isnull=False).order_by("-at").first()
        if last is None:
            continue
        told = {row["id"]: row["forecast_on"] for row in last.milestones}
        for milestone in project.milestones.all():
            assert told[milestone.pk] == milestone.forecast_on.isoformat()


def test_some_fell_silent_some_came_late_and_some_are_apart(velmar):
    assert 4 <= Current.objects.filter(silent_since_on__isnull=False).count() <= 6
    assert 8 <= Current.objects.filter(gap__isnull=False).exclude(gap=0).count() <= 13
    assert Report.objects.filter(is_late=True).exists()
    assert Assessment.objects.filter(is_independent=True).count() >= 4
    assert Submission.objects.filter(number=2).exists()


def test_green_falls_and_red_rises_over_the_year(velmar):
    first, last = Round.objects.order_by("starts_on")[0], Round.objects.closed().order_by("-starts_on")[0]
    green, red = _shares(first, 5), _shares(first, 1)
    assert _shares(last, 5) < green
    assert _shares(last, 1) > red


def _shares(round_: Round, rating: int) -> float:
    rated = Assessment.objects.filter(round=round_, source="office")
    return rated.filter(rating=rating).count() / rated.count()


def test_the_open_round_has_work_for_both_cios_and_for_the_office(velmar):
    open_reports = Report.objects.filter(round__closed_on__isnull=True)
    for code in ("interior", "health"):
        owed = open_reports.filter(institution__code=code, status__in=["owed", "draft", "returned"])
        assert 3 <= owed.count() <= 5
    assert open_reports.filter(status="submitted").count() >= 8
    returned = open_reports.get(status="returned")
    assert "new date" in returned.reason


def test_laws_are_under_way_three_rounds_are_live_one_is_contested_and_projects_wait(velmar):
    assert Item.objects.count() == 25
    assert set(Item.objects.values_list("stage", flat=True)) >= {"identified", "drafting", "government", "in force"}
    live = Consultation.objects.filter(status="open")
    assert live.count() == 3
    assert all(round_.due_on >= TODAY for round_ in live)
    assert Opinion.objects.filter(request__consultation__in=live, position="not approved").exists()
    gaps = questions.concern(Scope(TODAY), [ConcernKind.LAW_GAP])
    assert len({gap.record for gap in gaps}) >= 2
    assert Act.objects.filter(proposed_due_on__isnull=False).exists()


def test_a_post_is_vacant_and_somebody_acts(velmar):
    current = Appointment.objects.current(TODAY)
    assert not current.filter(institution__code="justice", post="cio").exists()
    assert current.filter(post="acting").count() == 1
    assert Institution.objects.with_every_post_vacant(TODAY).filter(code="land").exists()


def test_a_withheld_rating_gives_its_reason(velmar):
    secret = Current.objects.get(project__title="Border pre-registration")
    assert secret.cio_rating is None
    assert secret.cio_is_exempt
    assert secret.withheld["rating"] == "State Secrets Act, article 9"


def of_seat(key: str) -> User:
    return User.objects.get(email=next(seat.email for seat in SEATS if seat.key == key))


def news_of(key: str):
    user, now = of_seat(key), datetime.combine(TODAY, time(8), ZONE)
    return followed(user, access_of(user, on=TODAY), now - timedelta(days=7), now)


def test_everything_the_files_handle_stands_in_the_way_on_the_day_of_loading(velmar):
    planned = len(following_up.handlings()) + len(following_up.for_council())
    assert Handling.objects.count() == planned
    office = of_seat("coordinator")
    lines = queue(access_of(office, on=TODAY), TODAY, reader_id=office.pk, may_act=True, mail_day=TODAY)
    handled = [line.handling for line in lines if line.handling]
    assert len(handled) == planned
    assert len(lines.put_off()) == 2
    assert len(lines.of_group(Group.COUNCIL).where(lambda line: line.is_marked)) == 2
    assert len({handling.handled_by for handling in handled if handling.handled_by}) == 2


def test_the_history_says_who_handled_it_and_on_a_day_before(velmar):
    for handling in Handling.objects.all():
        event = handling.events.get()
        assert event.pgh_created_at.astimezone(ZONE).date() < TODAY
        assert event.pgh_context.metadata["user"]


def test_people_follow_what_they_may_see(velmar):
    for person in User.objects.filter(pk__in=Follow.objects.values("person")):
        refs = list(Follow.objects.of(person).refs())
        assert set(seen_by(access_of(person, on=TODAY), refs)) == set(refs)


@pytest.mark.parametrize("seat", ["coordinator", "minister", "auditor", "cio-interior", "deputy-justice"])
def test_each_seat_reads_news_of_what_it_follows(velmar, seat):
    assert news_of(seat).news


@pytest.mark.parametrize("seat", SEATS, ids=lambda seat: seat.key)
def test_each_seat_signs_in_by_one_press(velmar, seat):
    client = Client()
    answer = client.post(f"/demo/sign-in/{seat.key}/", {"next": "/projects/"})
    assert (answer.status_code, answer["Location"]) == (302, "/projects/")
    signed_in = User.objects.get(pk=client.session["_auth_user_id"])
    assert (signed_in.email, signed_in.full_name) == (seat.email, seat.name)


def test_a_seat_leads_nowhere_else(velmar):
    answer = Client().post("/demo/sign-in/minister/", {"next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"
    assert Client().get("/demo/sign-in/minister/").status_code == 405
    assert Client().post("/demo/sign-in/nobody/").status_code == 404


def test_a_second_loading_changes_nothing(velmar, capsys):
    before = Submission.objects.count()
    Command().handle()
    assert Submission.objects.count() == before
    assert "country already" in capsys.readouterr().out

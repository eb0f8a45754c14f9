"""How a round or a consultation ended is told once, in one line, to those whose institution was asked."""

from datetime import date, timedelta

import pytest

from core import questions
from core.questions import Scope
from digests.services.endings import LASTS
from digests.services.gathering import EVERY_OFFICIAL
from exchange.models import ImportRun
from legislation.models import Item
from legislation.services import conclude, create_item, give_opinion, open_consultation, prepare_consultation, withdraw
from ministries.models import Appointment
from ministries.services import appoint, create_institution
from outbox.models import Preference, Told
from outbox.services import set_preferences
from projects.models import Project, Report, Submission
from projects.services import ReportContent, close_round, create_project, open_round, report_status
from tests.conftest import LONG_AGO, person
from tests.digests.conftest import DUE, OPENED, at

CLOSED = date(2026, 3, 24)  # the Tuesday after the due day
NEXT = CLOSED + timedelta(days=1)
FILED, NEW, LATER = "Round March 2026 was closed", date(2026, 3, 31), date(2026, 4, 1)


@pytest.fixture
def two(finance, tax, coordinator, march_of):
    create_project(
        title="Land register", lead=finance, by=coordinator, on=OPENED - timedelta(days=90), stage="delivery"
    )
    return march_of()


@pytest.fixture
def march_of(coordinator):
    """Opens the round once all its projects are there."""

    def opened():
        return open_round(
            name="March 2026",
            starts_on=date(2026, 2, 1),
            ends_on=date(2026, 2, 28),
            due_on=DUE,
            by=coordinator,
            on=OPENED,
        )

    return opened


def close(round_, by, on=CLOSED):
    round_.refresh_from_db()
    return close_round(round_, round_.version, by=by, on=on)


def file(round_, project, by, on=OPENED):
    report = Report.objects.get(round=round_, project=project)
    report_status(report, report.version, content=ReportContent(rating=4, why="On course."), by=by, at=at(on, 9))


def told(**scope):
    return questions.ending(Scope(NEXT, **scope), OPENED)


def test_who_owed_hears_once_what_became_of_the_reports(clockwork, two, tax, cio_finance, coordinator):
    file(two, tax, cio_finance)
    clockwork.run(CLOSED - timedelta(days=1))
    close(two, coordinator)
    (mail,) = clockwork.run(NEXT)
    assert mail.to == [cio_finance.email]
    assert mail.subject == "1 round that asked you is over (25 March 2026)"
    assert "What has ended" in mail.body
    assert "Round March 2026 was closed: 1 filed, 1 missed" in mail.body
    assert "Missed: “Land register”. It can still be filed, and counts as late." in mail.body
    assert "You get this once, because the institution was asked; it ended on 24 Mar 2026." in mail.body
    assert f"https://coordination.velmar.example/rounds/{two.pk}/" in mail.body
    assert [clockwork.run(NEXT + timedelta(days=number)) for number in range(1, 40)] == [[]] * 39


def test_late_ones_are_counted_apart_and_what_was_waived_or_imported_not(two, tax, finance, cio_finance, coordinator):
    create_project(title="Paused", lead=finance, by=coordinator, on=OPENED, stage="paused", resumes_on=date(2026, 9, 1))
    close(two, coordinator)
    file(two, tax, cio_finance, on=NEXT)
    (line,) = told()
    assert line.title == "Round March 2026 was closed: 1 late, 1 missed"
    assert line.key == f"closed round:{two.pk}:{finance.pk}"
    assert questions.ending(Scope(CLOSED + LASTS + timedelta(days=1)), CLOSED + timedelta(days=1)) == []
    assert told(person_ids=frozenset({cio_finance.pk})) == []


def test_the_figures_are_those_of_what_the_reader_may_see(
    clockwork, two, tax, cio_finance, finance, coordinator, cio_health
):
    """The deputy of a parent is asked for a vacant board; what became restricted meanwhile is in nobody else's mail."""
    board = create_institution(by=None, code="board", name="Board", acronym="B", kind="agency", parent=finance)
    Report.objects.update(institution=board)
    Project.objects.update(lead=cio_health.appointments.get().institution)
    close(two, coordinator)
    clockwork.write(NEXT)
    Project.objects.filter(pk=tax.pk).update(visibility="restricted")
    clockwork.send(NEXT)
    from django.core import mail

    (letter,) = mail.outbox
    assert letter.to == [cio_finance.email]
    assert "Round March 2026 was closed: 1 missed" in letter.body
    assert "Digital tax account" not in letter.body


def test_while_the_post_is_vacant_the_deputy_hears_it_and_the_successor_once(
    clockwork, two, finance, cio_finance, deputy_finance, coordinator
):
    Appointment.objects.filter(person=cio_finance).update(ends_on=OPENED)
    clockwork.run(CLOSED - timedelta(days=1))
    close(two, coordinator)
    (mail,) = clockwork.run(NEXT)
    assert mail.to == [deputy_finance.email]
    appoint(cio_finance, finance, Appointment.Post.CIO, by=None, starts_on=NEW)
    assert [mail.to for day in (NEW, LATER) for mail in clockwork.run(day)] == [[cio_finance.email]]


def test_switched_off_it_is_not_told_and_brings_no_mail(clockwork, two, cio_finance, coordinator):
    set_preferences(cio_finance, 0, by=cio_finance, switched_off=["ended"])
    clockwork.run(CLOSED - timedelta(days=1))
    close(two, coordinator)
    assert clockwork.run(NEXT) == []
    Preference.objects.all().delete()
    clockwork.write(NEXT)
    set_preferences(cio_finance, 0, by=cio_finance, switched_off=["ended"])
    assert clockwork.send(NEXT).cancelled == 1


def test_a_weekly_reader_gets_it_with_the_next_weekly_mail(clockwork, two, cio_finance, coordinator):
    set_preferences(cio_finance, 0, by=cio_finance, rhythm="weekly")
    assert len(clockwork.run(date(2026, 3, 23))) == 1
    close(two, coordinator)
    assert [mail for number in range(5) for mail in clockwork.run(NEXT + timedelta(days=number))] == []
    (mail,) = clockwork.run(date(2026, 3, 30))
    assert FILED in mail.body


def test_a_pause_holds_it(clockwork, two, cio_finance, coordinator):
    set_preferences(cio_finance, 0, by=cio_finance, paused_until=NEW)
    close(two, coordinator)
    assert clockwork.run(NEXT) == []
    (mail,) = clockwork.run(LATER)
    assert FILED in mail.body


def test_each_kind_costs_one_query(two, tax, cio_finance, coordinator, consulted, django_assert_num_queries):
    file(two, tax, cio_finance)
    close(two, coordinator)
    withdraw(consulted, consulted.version, words="Not needed.", by=coordinator, on=OPENED)
    with django_assert_num_queries(2):
        assert len(told()) == 3


def test_imported_history_tells_nobody(two, tax, coordinator):
    run = ImportRun.objects.create(target="projects", file_name="a.csv", sha256="0", content=b"a", by=coordinator)
    Submission.objects.create(report=two.reports.get(project=tax), number=1, import_run=run, at=at(OPENED))
    Report.objects.filter(project=tax).update(status="submitted")
    close(two, coordinator)
    assert told()[0].title == "Round March 2026 was closed: 1 missed"


@pytest.fixture
def item(finance, coordinator) -> Item:
    return create_item(
        title="Two laws on one register", problem="conflict", description="They differ.", lead=finance,
        by=coordinator, on=OPENED,
    )  # fmt: skip


@pytest.fixture
def justice(country):
    place = create_institution(by=None, code="justice", name="Ministry of Justice", acronym="MoJ", kind="ministry")
    appoint(person("Mira Castell", "official"), place, Appointment.Post.CIO, by=None, starts_on=LONG_AGO)
    return place


@pytest.fixture
def consulted(item, health, justice, cio_health, coordinator):
    """Health and Justice are asked for two weeks: by 16 March."""
    made = prepare_consultation(
        item, title="Act on registers", days=10, institutions=[health, justice], by=coordinator, on=OPENED
    )
    return open_consultation(made, made.version, by=coordinator, on=OPENED)


def test_those_asked_hear_how_their_answer_counts(clockwork, consulted, health, cio_health, coordinator):
    asked = consulted.requests.get(institution=health)
    give_opinion(asked, position="approved", by=cio_health, on=date(2026, 3, 17), at=at(date(2026, 3, 17), 9))
    clockwork.run(date(2026, 3, 17))
    conclude(consulted, consulted.version, words="Taken over.", by=coordinator, on=CLOSED)
    letters = {mail.to[0]: mail.body for mail in clockwork.run(NEXT)}
    assert len(letters) == 2
    own = letters.pop(cio_health.email)
    assert "“Act on registers” was concluded: your answer counts as late" in own
    assert "How it ended: “Taken over.”" in own
    assert consulted.get_absolute_url() in own
    assert "“Act on registers” was concluded: silent, no answer was given" in next(iter(letters.values()))
    assert clockwork.run(NEXT + timedelta(days=1)) == []


def test_when_it_is_withdrawn_no_answer_is_needed_any_more(clockwork, consulted, cio_health, health, coordinator):
    asked = consulted.requests.get(institution=health)
    give_opinion(asked, position="approved", by=cio_health, on=OPENED, at=at(OPENED, 9))
    clockwork.run(OPENED)
    withdraw(consulted, consulted.version, words="Not needed.", by=coordinator, on=OPENED)
    titles = sorted(each.title for each in told())
    assert titles == [
        "“Act on registers” was withdrawn: no answer is needed any more",
        "“Act on registers” was withdrawn: your answer counts as on time",
    ]
    letters = clockwork.run(OPENED + timedelta(days=1))
    assert len(letters) == 2
    assert Told.objects.filter(reason="ended").count() == 2


def test_a_draft_that_is_withdrawn_is_told_to_nobody(item, health, coordinator):
    made = prepare_consultation(item, title="Act", days=10, institutions=[health], by=coordinator, on=OPENED)
    withdraw(made, made.version, words="Not needed.", by=coordinator, on=OPENED)
    assert told() == []


def test_what_became_restricted_is_still_told_to_who_was_asked_and_may_see_it(
    clockwork, consulted, item, cio_health, coordinator
):
    clockwork.run(OPENED)
    withdraw(consulted, consulted.version, words="Not needed.", by=coordinator, on=OPENED)
    clockwork.write(NEXT)
    Item.objects.filter(pk=item.pk).update(visibility="restricted")
    assert told(access=EVERY_OFFICIAL) == []
    assert clockwork.send(NEXT).sent == 2

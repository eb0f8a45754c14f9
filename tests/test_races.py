"""Two people at the same moment, each on a connection of their own: one gets through, the other is told, nothing is lost."""

from datetime import timedelta
from decimal import Decimal

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.utils import timezone

from accounts.services import Newcomer, deactivate
from accounts.services import invite as invite_person
from core.access import today
from core.models import Record
from core.versions import Conflict
from exchange.models import Profile
from exchange.services import discard_run, start_run
from ministries.models import Holiday, Settlement, SettlementLead, Succession
from ministries.services import appoint, create_function, create_institution, give_mandate, record_rate
from outbox.models import Nudge
from outbox.services import set_preferences
from projects.models import (
    Assessment,
    Funding,
    Identifier,
    Participation,
    Report,
    Round,
    ServedFunction,
    Snapshot,
    Submission,
    Thresholds,
)
from projects.services import (
    MilestoneForecast,
    ReportContent,
    accept_report,
    answer_participation,
    assess,
    close_round,
    create_project,
    escalate_risk,
    invite,
    move_milestone,
    need_from,
    open_round,
    raise_risk,
    record_funding,
    remind,
    remove_funding,
    report_status,
    return_report,
    state_outcome,
    withdraw_invitation,
    withdraw_outcome,
)
from strategy.services import add_objective, add_reading, create_strategy, define_indicator, name_country
from tests.conftest import person
from tests.exchange.test_pages import PROFILE, SHEET
from tests.races import CASES, DAY, at_once, one_saves_and_the_other_is_told, refused, services_of

pytestmark = pytest.mark.django_db(transaction=True)

REMOVING = {discard_run, remove_funding, withdraw_invitation, withdraw_outcome}
"""Tried below: nothing is left to be compared."""

ELSEWHERE = {"demo", "desk", "legislation"}
"""Apps whose services are tried in their own folder, or by nobody: the demo has none that two people share."""

NOT_EDITED = {
    Holiday: "is added and removed",
    Identifier: "is added by imports and never changed",
    Profile: "is written by use_profile, which is tried with two runs below",
    ServedFunction: "links a project to a function; is added and removed",
    Settlement: "is added by settle; a later one ends it",
    SettlementLead: "is added with its settlement",
    Succession: "is added and never changed",
    Thresholds: "are added for a day to come and never changed",
}


@pytest.fixture
def invited(administrator, now):
    newcomer = Newcomer("ada.lind@velmar.example", "Ada Lind")
    return invite_person(newcomer, "auditor", by=administrator, at=now - DAY)


@pytest.fixture
def closed(auditor, administrator):
    return deactivate(auditor, auditor.version, by=administrator, on=today(), reason="Left the service.")


@pytest.fixture
def with_factor(auditor):
    Authenticator.objects.create(user=auditor, type="totp", data={})
    return auditor


@pytest.fixture
def preference(auditor):
    return set_preferences(auditor, 0, by=auditor, hour=7)


@pytest.fixture
def appointment(cio_finance):
    return cio_finance.appointments.get()


@pytest.fixture
def justice(country):
    return create_institution(by=None, code="justice", name="Ministry of Justice", acronym="Justice", kind="ministry")


@pytest.fixture
def interior(country):
    return create_institution(by=None, code="interior", name="Ministry of the Interior", kind="ministry")


@pytest.fixture
def function(coordinator):
    return create_function(by=coordinator, name="Standing test of races", starts_on=today() - 100 * DAY)


@pytest.fixture
def mandate(function, finance, coordinator):
    begun = today() - 50 * DAY
    return give_mandate(finance, function, "lead", by=coordinator, basis="Decree 1/2026", starts_on=begun)


@pytest.fixture
def contested(mandate, health, coordinator):
    begun = today() - 50 * DAY
    give_mandate(health, mandate.function, "lead", by=coordinator, basis="Decree 2/2026", starts_on=begun)
    return mandate.function


@pytest.fixture
def exchange_rate(coordinator):
    return record_rate(by=coordinator, currency="USD", on=today(), rate=Decimal("0.9"), source="Central bank")


@pytest.fixture
def invitation(project, health, coordinator):
    return invite(project, health, "user", by=coordinator, on=today())


@pytest.fixture
def milestone(project):
    return project.milestones.get()


@pytest.fixture
def risk(project, coordinator):
    return raise_risk(project, kind="risk", title="Late", effect="Later.", likelihood=3, impact=3, mitigation="Ask.",
                      due_on=today(), by=coordinator, on=today())  # fmt: skip


@pytest.fixture
def escalated(risk, coordinator):
    return escalate_risk(risk, risk.version, why="Decide.", by=coordinator, on=today())


@pytest.fixture
def dependency(project, health, coordinator):
    supplier = create_project(title="Register of addresses", lead=health, by=coordinator, on=today())
    return need_from(project, supplier, what="Addresses", needed_on=today(), by=coordinator, on=today())


@pytest.fixture
def strategy(finance, coordinator):
    return create_strategy(title="Digital Velmar", lead=finance, starts_on=today(), by=coordinator)


@pytest.fixture
def objective(strategy, coordinator):
    return add_objective(strategy, title="Services end online", by=coordinator)


@pytest.fixture
def indicator(objective, coordinator):
    return define_indicator(title="Ended online", better="higher", objective=objective, unit="%", by=coordinator)


@pytest.fixture
def reading(indicator, coordinator):
    return add_reading(indicator, value=40, on=today(), evidence="Count of the office", by=coordinator, today=today())


@pytest.fixture
def index_country(coordinator):
    return name_country("VEL", name="Velmar", by=coordinator)


@pytest.fixture
def outcome(project, objective, coordinator):
    return state_outcome(project, objective=objective, statement="Fewer forms on paper", by=coordinator)


@pytest.fixture
def funding(project, coordinator):
    return record_funding(project, year=2026, by=coordinator, on=today(), planned=9)


@pytest.fixture
def declined(invitation, cio_health):
    return answer_participation(invitation, invitation.version, "declined", by=cio_health, on=today(), reason="No.")


@pytest.fixture
def assessment(project, round_, coordinator):
    return assess(project, round_, rating=2, basis="First reading.", by=coordinator, on=today())


@pytest.fixture
def submitted(report, cio_finance):
    report_status(report, report.version, content=ReportContent(4, "On course."), by=cio_finance, at=timezone.now())
    return report


@pytest.fixture
def second_report(submitted, coordinator):
    round_, on = submitted.round, today()
    close_round(round_, round_.version, by=coordinator, on=on)
    ends_on = on + 30 * DAY
    following = open_round(name="Next", starts_on=on, ends_on=ends_on, due_on=ends_on, by=coordinator, on=on)
    return following.reports.get()


@pytest.fixture
def run(coordinator, justice):
    Profile.objects.create(name="our-sheet", target="projects", text=PROFILE, made_by=coordinator)
    return start_run(
        target="projects", file_name="sheet.csv", content=SHEET.encode(), profile_name="our-sheet",
        options={"round": "2025"}, by=coordinator, on=today(),
    )  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.service.__name__)
def test_of_two_who_saw_the_same_one_saves_and_the_other_is_told(case, request, health, justice, interior):
    one_saves_and_the_other_is_told(case, request.getfixturevalue(case.record), request.getfixturevalue(case.by))


def test_every_service_that_takes_a_version_is_tried():
    names = {config.name for config in apps.get_app_configs()} - ELSEWHERE
    tried = {case.service for case in CASES}
    for name in names:
        for service in services_of(name):
            assert service in tried or service in REMOVING, (
                f"{name}.services.{service.__name__} has no case in tests/races.py"
            )


def test_every_record_is_edited_by_a_tried_service_or_says_why_not(request, health, justice):
    edited = {type(request.getfixturevalue(case.record)) for case in CASES}
    apart = {model for app in ELSEWHERE for model in apps.get_app_config(app).get_models()}
    records = {model for model in apps.get_models() if issubclass(model, Record)} - apart
    assert records - edited == set(NOT_EDITED)


def test_a_round_closed_by_two_at_once_is_published_once(round_, coordinator):
    seen = [type(round_).objects.get(pk=round_.pk) for _ in range(2)]
    results = at_once(*(lambda r=r: close_round(r, r.version, by=coordinator, on=today()) for r in seen), meet=True)
    assert len(refused(results)) == 1
    assert Snapshot.objects.count() == 1


def test_of_two_who_press_remind_at_once_one_is_recorded(round_, coordinator, auditor):
    presses = [lambda by=by: remind(round_, by=by, on=today(), at=timezone.now()) for by in (coordinator, auditor)]
    results = at_once(*presses, meet=True)
    assert len(refused(results)) == 1
    assert Nudge.objects.count() == 1


def test_an_upload_is_discarded_once(run, coordinator):
    seen = [type(run).objects.get(pk=run.pk) for _writer in range(2)]
    results = at_once(*(lambda r=r: discard_run(r, r.version, by=coordinator) for r in seen), meet=True)
    assert len(refused(results)) == 1
    assert not type(run).objects.exists()


def test_of_two_first_words_one_is_told(project, round_, coordinator):
    def assessing(basis):
        return lambda: assess(project, round_, rating=3, basis=basis, by=coordinator, on=today())

    def funding(planned):
        return lambda: record_funding(project, year=2026, by=coordinator, on=today(), planned=planned)

    assert [type(each) for each in refused(at_once(assessing("One"), assessing("Other"), meet=True))] == [Conflict]
    assert [type(each) for each in refused(at_once(funding(1), funding(2), meet=True))] == [Conflict]
    assert (Assessment.objects.count(), Funding.objects.count()) == (1, 1)


def test_a_milestone_is_not_moved_back_by_a_report_written_before(report, milestone, cio_finance, coordinator):
    there, elsewhere = today() + 5 * DAY, today() + 9 * DAY
    said = [MilestoneForecast(milestone.pk, forecast_on=elsewhere, version=milestone.version)]
    results = at_once(
        lambda: move_milestone(milestone, milestone.version, by=coordinator, on=today(), forecast_on=there),
        lambda: report_status(
            report,
            report.version,
            content=ReportContent(4, "On course.", milestones=said),
            by=cio_finance,
            at=timezone.now(),
        ),
        meet=True,
    )
    assert [type(each) for each in refused(results)] == [Conflict]
    milestone.refresh_from_db()
    assert milestone.forecast_on == (elsewhere if isinstance(results[0], Conflict) else there)


def test_two_who_submit_one_report_file_it_once(cio_finance, deputy_finance, report):
    def submit(by):
        mine = Report.objects.select_related("round", "project").get(pk=report.pk)
        content = ReportContent(rating=4, why=f"Says {by}.")
        return lambda: report_status(mine, mine.version, content=content, by=by, at=timezone.now())

    results = at_once(submit(cio_finance), submit(deputy_finance))
    assert [type(each) for each in refused(results)] == [Conflict]
    assert list(Submission.objects.values_list("number", flat=True)) == [1]


def test_two_who_open_a_round_open_one(project, coordinator):
    on = today()

    def opening(name):
        return lambda: open_round(
            name=name, starts_on=on - timedelta(days=20), ends_on=on, due_on=on + timedelta(days=7),
            by=coordinator, on=on,
        )  # fmt: skip

    assert len(refused(at_once(opening("One"), opening("Two")))) == 1
    assert Round.objects.count() == 1
    assert Report.objects.count() == 1


def test_a_report_is_accepted_or_returned_not_both(cio_finance, coordinator, report):
    report_status(report, report.version, content=ReportContent(4, "On course."), by=cio_finance, at=timezone.now())
    one, other = Report.objects.get(pk=report.pk), Report.objects.get(pk=report.pk)
    results = at_once(
        lambda: accept_report(one, one.version, by=coordinator),
        lambda: return_report(other, other.version, reason="Say more.", by=coordinator, on=today()),
    )
    assert [type(each) for each in refused(results)] == [Conflict]


def test_a_report_filed_while_its_round_closes_is_filed_or_refused(cio_finance, coordinator, report):
    results = at_once(
        lambda: report_status(
            report, report.version, content=ReportContent(4, "On course."), by=cio_finance, at=timezone.now()
        ),
        lambda: close_round(report.round, report.round.version, by=coordinator, on=today()),
    )
    filed = not isinstance(results[0], Conflict)
    report.refresh_from_db()
    assert report.status == ("submitted" if filed else "missed")
    assert Submission.objects.count() == filed


def test_an_invitation_is_withdrawn_or_answered_not_both(coordinator, cio_health, invitation):
    results = at_once(
        lambda: withdraw_invitation(invitation, invitation.version, by=coordinator),
        lambda: answer_participation(invitation, invitation.version, "accepted", by=cio_health, on=today()),
        meet=True,
    )
    assert len(refused(results)) == 1
    assert Participation.objects.exists() == isinstance(results[0], Conflict)


def test_a_line_of_funding_is_removed_or_changed_not_both(project, coordinator, funding):
    results = at_once(
        lambda: remove_funding(funding, funding.version, by=coordinator),
        lambda: record_funding(
            project, year=funding.year, by=coordinator, on=today(), version=funding.version, planned=5
        ),
        meet=True,
    )
    assert len(refused(results)) == 1
    assert Funding.objects.exists() == isinstance(results[0], Conflict)


def test_an_outcome_is_withdrawn_once(outcome, coordinator):
    seen = [type(outcome).objects.get(pk=outcome.pk) for _writer in range(2)]
    results = at_once(*(lambda r=r: withdraw_outcome(r, r.version, by=coordinator) for r in seen), meet=True)
    assert len(refused(results)) == 1
    assert not type(outcome).objects.exists()


def test_two_cios_at_once_are_one(finance, coordinator):
    people = [person("Ana Sorel", "official"), person("Ben Tarn", "official")]
    acts = [lambda who=who: appoint(who, finance, "cio", by=coordinator, starts_on=today()) for who in people]
    assert len(refused(at_once(*acts))) == 1
    assert finance.appointments.count() == 1

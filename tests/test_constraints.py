"""Every constraint of the models is broken by raw SQL, past all Python: the database itself refuses.

A case copies a row that is right, with the columns it names changed. A constraint without a case fails.
"""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import KeptAnswer
from accounts.services import make_key
from core.access import today
from core.records import ref
from desk.models import Handling
from desk.services import make_feed
from exchange.models import ImportRun
from ministries.models import CoordinationFunction, Succession
from ministries.services import add_holiday, record_rate, settle
from outbox.models import Decision, Heartbeat, Mail, Told
from outbox.services import follow, nudge, set_preferences
from projects.models import Identifier, Report, ServedFunction
from projects.services import (
    ReportContent,
    assess,
    create_project,
    invite,
    need_from,
    raise_risk,
    record_funding,
    report_status,
    set_thresholds,
    state_outcome,
)
from projects.services.snapshots import freeze
from strategy.services import add_objective, add_reading, create_strategy, define_indicator, name_country
from tests.conftest import cio, ministry_of, person, tax_account, this_month, velmar

OURS = ("accounts", "exchange", "ministries", "strategy", "projects", "outbox", "desk")

CASES = {
    "user_email_once": {"email": "upper(email)"},
    "user_kind_known": {"kind": "'king'"},
    "user_deactivated_or_active": {"deactivated_on": "'2026-01-01'"},
    "user_invited_by_somebody": {"invited_by_id": "id"},
    "token_expires": {"expiry": "NULL"},
    "kept_answer_once": {"fingerprint": "'other'"},
    "import_applied_at_once": {"state": "'applied'"},
    "country_is_one": {"id": "2"},
    "country_steps_known": {"rating_steps": "4"},
    "country_currency_iso": {"currency": "'eur'"},
    "holiday_once": {},
    "institution_period": {"starts_on": "'2026-02-02'", "ends_on": "'2026-02-01'"},
    "institution_not_own_parent": {"id": "77", "parent_id": "77"},
    "institution_acronym_once": {"code": "'other'", "acronym": "upper(acronym)"},
    "succession_once": {},
    "succession_not_itself": {"successor_id": "predecessor_id"},
    "appointment_period": {"starts_on": "'2026-02-02'", "ends_on": "'2026-02-01'"},
    "appointment_post_known": {"post": "'boss'"},
    "one_cio_at_a_time": {"person_id": "(SELECT max(id) FROM accounts_user)"},
    "one_acting_at_a_time": {"post": "'acting'", "person_id": "(SELECT max(id) FROM accounts_user)"},
    "one_post_of_a_person_at_a_time": {"post": "'deputy'"},
    "function_period": {"code": "'other'", "name": "'Other'", "ends_on": "starts_on - 1"},
    "mandate_period": {"ends_on": "starts_on - 1"},
    "mandate_role_known": {"role": "'boss'"},
    "mandate_has_basis": {"basis": "''"},
    "mandate_basis_in_order": {"basis_ends_on": "starts_on - 1"},
    "one_mandate_at_a_time": {"role": "'consulted'"},
    "settlement_period": {"ends_on": "starts_on - 1"},
    "settlement_quotes": {"decision": "''"},
    "one_settlement_at_a_time": {"source": "'Another session'"},
    "settlement_lead_once": {},
    "rate_once": {"rate": "2"},
    "rate_positive": {"currency": "'CHF'", "rate": "0"},
    "rate_currency_iso": {"currency": "'us$'"},
    "served_function_once": {},
    "project_paused_resumes": {"resumes_on": "'2027-01-01'"},
    "project_stage_known": {"stage": "'lost'"},
    "project_visibility_known": {"visibility": "'secret'"},
    "project_currency_iso": {"currency": "'€€€'"},
    "project_not_own_programme": {"id": "77", "programme_id": "77"},
    "identifier_once": {},
    "participation_once": {},
    "participation_answer_dated": {"answer": "'accepted'"},
    "participation_decline_says_why": {"answer": "'declined'", "answered_on": "'2026-01-01'"},
    "one_open_round": {"name": "'another'"},
    "round_period": {"ends_on": "starts_on - 1"},
    "round_due_after_opening": {"due_on": "opens_on - 1"},
    "report_once": {},
    "report_status_known": {"status": "'eaten'"},
    "report_reason_given": {"status": "'returned'", "reason": "''"},
    "submission_numbered": {},
    "submission_signed_or_imported": {"signed_by_id": "NULL"},
    "submission_rating_known": {"rating": "6"},
    "submission_withheld": {"withheld": """'{"rating": "Section 43"}'"""},
    "baseline_numbered": {},
    "baseline_period": {"ends_on": "starts_on - 1"},
    "baseline_cost_positive": {"cost": "-1"},
    "baseline_withheld": {"withheld": """'{"cost": "Section 43"}'"""},
    "milestone_titled_once": {},
    "milestone_dated": {"baseline_on": "NULL", "forecast_on": "NULL", "actual_on": "NULL"},
    "funding_once": {},
    "funding_agreement_named": {"source": "'agreement'"},
    "funding_source_known": {"source": "'lottery'"},
    "funding_withheld": {"withheld": """'{"planned": "Section 43"}'"""},
    "assessment_once": {},
    "assessment_rating_known": {"rating": "0"},
    "assessment_withheld": {"withheld": """'{"rating": "Section 43"}'"""},
    "assessment_made_or_imported": {"made_by_id": "NULL"},
    "risk_titled_once": {},
    "risk_kind_known": {"title": "'another'", "kind": "'rumour'"},
    "risk_likelihood_known": {"title": "'another'", "likelihood": "0"},
    "risk_impact_known": {"title": "'another'", "impact": "6"},
    "issue_has_happened": {"title": "'another'", "kind": "'issue'"},
    "risk_escalated_says_why": {"title": "'another'", "escalated_on": "'2026-01-01'"},
    "risk_closed_after_raised": {"title": "'another'", "closed_on": "raised_on - 1"},
    "dependency_of_another": {"supplier_id": "project_id", "dropped_on": "stated_on"},
    "dependency_once": {},
    "dependency_dropped_after_stated": {"dropped_on": "stated_on - 1"},
    "thresholds_four": {"starts_on": "'2030-01-01'", "days": "'{1,2,3}'"},
    "strategy_period": {"code": "'other'", "ends_on": "starts_on - 1"},
    "objective_once": {"code": "'other'"},
    "index_country_iso": {"code": "'xv'"},
    "indicator_better_known": {"code": "'other'", "better": "'more'"},
    "indicator_baseline_dated": {"code": "'other'", "baseline_value": "NULL"},
    "indicator_target_dated": {"code": "'other'", "target_on": "NULL"},
    "indicator_target_after_baseline": {"code": "'other'", "target_on": "baseline_on"},
    "indicator_target_not_worse": {"code": "'other'", "target_value": "baseline_value - 1"},
    "indicator_rhythm_positive": {"code": "'other'", "reading_months": "0"},
    "reading_once": {},
    "reading_has_evidence": {"on": "'2020-02-02'", "evidence": "''"},
    "reading_rank_of_a_country": {"on": "'2020-02-02'", "rank": "1"},
    "outcome_serves_something": {"objective_id": "NULL", "indicator_id": "NULL", "amount": "NULL"},
    "outcome_in_words": {"statement": "''"},
    "outcome_amount_of_an_indicator": {"indicator_id": "NULL"},
    "outcome_once": {},
    "sitting_way_known": {"way": "'asleep'"},
    "sitting_opened_by_people": {"opened_at": "NULL"},
    "sitting_in_order": {"saved_at": "opened_at - interval '1 second'"},
    "nudge_once": {},
    "snapshot_first_of_round_once": {"number": "77"},
    "snapshot_correction_says_why": {"number": "77", "corrects_id": "id"},
    "snapshot_row_once": {},
    "snapshot_row_report_known": {"report_status": "'owed'"},
    "snapshot_row_withheld": {"withheld": """'{"first_cost": "Section 43"}'"""},
    "mail_once": {"message_id": "'another'"},
    "mail_state_known": {"state": "'lost'"},
    "mail_leased_while_sending": {"state": "'sending'"},
    "mail_handed_over_before_sent": {"state": "'sent'"},
    "mail_waits_in_our_hands": {"handed_over_at": "now()"},
    "told_once": {},
    "decision_once": {},
    "decision_known": {"what": "'lost'"},
    "decision_says_how": {"words": "''"},
    "heartbeat_is_one": {"id": "2"},
    "follow_once": {},
    "handling_once": {},
    "preference_rhythm_known": {"person_id": "person_id + 1", "rhythm": "'hourly'"},
    "preference_hour_of_day": {"person_id": "person_id + 1", "hour": "20"},
    "preference_days_of_week": {"person_id": "person_id + 1", "working_days": "'{}'"},
    "feed_one_in_use": {"digest": "'another'"},
    "feed_covers_known": {"digest": "'another'", "revoked_at": "made_at", "covers": "'theirs'"},
    "feed_revoked_after_made": {"digest": "'another'", "revoked_at": "made_at - interval '1 day'"},
    "preference_only_optional_off": {"person_id": "person_id + 1", "switched_off": "'{duties}'"},
}
FIRST = {  # a right row that has to stand there before the wrong one
    "one_acting_at_a_time": {"post": "'acting'"},
    "one_post_of_a_person_at_a_time": {"post": "'deputy'"},
}
KEPT = (
    "projects.Submission",
    "projects.Baseline",
    "projects.Snapshot",
    "projects.SnapshotRow",
    "projects.Sitting",
    "outbox.Nudge",
    "outbox.Decision",
)


def constraints() -> dict[str, str]:
    """Constraint to table, of every model of ours; tables of history belong to no model of ours."""
    models = [model for app in OURS for model in apps.get_app_config(app).get_models()]
    return {each.name: model._meta.db_table for model in models for each in model._meta.constraints}


TSVECTOR = 3614


def copy(table: str, changes: dict[str, str]) -> None:
    with connection.cursor() as cursor:
        table_of = connection.introspection.get_table_description(cursor, table)
        columns = [found.name for found in table_of if found.type_code != TSVECTOR]  # the database writes those
        named = [name for name in columns if name != "id" or name in changes]
        values = ", ".join(changes.get(name, f'"{name}"') for name in named)
        listed = ", ".join(f'"{name}"' for name in named)
        cursor.execute(f'INSERT INTO {table} ({listed}) SELECT {values} FROM {table} ORDER BY "{columns[0]}" LIMIT 1')


@pytest.fixture(scope="module")
def built(kept) -> None:
    velmar()
    finance, coordinator = ministry_of("Finance"), person("Irena Tolvaj", "office")
    project = tax_account(finance, coordinator)
    report = Report.objects.get(project=project, round=this_month(coordinator))
    cio_finance = cio("Pavel Orsin", finance, "Decree 12/2020")
    one_of_every_kind(report, ministry_of("Health"), coordinator, cio_finance, person("Joren Valtieri", "auditor"))


@pytest.fixture
def rows(built, db) -> None:
    """One right row of every kind, in a transaction of the test's own."""


def one_of_every_kind(report, health, coordinator, cio_finance, auditor) -> None:
    project, finance = report.project, report.project.lead
    on, now = today(), timezone.now()
    make_key(by=auditor, name="Statistics", scopes=["portfolio:read"])
    KeptAnswer.objects.create(user=auditor, key="1", fingerprint="0", status=201, headers={}, body=b"{}", at=now)
    ImportRun.objects.create(target="projects", file_name="a.csv", sha256="0", content=b"a", by=coordinator)
    add_holiday(apps.get_model("ministries", "Country").objects.get(), on=on, name="Day of rest", by=coordinator)
    Succession.objects.create(predecessor=health, successor=finance, kind="merger", on=on)
    function = CoordinationFunction.objects.get(code="funding")
    terms = {"starts_on": on, "source": "Session 3", "decision": "Finance leads.", "decided_on": on}
    settle(function, function.version, leads=[finance], others="", by=coordinator, **terms)
    record_rate(by=coordinator, currency="USD", on=on, rate=Decimal("0.9"), source="Central bank")
    ServedFunction.objects.create(project=project, function=function)
    Identifier.objects.create(project=project, scheme="budget", value="7")
    invite(project, health, "partner", by=coordinator, on=on)
    opened_at = now - timedelta(minutes=9)
    nudge([f"report:{report.pk}"], by=coordinator, on=on, at=now)
    content = ReportContent(4, "On course.")
    report_status(report, report.version, content=content, by=cio_finance, at=now, opened_at=opened_at)
    record_funding(project, year=2026, by=coordinator, on=on, planned=1)
    assess(project, report.round, rating=3, basis="Read the plan.", by=coordinator, on=on)
    set_thresholds(by=coordinator, on=on, starts_on=on + timedelta(days=1), reason="Decree 3")
    measured(project, finance, coordinator)
    freeze(report.round, by=coordinator, on=on)
    raise_risk(project, kind="risk", title="Late", effect="Later.", likelihood=3, impact=3, mitigation="Ask.",
               due_on=on, by=coordinator, on=on)  # fmt: skip
    supplier = create_project(title="Register of addresses", lead=health, by=coordinator, on=on)
    need_from(project, supplier, what="Addresses", needed_on=on, by=coordinator, on=on)
    mail = Mail.objects.create(
        kind="digest", period="2026-01-01", recipient=auditor, message_id="<1>", written_at=now, send_after=now
    )
    Told.objects.create(mail=mail, recipient=auditor, key="report:1", reason="asked")
    about = {"ending_at": now, "what": "arrived", "words": "In the log.", "decided_at": now}
    Decision.objects.create(mail=mail, decided_by=auditor, **about)
    Heartbeat.objects.beat(asked_at=now, done_at=now)
    follow(ref(project), by=auditor, at=now)
    Handling.objects.create(key="no baseline:1", kind="no baseline", record_model="projects.project", record_pk=1)
    set_preferences(auditor, 0, by=auditor, hour=9)
    make_feed(by=auditor, covers="all", at=now)


def measured(project, lead, by) -> None:
    """An aim, how it is measured, and what the project is to change for it."""
    on = today()
    aim = add_objective(create_strategy(by=by, title="Plan", lead=lead, starts_on=on), by=by, title="Less paper")
    indicator = define_indicator(
        by=by, objective=aim, title="Filed online", better="higher", baseline_value=1, baseline_on=on,
        target_value=2, target_on=on + timedelta(days=9),
    )  # fmt: skip
    add_reading(indicator, by=by, on=on, value=1, evidence="Table 3", today=on)
    name_country("XVL", by=by, name="Velmar")
    state_outcome(project, by=by, statement="No paper.", indicator=indicator, amount=1)


def test_every_constraint_has_a_case() -> None:
    assert set(CASES) == set(constraints())


@pytest.mark.parametrize("name", CASES)
def test_the_database_refuses_what_breaks(name, rows) -> None:
    table = constraints()[name]
    if name in FIRST:
        copy(table, FIRST[name])
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        copy(table, CASES[name])
    assert refusal.value.__cause__.diag.constraint_name == name


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("indicator_stays_index", "UPDATE strategy_indicator SET country_id = (SELECT id FROM strategy_indexcountry)"),
        (
            "reading_country_of_an_index",
            "UPDATE strategy_reading SET country_id = (SELECT id FROM strategy_indexcountry)",
        ),
    ],
)
def test_an_ordinary_indicator_knows_no_country(name, statement, rows) -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert refusal.value.__cause__.diag.constraint_name == name


ADD = "INSERT INTO projects_dependency (version, what, needed_on, stated_on, project_id, supplier_id, milestone_id) "


@pytest.mark.parametrize(
    ("name", "named"),
    [
        ("dependency_no_circle", "supplier_id, project_id, NULL::bigint"),
        ("dependency_milestone_of_supplier", "project_id, supplier_id, (SELECT min(id) FROM projects_milestone)"),
    ],
)
def test_no_circle_of_projects_and_no_milestone_of_another(name, named, rows) -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{ADD} SELECT 1, 'More', needed_on, stated_on, {named} FROM projects_dependency")
    assert refusal.value.__cause__.diag.constraint_name == name


@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
@pytest.mark.parametrize("label", KEPT)
def test_what_was_signed_or_approved_is_never_changed(label, statement, rows) -> None:
    refused(statement.format(apps.get_model(label)._meta.db_table))


@pytest.mark.parametrize(
    "label", ["projects.Snapshot", "projects.SnapshotRow", "projects.Sitting", "outbox.Nudge", "outbox.Decision"]
)
def test_what_was_published_is_never_emptied(label, rows) -> None:
    connection.check_constraints()  # what waits for the end of the transaction would refuse it first
    refused(f"TRUNCATE {apps.get_model(label)._meta.db_table} CASCADE")


@pytest.mark.parametrize("statement", ["UPDATE {} SET pgh_label = 'other'", "DELETE FROM {}"])
@pytest.mark.parametrize(
    "label", ["projects.Project", "projects.Submission", "ministries.Appointment", "accounts.User"]
)
def test_history_is_never_changed(label, statement, rows) -> None:
    events = apps.get_model(label)._meta.get_field("events").related_model
    refused(statement.format(events._meta.db_table))


def refused(statement: str) -> None:
    with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

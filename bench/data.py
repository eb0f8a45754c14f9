"""A government to measure: institutions with their CIOs, projects with twelve rounds of all that hangs on them.

Made by statements over number series, with the triggers of the tables switched off meanwhile: the rows are as services leave
them, without the events of their making. How each project stands is derived by the product's own refresh.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from accounts.models import User
from accounts.services import make_key
from core.scopes import TokenScope
from ministries.models import Appointment, CoordinationFunction, Institution
from ministries.services import set_up_country
from projects.models import Current, Round

INSTITUTIONS, FUNCTIONS, ROUNDS = 200, 10, 12
SOME, MANY = 10_000, 100_000
LONG_AGO = date(2020, 1, 1)
TABLES = (
    "project", "report", "submission", "assessment", "baseline", "milestone", "funding", "participation", "dependency",
    "identifier", "servedfunction", "risk",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Government:
    """Who asks, and with what: the office and the CIO of one institution."""

    office: User
    official: User
    office_key: str
    official_key: str


def found(on: date) -> Government:
    """The country, its institutions, people and rounds; no project yet."""
    set_up_country(
        name="Republic of Velmar", office_name="Coordination Office", currency="EUR", languages=["en"],
        reporting_stages=["delivery"], on=on,
    )  # fmt: skip
    ministries = Institution.objects.bulk_create(
        Institution(code=f"m{n}", name=f"Ministry {n}", acronym=f"M{n}", kind="ministry")
        for n in range(INSTITUTIONS // 4)
    )
    agencies = Institution.objects.bulk_create(
        Institution(code=f"a{n}", name=f"Agency {n}", acronym=f"A{n}", kind="agency", parent=ministries[n // 4])
        for n in range(INSTITUTIONS - len(ministries))
    )
    everyone = User.objects.bulk_create(
        User(email=f"cio{n}@bench.example", full_name=f"Person {n}", kind="official") for n in range(INSTITUTIONS)
    )
    Appointment.objects.bulk_create(
        Appointment(person=person, institution=place, post="cio", starts_on=LONG_AGO, instrument="Decree")
        for person, place in zip(everyone, [*ministries, *agencies], strict=True)
    )
    CoordinationFunction.objects.bulk_create(
        CoordinationFunction(code=f"f{n}", name=f"Function {n}", rank=n, starts_on=LONG_AGO) for n in range(FUNCTIONS)
    )
    Round.objects.bulk_create(_rounds(on))
    office = User.objects.create_user("office@bench.example", full_name="Office", kind="office")
    keys = [make_key(by=who, name="Bench", scopes=TokenScope.values)[1] for who in (office, everyone[0])]
    return Government(office, everyone[0], *keys)


def _rounds(on: date) -> Iterator[Round]:
    """Months, the newest open since ten days and due in ten."""
    for back in reversed(range(ROUNDS)):
        opens_on = on - timedelta(days=10 + 30 * back)
        yield Round(
            name=f"Round {ROUNDS - back}",
            starts_on=opens_on - timedelta(days=30),
            ends_on=opens_on - timedelta(days=1),
            opens_on=opens_on,
            due_on=opens_on + timedelta(days=20),
            closed_on=opens_on + timedelta(days=25) if back else None,
        )


def fill(first: int, last: int, on: date) -> None:
    """Projects numbered ``first`` to ``last`` and all that hangs on them."""
    with connection.cursor() as cursor, _without_triggers(cursor):
        cursor.execute("SELECT setseed(0.42)")
        for statement in STATEMENTS:
            cursor.execute(statement, {"first": first, "last": last, "on": on})
    tidy()
    Current.objects.refresh(on)
    tidy("projects_current")


def tidy(*tables: str) -> None:
    """These tables, or all of ours: those of the whole server may be held by others."""
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM ANALYZE {', '.join(tables or connection.introspection.table_names())}")


@contextmanager
def _without_triggers(cursor) -> Iterator[None]:  # type: ignore[no-untyped-def]
    for table in TABLES:
        cursor.execute(f"ALTER TABLE projects_{table} DISABLE TRIGGER USER")
    yield
    for table in TABLES:
        cursor.execute(f"ALTER TABLE projects_{table} ENABLE TRIGGER USER")


def ours(joins: str = "") -> str:
    """The new projects ``p`` with their number ``n``, and what is joined to them."""
    return (
        "FROM projects_project p CROSS JOIN LATERAL (SELECT substr(p.code, 8)::int AS n) AS numbered "
        f"{joins} WHERE n BETWEEN %(first)s AND %(last)s"
    )


def steps(first: str, last: str) -> str:
    return f"CROSS JOIN LATERAL generate_series({first}, {last}) AS step"


INSTITUTION = "(SELECT min(id) FROM ministries_institution) + {} %% (SELECT count(*) FROM ministries_institution)"
PROJECT = f"""
INSERT INTO projects_project (version, code, title, aims, lead_id, sponsor, stage, stage_since_on, visibility, currency, withheld)
SELECT 1, 'P-2020-' || lpad(n::text, 6, '0'), 'Digital service ' || md5(n::text), repeat('Citizens apply from home. ', 12),
    {INSTITUTION.format("n")}, 'Person ' || n %% 300 || ', state secretary',
    CASE n %% 10 WHEN 6 THEN 'approved' WHEN 7 THEN 'closing' WHEN 8 THEN 'proposed' WHEN 9 THEN 'closed' ELSE 'delivery' END,
    %(on)s::date - 400, (ARRAY['public', 'government', 'government', 'restricted'])[1 + n %% 4], 'EUR', '{{}}'
FROM generate_series(%(first)s, %(last)s) AS n
"""
REPORT = f"""
INSERT INTO projects_report (version, project_id, round_id, institution_id, status, is_late, reason, asked_on, draft, signal_findings)
SELECT 1, p.id, r.id, p.lead_id,
    CASE WHEN r.closed_on IS NOT NULL AND (n + r.id) %% 17 = 0 THEN 'missed' WHEN r.closed_on IS NOT NULL THEN 'accepted'
         WHEN n %% 3 = 0 THEN 'submitted' ELSE 'owed' END,
    (n + r.id) %% 9 = 0, '', r.opens_on, '{{}}', '[]'
{ours("CROSS JOIN projects_round r")} AND p.stage = 'delivery'
"""
SUBMISSION = f"""
INSERT INTO projects_submission (report_id, number, at, is_unchanged, rating, why, progress, forecast_ends_on, forecast_cost, spent,
    schedule_words, cost_words, signal_words, top_risk, help_needed, milestones, withheld, signed_by_id, appointment_id)
SELECT report.id, 1, r.due_on - 3 + n * interval '1 second', (n + r.id) %% 5 = 0, 1 + (n * 7 + r.id) %% 5,
    'Two of three lots are in use.', 'The second lot was taken into use.', %(on)s::date + 100 + ((n + r.id) %% 400)::int,
    1000000 + n %% 1000 * 100, 1000 * (r.id %% 12) + n, '', '', '', 'The supplier may be late.', '', '[]', '{{}}', a.person_id, a.id
{
    ours(
        "JOIN projects_report report ON report.project_id = p.id JOIN projects_round r ON r.id = report.round_id "
        "JOIN ministries_appointment a ON a.institution_id = p.lead_id"
    )
}
    AND report.status IN ('submitted', 'accepted')
"""
ASSESSMENT = f"""
INSERT INTO projects_assessment (version, project_id, round_id, source, assessor, is_independent, rating, basis, assessed_on,
    withheld, made_by_id)
SELECT 1, p.id, r.id, 'office', 'Coordination Office', false, 1 + (n * 5 + r.id) %% 5, 'The reports of three months.', r.due_on + 3,
    '{{}}', (SELECT id FROM accounts_user WHERE kind = 'office')
{ours("JOIN projects_round r ON r.closed_on IS NOT NULL")} AND p.stage = 'delivery'
"""
BASELINE = f"""
INSERT INTO projects_baseline (project_id, number, approved_on, starts_on, ends_on, cost, reason, words, withheld)
SELECT p.id, step, %(on)s::date - 900 + step * 200, %(on)s::date - 700, %(on)s::date + 100 + n %% 300 + 30 * step,
    1000000 + n %% 777 * 100, CASE WHEN step = 1 THEN 'first' ELSE 'scope change' END, 'By decision of the council.', '{{}}'
{ours(steps("1", "1 + n %% 2"))} AND p.stage <> 'proposed'
"""
MILESTONE = f"""
INSERT INTO projects_milestone (version, project_id, title, owner_id, baseline_on, forecast_on, actual_on)
SELECT 1, p.id, 'Step ' || step, p.lead_id, %(on)s::date - 300 + step * 90,
    CASE WHEN step > 2 THEN %(on)s::date - 290 + step * 90 + n %% 40 END,
    CASE WHEN step <= 2 + n %% 2 THEN %(on)s::date - 300 + step * 90 + n %% 20 END
{ours(steps("1", "5"))}
"""
FUNDING = f"""
INSERT INTO projects_funding (version, project_id, year, source, source_name, planned, forecast, committed, spent, words, withheld)
SELECT 1, p.id, extract(year FROM %(on)s::date)::int + step, 'state budget', '', 300000, 310000 + n, 200000,
    CASE WHEN step < 1 THEN 100000 + n END, '', '{{}}'
{ours(steps("-1", "1"))}
"""
PARTICIPATION = f"""
INSERT INTO projects_participation (version, project_id, institution_id, role, answer, reason, asked_on, answered_on)
SELECT 1, p.id, {INSTITUTION.format("(n * 7 + step)")}, (ARRAY['partner', 'data provider'])[step], 'accepted', '',
    %(on)s::date - 300, %(on)s::date - 290
{ours(steps("1", "2"))}
"""
DEPENDENCY = f"""
INSERT INTO projects_dependency (version, project_id, supplier_id, what, needed_on, stated_on)
SELECT 1, p.id, supplier.id, 'The register of persons', %(on)s::date + 200 + n %% 300, %(on)s::date - 100
{ours("JOIN projects_project supplier ON supplier.code = 'P-2020-' || lpad((n / 2 + 1)::text, 6, '0')")}
    AND n %% 2 = 0 AND supplier.id <> p.id
"""
IDENTIFIER = f"""
INSERT INTO projects_identifier (version, project_id, scheme, value) SELECT 1, p.id, 'budget', 'B-' || n {ours()}
"""
SERVED = f"""
INSERT INTO projects_servedfunction (version, project_id, function_id)
SELECT 1, p.id, (SELECT min(id) FROM ministries_coordinationfunction) + (n + step * 3) %% {FUNCTIONS}
{ours(steps("0", "n %% 2"))}
"""
RISK = f"""
INSERT INTO projects_risk (version, project_id, kind, title, effect, likelihood, impact, owner_id, mitigation, due_on, raised_on,
    escalated_why)
SELECT 1, p.id, 'risk', 'No staff', 'A later start.', 1 + n %% 5, 1 + n %% 4, p.lead_id, 'Ask for two posts.',
    %(on)s::date + n %% 200 - 50, %(on)s::date - 100, '' {ours()}
"""
STATEMENTS = (
    PROJECT, REPORT, SUBMISSION, ASSESSMENT, BASELINE, MILESTONE, FUNDING, PARTICIPATION, DEPENDENCY, IDENTIFIER, SERVED, RISK,
)  # fmt: skip

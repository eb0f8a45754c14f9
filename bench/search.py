"""How long a search takes one person, warm, among 100,000 projects and what hangs on them.

`python3 run.py bench search [--plans]`: the coordinator and an official look for many words each, of every sort: common and
rare, several, beginnings, with accents, misspelt, codes, nothing. `--plans` prints how PostgreSQL goes about three of them.
"""

import statistics
import time
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from django.db import connection

from accounts.models import User
from bench.case import Case, Country, counted
from core.access import Access, access_of
from desk.search import look_for
from ministries.models import Appointment, Institution

NAMES = ("search_100k",)
PROJECTS, MILESTONES, RISKS, ACTS, ITEMS, INSTITUTIONS, PEOPLE = 100_000, 200_000, 20_000, 5_000, 3_000, 300, 600
ON = date(2026, 6, 1)
FIRST = (
    "Digital National Integrated Unified Secure Mobile Regional Municipal Open Shared Electronic Central Modern Joint Smart "
    "Cross-border Interoperable Public Common Rural Urban Federated Automated Paperless"
).split()
THEMES = (
    "identity|tax|customs|land register|health record|prescription|school enrolment|pension|social benefit|procurement|justice|"
    "police|emergency call|vehicle register|business register|population register|building permit|environment permit|"
    "agriculture subsidy|fisheries|forestry|water|energy metering|public transport|railway|port|aviation|tourism|culture|"
    "library|archive|statistics|geodata|cadastre|budget|treasury|payroll|audit|election|citizenship|visa|border|asylum|"
    "labour market|training|university|research grants|consumer protection|food safety|veterinary|waste|housing|sport|youth|"
    "sécurité|Gesundheit"
).split("|")
THINGS = (
    "portal platform register service wallet exchange gateway archive hub network system registry catalogue dashboard app "
    "backbone directory infrastructure payment signature notification assistant cloud migration"
).split()
SAID = (
    "every company files once|citizens apply from home|two ministries share one register|paper forms are withdrawn|data are "
    "asked once|waiting time falls by half|records follow the patient|inspectors see the same file|invoices are paid within ten "
    "days|permits are issued in a week|local offices keep their counters|signatures are accepted abroad|the old mainframe is "
    "switched off|keys are held in one place|accessibility is tested with users|open interfaces are published|costs are shared "
    "by use|each change is logged|the law is amended first|training is given to every clerk"
).split("|")
MADE_UP = "ARRAY['ba','ke','lo','mi','nu','ra','se','ti','vo','zu','dra','ste','gol','mar','vel','tin','kor','pes','lin','hau']"
ASKED = (
    "identity", "digital", "project", "portal", "tax", "health record", "digital identity wallet", "land regis", "sécurité",
    "securite", "GESUNDHEIT", "pay", "building permit ministry", "keys held in one place", "mainframe", "velmar", "kor", "ba",
    "P-2017-000123", "P-2023-099998", "32019L0042", "BENCH-777", "idenitty", "digtal identty", "helth recrod", "prescripton",
    "vetrinary platfrom", "zzzzqqq", "qwxyz notfound", "Ministry 12", "Person 44", "national", "secure payment gateway", "open",
    "register", "asylum archive", "phase 2", "a", "the", "is", "smart energy metering hub 41", "cadstre", "customs OR 1=1", "50 %",
)  # fmt: skip
ROUNDS = 5


class Figures(NamedTuple):
    """Of one person's searches, in milliseconds. ``slowest``: the words that took longest, with the median of each."""

    searches: int
    p50: float
    p95: float
    slowest: dict[str, float]


def main(arguments: Sequence[str]) -> None:
    began = time.perf_counter()
    fill()
    told = f"{PROJECTS:,} projects, {MILESTONES:,} milestones, {RISKS:,} risks, {ACTS:,} acts, {ITEMS:,} items"
    print(f"{told}: made in {time.perf_counter() - began:.0f} s")
    for name, each in figures().items():
        worst = ", ".join(f"“{words}” {took:.0f} ms" for words, took in each.slowest.items())
        print(f"{name}: {each.searches} searches, p50 {each.p50:.1f} ms, p95 {each.p95:.1f} ms; slowest {worst}")
    if "--plans" in arguments:
        for words in ("digital identity", "digtal identty", "P-2019-000123"):
            plan(words, access_of_person("person1"))


def cases(country: Country, names: Sequence[str]) -> Iterator[Case]:
    """In a world of its own. Of both persons; the p95 of the slower."""
    fill()
    told = figures().values()
    with counted() as statements:
        look_for(ASKED[0], access_of_person("office"), ON)
    yield Case(NAMES[0], max(each.p50 for each in told), p95_ms=max(each.p95 for each in told), sql=len(statements))


def figures() -> dict[str, Figures]:
    """Of the coordinator and of an official; ``fill()`` has made what they search."""
    return {name: measure(access_of_person(who)) for name, who in (("coordinator", "office"), ("official", "person1"))}


def access_of_person(name: str) -> Access:
    return access_of(User.objects.get(email=f"{name}@bench.example"), on=ON)


def measure(access: Access) -> Figures:
    for words in ASKED:
        look_for(words, access, ON)
    took: dict[str, list[float]] = {words: [] for words in ASKED}
    for _ in range(ROUNDS):
        for words in ASKED:
            began = time.perf_counter()
            look_for(words, access, ON)
            took[words].append((time.perf_counter() - began) * 1000)
    every = [each for times in took.values() for each in times]
    medians = {words: round(statistics.median(times), 1) for words, times in took.items()}
    slowest = sorted(medians, key=lambda words: -medians[words])[:5]
    p50, p95 = round(statistics.median(every), 1), round(statistics.quantiles(every, n=20)[-1], 1)
    return Figures(len(every), p50, p95, {words: medians[words] for words in slowest})


def plan(words: str, access: Access) -> None:
    """What is really run is one statement; ``auto_explain`` would need rights, so it is asked for again with EXPLAIN."""
    with connection.execute_wrapper(_explained):
        look_for(words, access, ON)


def _explained(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
    settings, _, statement = sql.rpartition(";")
    asked = f"{settings}; EXPLAIN (ANALYZE, COSTS OFF, BUFFERS OFF) {statement}"
    with connection.connection.cursor() as cursor:
        cursor.execute(asked, params)
        print("\n".join(line for (line,) in cursor.fetchall()), end="\n\n")
    return execute(sql, params, many, context)


def fill() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.42)")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        people()
        for sql in (PROJECT, MILESTONE, RISK, IDENTIFIER, ACT, ITEM):
            cursor.execute(sql, {"first": FIRST, "themes": THEMES, "things": THINGS, "said": SAID})
        cursor.execute("VACUUM ANALYZE")


def people() -> None:
    Institution.objects.bulk_create(
        Institution(code=f"m{place}", name=f"Ministry {place} of {THEMES[place % len(THEMES)]}", kind="ministry")
        for place in range(INSTITUTIONS)
    )
    User.objects.create_user("office@bench.example", full_name="Office", kind="office")
    made = User.objects.bulk_create(
        User(email=f"person{place}@bench.example", full_name=f"Person {place} Marwick", kind="official")
        for place in range(PEOPLE)
    )
    institutions = list(Institution.objects.order_by("pk"))
    Appointment.objects.bulk_create(
        Appointment(
            person=person,
            institution=institutions[place % INSTITUTIONS],
            post="focal point",
            starts_on=date(2020, 1, 1),
        )
        for place, person in enumerate(made)
    )


TABLES = (
    "projects_project", "projects_milestone", "projects_risk", "projects_identifier", "legislation_act", "legislation_item",
    "ministries_institution", "ministries_appointment", "accounts_user",
)  # fmt: skip


def one_of(name: str) -> str:
    return f"(%({name})s)[1 + floor(random() * cardinality(%({name})s))::int]"


NAME = " || ".join([f"({MADE_UP})[1 + floor(random() * 20)::int]"] * 3)
TITLE = f"{one_of('first')} || ' ' || {one_of('themes')} || ' ' || {one_of('things')} || ' ' || initcap({NAME}) || ' ' || n %% 50"
TEXT = " || ', ' || ".join([one_of("said")] * 6) + f" || ' in ' || {NAME} || ' and ' || {NAME}"
LEAD = f"(SELECT min(id) FROM ministries_institution) + floor(random() * {INSTITUTIONS})::int"
PROJECT = f"""
INSERT INTO projects_project (version, code, title, aims, lead_id, sponsor, stage, stage_since_on, visibility, currency, withheld)
SELECT 1, 'P-' || 2015 + n %% 11 || '-' || lpad(n::text, 6, '0'), {TITLE}, {TEXT}, {LEAD}, {NAME}, 'delivery', '2025-01-01',
    (ARRAY['public', 'government', 'government', 'restricted'])[1 + n %% 4], 'EUR', '{{}}'
FROM generate_series(1, {PROJECTS}) AS n
"""
ONE_PROJECT = f"(SELECT min(id) FROM projects_project) + (n * 7919) %% {PROJECTS}"
MILESTONE = f"""
INSERT INTO projects_milestone (version, project_id, title, owner_id, baseline_on)
SELECT 1, {ONE_PROJECT}, {one_of("things")} || ' ' || {one_of("themes")} || ' in use in ' || {NAME}, {LEAD}, '2026-09-01'
FROM generate_series(1, {MILESTONES}) AS n
"""
RISK = f"""
INSERT INTO projects_risk (version, project_id, kind, title, effect, likelihood, impact, owner_id, mitigation, due_on, raised_on,
    escalated_why)
SELECT 1, {ONE_PROJECT}, 'risk', 'No staff for ' || {one_of("themes")} || ' ' || n, {TEXT}, 3, 3, {LEAD}, {TEXT}, '2026-09-01',
    '2026-01-01', ''
FROM generate_series(1, {RISKS}) AS n
"""
IDENTIFIER = f"""
INSERT INTO projects_identifier (version, project_id, scheme, value)
SELECT 1, {ONE_PROJECT}, 'budget', 'BENCH-' || n FROM generate_series(1, {PROJECTS}) AS n
"""
ACT = f"""
INSERT INTO legislation_act (version, code, kind, title, short_title, number, celex, eli, status, transposition_words)
SELECT 1, 'A-' || lpad(n::text, 6, '0'), 'directive', 'Directive on ' || {TITLE}, '', '', '3' || 2000 + n / 200 || 'L' ||
    lpad((n %% 200)::text, 4, '0'), '', 'in force', ''
FROM generate_series(1, {ACTS}) AS n
"""
ITEM = f"""
INSERT INTO legislation_item (version, code, title, problem, description, lead_id, stage, stage_since_on, visibility)
SELECT 1, 'H-' || lpad(n::text, 6, '0'), {TITLE}, 'gap', {TEXT}, {LEAD}, 'drafting', '2026-01-01', 'government'
FROM generate_series(1, {ITEMS}) AS n
"""

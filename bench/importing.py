"""A spreadsheet of projects with their reports, ratings, plans and money, and a list of acts of which each line is one record:
read, checked line by line, written with its history.

Beside each the rows it wrote, copied into the same tables by psycopg2 alone: the constraints, the history and the marks of the
tables do their part there too. Each import is taken back, so that all meet the same country; what a commit would check is
checked before.
"""

from __future__ import annotations

import csv
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BytesIO, StringIO
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Model
from django.utils import timezone

from bench.case import Case, Country, Peak, counted
from bench.data import INSTITUTIONS, SOME, tidy
from exchange.models import ImportRun
from exchange.profiles import read_profile
from exchange.services import Upload, import_file
from legislation.models import Act
from projects.models import Baseline, Funding, Identifier, Project, Report, Round, Submission

NAMES = ("import", "import_acts")
ROWS, TIMES = 5_000, 3
WRITTEN: Mapping[str, tuple[type[Model], ...]] = {
    "import": (ImportRun, Round, Project, Identifier, Report, Submission, Baseline, Funding),
    "import_acts": (ImportRun, Act),
}
PROJECTS = """
name = "bench"
title = "A year of projects"
target = "projects"

[fields]
title = "Title"
institution = "Lead"
identifier = "Number"
aims = "Aims"
sponsor = "Sponsor"
rating = { column = "Rating", values = { G = "green", AG = "amber/green", A = "amber", AR = "amber/red", R = "red" } }
starts_on = "Start"
ends_on = "End"
cost = "Cost"
planned = "Planned"
forecast = "Forecast"
spent = "Spent"
progress = "Progress"
forecast_ends_on = "Expected end"
forecast_cost = "Expected cost"

[assessment]
by = "cio"

[round]
year_starts = "01-01"

[defaults]
currency = "EUR"

[match]
scheme = "bench"
"""
ACTS = """
name = "bench-acts"
title = "Laws"
target = "acts"

[fields]
number = "Number"
title = "Title"
adopted_on = "Adopted"
in_force_on = "In force"
status = { column = "Status", values = { yes = "in force", no = "repealed" } }

[defaults]
kind = "law"
"""
PROJECT_HEADS = (
    "Title", "Lead", "Number", "Aims", "Sponsor", "Rating", "Start", "End", "Cost", "Planned", "Forecast", "Spent", "Progress",
    "Expected end", "Expected cost",
)  # fmt: skip


def projects() -> Iterator[Sequence[str]]:
    yield PROJECT_HEADS
    for n in range(ROWS):
        yield (
            f"Imported service {n}", f"A{n % (INSTITUTIONS * 3 // 4)}", f"N-{n}", "Citizens apply from home. " * 6,
            f"Person {n % 300}", ("G", "AG", "A", "AR", "R")[n % 5], "2024-01-01", f"{2026 + n % 4}-06-30", f"{1000000 + n}.00",
            "300000", f"{310000 + n}", "100000", "The second lot was taken into use.", f"{2026 + n % 5}-06-30", f"{1100000 + n}",
        )  # fmt: skip


def acts() -> Iterator[Sequence[str]]:
    yield "Number", "Title", "Adopted", "In force", "Status"
    for n in range(ROWS):
        year = 1990 + n % 36
        yield f"L-{n}", f"Law {n} on the {n % 700} registers", f"{year}-05-{1 + n % 28:02}", f"{year + 1}-01-01", "yes"


def upload(name: str) -> Upload:
    profile, lines = (PROJECTS, projects()) if name == "import" else (ACTS, acts())
    said = StringIO()
    csv.writer(said).writerows(lines)
    options = {"round": "2025"} if name == "import" else {}
    return Upload("bench.csv", said.getvalue().encode(), read_profile(profile), options, {})


def cases(country: Country, names: Sequence[str]) -> Iterator[Case]:
    country.grow(SOME)
    for name in NAMES:
        if name in names:
            yield _case(name)


def _case(name: str) -> Case:
    file = upload(name)
    with taken_back():
        import_file(file, by=None, at=timezone.now())  # a process that has imported the like before
    ours, peak = [], Peak()
    for _ in range(TIMES):
        with taken_back():
            ours.append(_import(file))
    growth = peak.growth_mb()
    before = {model: newest(model) for model in WRITTEN[name]}
    with taken_back():
        with counted() as statements:
            _import(file)
        rows = {model: copied(model, since) for model, since in before.items()}
        records = sum(model._base_manager.filter(pk__gt=since).count() for model, since in before.items())
    bare = []
    for _ in range(TIMES):
        with taken_back():
            bare.append(_copy(rows))
    tidy()
    ms = statistics.median(ours)
    return Case(
        name, ms, statistics.median(bare), sql=len(statements), rows_per_s=ROWS / ms * 1000,
        records_per_s=records / ms * 1000, memory_growth_mb=growth,
    )  # fmt: skip


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _import(file: Upload) -> float:
    began = time.perf_counter()
    outcome = import_file(file, by=None, at=timezone.now())
    _check()
    assert outcome.new == ROWS, (outcome.problems, outcome.proposals)
    return (time.perf_counter() - began) * 1000


def _copy(rows: Mapping[type[Model], BytesIO]) -> float:
    began = time.perf_counter()
    with connection.connection.cursor() as cursor:
        for model, said in rows.items():
            said.seek(0)
            cursor.copy_expert(f"COPY {model._meta.db_table} ({columns(model)}) FROM STDIN", said)
    _check()
    return (time.perf_counter() - began) * 1000


def _check() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def newest(model: type[Model]) -> int:
    return model._base_manager.aggregate(newest=Max("pk"))["newest"] or 0


def copied(model: type[Model], since: int) -> BytesIO:
    said = BytesIO()
    with connection.connection.cursor() as cursor:
        rows = f"SELECT {columns(model)} FROM {model._meta.db_table} WHERE id > {since} ORDER BY id"
        cursor.copy_expert(f"COPY ({rows}) TO STDOUT", said)
    return said


def columns(model: type[Model]) -> str:
    fields: Sequence[Any] = [each for each in model._meta.concrete_fields if not each.generated]
    return ", ".join(str(field.column) for field in fields)

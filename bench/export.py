"""What it takes to send the whole portfolio: rows a second, first byte, memory.

`python3 run.py bench export [ROWS]`: through the application as a server calls it, without a socket in between; the API as
NDJSON and as CSV with every member, and the CSV of the portfolio page.
"""

import gc
import time
from collections.abc import Generator, Mapping, Sequence
from datetime import date
from pathlib import Path

from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client, RequestFactory

from accounts.models import User
from accounts.services import make_key
from core.access import today
from core.scopes import TokenScope
from ministries.models import Institution
from ministries.services import set_up_country
from projects.models import Baseline, Current, Participation, Project

ROWS, INSTITUTIONS = 100_000, 200
ON = date(2026, 3, 2)
BATCH = 5_000
BEGINNING = 500
FILES = {
    "NDJSON of the API": "/api/v1/projects/?as=ndjson",
    "CSV of the API": "/api/v1/projects/?as=csv",
    "CSV of the page": "/projects/?export=csv",
}


def main(arguments: Sequence[str]) -> None:
    rows = int(arguments[0]) if arguments else ROWS
    fill(rows)
    for name, found in export_100k().items():
        told = ", ".join(f"{key} {value:,}" for key, value in found.items())
        print(f"{name}: {told}")


def export_100k() -> dict[str, dict[str, float]]:
    """By file; of all projects there are, as the coordinator."""
    user = User.objects.filter(kind="office").first()
    assert user is not None
    _token, key = make_key(by=user, name="Bench", scopes=[TokenScope.PORTFOLIO_READ])
    browser = Client()
    browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    who = {
        "HTTP_AUTHORIZATION": f"Bearer {key}",
        "HTTP_COOKIE": "; ".join(f"{each.key}={each.value}" for each in browser.cookies.values()),
    }
    return {name: measured(address, who) for name, address in FILES.items()}


def measured(address: str, who: Mapping[str, str]) -> dict[str, float]:
    """``memory_growth_mb`` while all of it is sent, by a process that has sent the beginning before."""
    begin(address, who)
    gc.collect()
    began, first, lines, most = time.perf_counter(), 0.0, 0, 0.0
    held = memory()
    for piece in answer(address, who):
        first = first or time.perf_counter() - began
        lines += piece.count(b"\n")
        most = max(most, memory())
    took = time.perf_counter() - began
    return {
        "rows": lines,
        "rows_per_s": round(lines / took),
        "first_byte_ms": round(first * 1000, 1),
        "memory_growth_mb": round(most - held, 1),
    }


def begin(address: str, who: Mapping[str, str]) -> None:
    """Take the first rows and go away."""
    pieces, lines = answer(address, who), 0
    while lines < BEGINNING:
        lines += next(pieces).count(b"\n")
    pieces.close()


def answer(address: str, who: Mapping[str, str]) -> Generator[bytes, None, None]:
    """The pieces of the body, as they come."""
    environ = {**RequestFactory().get(address).environ, "SERVER_NAME": "localhost", **who}
    said: list[str] = []
    answer = get_wsgi_application()(environ, lambda status, headers, *_: said.append(status))  # type: ignore[arg-type]
    try:
        assert said[0].startswith("200"), (address, said)
        yield from answer
    finally:
        answer.close()


def memory() -> float:
    """What this process holds, in MB (Linux)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1024 / 1024


def fill(rows: int) -> None:
    set_up_country(
        name="Republic of Velmar", office_name="Coordination Office", currency="EUR", languages=["en"],
        reporting_stages=["delivery"], on=ON,
    )  # fmt: skip
    User.objects.create_user("office@bench.example", full_name="Office", kind="office")
    places = Institution.objects.bulk_create(
        Institution(code=f"body-{n}", name=f"Body {n}", kind="agency") for n in range(INSTITUTIONS)
    )
    with connection.cursor() as cursor:
        for model in (Project, Baseline, Participation):
            cursor.execute(f"ALTER TABLE {model._meta.db_table} DISABLE TRIGGER USER")
    for start in range(0, rows, BATCH):
        made = Project.objects.bulk_create(
            Project(
                code=f"P-2026-{n:06}", title=f"Digital service {n}", aims="Everybody can do it from home.", currency="EUR",
                lead=places[n % INSTITUTIONS], stage="delivery", stage_since_on=ON, visibility="government",
            )
            for n in range(start, min(start + BATCH, rows))
        )  # fmt: skip
        Baseline.objects.bulk_create(
            Baseline(project=each, number=1, approved_on=ON, starts_on=ON, ends_on=date(2027, 12, 31), cost=1_000_000)
            for each in made
        )
        Participation.objects.bulk_create(
            Participation(project=each, institution=places[(each.pk + 7) % INSTITUTIONS], role="user", asked_on=ON)
            for each in made
        )
    Current.objects.refresh(today())
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")

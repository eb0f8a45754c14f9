"""How many queries every page, answer and file takes, by ``tests/query_counts.json``: as many at 1,000 rows as at ten."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import tables
from core.api import exporting
from core.api.exporting import AS, WAYS
from core.api.views import RecordViewSet
from tests.access.judge import verdict_of
from tests.access.permissions_page import shown
from tests.access.routes import ROUTES, Route
from tests.grown import Grown
from tests.test_access import VERDICTS

pytestmark = pytest.mark.django_db
FILE = Path(__file__).parent / "query_counts.json"
COMMAND = "python3 run.py test tests/test_query_ceilings.py --write-query-counts"
FEW, MANY = 10, 1000
WHOLE = 100_000  # rows of a file that are read at once, so that its chunks are not counted
NOT_OF_THE_PAGE = re.compile(r'django_session|SAVEPOINT|"time_zone" AS|pg_stat_xact_user_tables')
READERS = {"office": "c", "official": "f"}  # the coordinator, and the CIO of Finance, whose project it is
A_WEDNESDAY = datetime(2026, 11, 25, 10, tzinfo=UTC)
ASKS_FOR_WORDS = {"/search/", "/api/v1/search/"}
Counts = dict[str, int]


@pytest.fixture(scope="module", autouse=True)
def one_day() -> Iterator[None]:
    """What is owed, and so what is asked, differs from day to day."""
    with time_machine.travel(A_WEDNESDAY):
        yield


@pytest.fixture(autouse=True)
def one_chunk(monkeypatch) -> None:
    monkeypatch.setattr(tables, "FIRST_ROWS", WHOLE)
    monkeypatch.setattr(exporting, "FIRST_ROWS", WHOLE)


@pytest.fixture
def country(walker) -> Grown:
    return Grown(walker.world.parts, walker.world.people)


def asked(walker, letter: str) -> Iterator[tuple[str, str]]:
    """Every list, record and form this person may read, and every file of a list: by what it is called, its address."""
    for path, route in ROUTES.items():
        is_open = "get" in route.methods and letter in verdict_of(VERDICTS[path]).passes("get")
        if is_open and not route.is_foreign_code:
            name, address = shown(path), route.address(walker.world.values("own"))
            if name in ASKS_FOR_WORDS:
                name, address = f"{name}?q=tax", f"{address}?q=tax"
            yield from ((f"{name}{form}", f"{address}{form}") for form in forms(route))


def forms(route: Route) -> list[str]:
    if route.is_api:
        is_list = issubclass(route.view, RecordViewSet) and route.entry.callback.actions.get("get") == "list"
        return ["", *(f"?{AS}={kind}" for kind in WAYS if is_list)]
    has_files = getattr(route.view, "table_class", None) is not None
    return ["", *(f"?export={kind}" for kind in ("csv", "xlsx") if has_files)]


def queries(walker, letter: str) -> Counts:
    """Without the session's, which is written again once a minute, and the time zone's, which another worker may have kept."""
    found = {}
    for name, address in asked(walker, letter):
        ContentType.objects.clear_cache()
        cache.clear()
        connection.queries_log.clear()  # it holds so many and no more
        with CaptureQueriesContext(connection) as told:
            assert walker.ask(letter, "get", address).status < 400, address
        found[name] = sum(not NOT_OF_THE_PAGE.search(query["sql"]) for query in told)
    return found


def kept(reader: str) -> Counts:
    return json.loads(FILE.read_text())[reader]


def keep(reader: str, counts: Counts) -> None:
    whole = json.loads(FILE.read_text()) if FILE.exists() else {}
    FILE.write_text(json.dumps(whole | {reader: dict(sorted(counts.items()))}, indent=1, sort_keys=True) + "\n")


def differences(counts: Counts, others: Counts) -> dict[str, tuple[int | None, int | None]]:
    return {
        name: (counts.get(name), others.get(name))
        for name in sorted(counts | others)
        if counts.get(name) != others.get(name)
    }


def grown(counts: Counts, others: Counts) -> dict[str, tuple[int | None, int | None]]:
    """A page of all of history takes less where its newest lines are of fewer kinds of records."""
    return {name: pair for name, pair in differences(counts, others).items() if (pair[0] or 0) < (pair[1] or 0)}


@pytest.mark.parametrize("reader", READERS)
def test_the_number_of_queries_is_the_one_that_is_kept(walker, country, reader, request):
    """A number that was changed on purpose is written by the command, which counts at 1,000 rows as well."""
    country.grow(FEW)
    counts = queries(walker, READERS[reader])
    if request.config.getoption("--write-query-counts"):
        country.grow(MANY)
        assert grown(counts, queries(walker, READERS[reader])) == {}
        keep(reader, counts)
    assert differences(kept(reader), counts) == {}, f"(kept, now); if that is meant: {COMMAND}"


@pytest.mark.long
@pytest.mark.parametrize("reader", READERS)
def test_the_number_of_queries_is_no_higher_at_a_thousand_rows(walker, country, reader):
    country.grow(MANY)
    assert grown(kept(reader), queries(walker, READERS[reader])) == {}

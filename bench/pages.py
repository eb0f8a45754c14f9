"""Pages: the portfolio as a table of a hundred, what it sums up, the office's home; at ten and at a hundred thousand projects."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Sequence

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bench.api import ROOT, key
from bench.case import Case, Country
from bench.data import MANY, SOME
from bench.serving import Ask, medians

NAMES = ("html_portfolio", "summary", "home", "summary_100k", "home_100k")
PORTFOLIO, HOME = "/projects/", "/desk/"
TIMES = 30
BARE_TIMES = 5
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def cases(country: Country, names: Sequence[str]) -> Iterator[Case]:
    if set(names) & {"html_portfolio", "summary", "home"}:
        country.grow(SOME)
    if "html_portfolio" in names:
        yield _table(country)
    for name in ("summary", "home"):
        if name in names:
            yield _page(country, name, PORTFOLIO if name == "summary" else HOME)
    for name in ("summary_100k", "home_100k"):
        if name in names:
            country.grow(MANY)
            yield _page(country, name, PORTFOLIO if name == "summary_100k" else HOME)


def _table(country: Country) -> Case:
    """Beside the same hundred rows of the API, for the same person."""
    who = country.government.official
    page = Ask(f"{PORTFOLIO}?rows=100", signed_in(who))
    rows = Ask(f"{ROOT}?page_size=100", key(country.government.official_key))
    took = medians({"page": (country.site(), [page] * TIMES), "api": (country.site(), [rows] * TIMES)})
    return Case("html_portfolio", took["page"], took["api"], sql=len(_reads(page.path, who)))


def _page(country: Country, name: str, path: str) -> Case:
    """A page of the office beside the statements that read it anew, sent to the database alone."""
    office = country.government.office
    cache.clear()
    anew, kept = _reads(path, office), _reads(path, office)
    page = Ask(path, signed_in(office))
    site = country.site()
    for _ in range(4):
        site.tell(page)
    cache.clear()
    anew_ms = site.tell(page).ms
    ours, bare = [], []
    for turn in range(TIMES):
        ours.append(site.tell(page).ms)
        if turn < BARE_TIMES:
            bare.append(_alone(anew))
    return Case(name, statistics.median(ours), statistics.median(bare), sql=len(kept), anew_ms=anew_ms)


def signed_in(user: User) -> dict[str, str]:
    return {"Cookie": f"{settings.SESSION_COOKIE_NAME}={_client(user).cookies[settings.SESSION_COOKIE_NAME].value}"}


def _client(user: User) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend=BACKEND)
    return client


def _reads(path: str, user: User) -> list[str]:
    """The statements of one request; a cursor is read as the question it asks."""
    client = _client(user)
    with CaptureQueriesContext(connection) as told:
        answer = client.get(path)
    assert answer.status_code == 200, answer
    statements = (query["sql"] for query in told)
    return [sql.partition(" FOR ")[2] if sql.startswith("DECLARE") else sql for sql in statements if "SELECT" in sql]


def _alone(statements: Sequence[str]) -> float:
    began = time.perf_counter()
    with connection.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
            cursor.fetchall()
    return (time.perf_counter() - began) * 1000

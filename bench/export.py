"""All projects in one answer: rows a second, the first byte, and what the worker that sends them needs more than before.

Beside it the same rows by a server-side cursor of psycopg2, on the same server settings.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from django.test import Client

from bench.case import Case, Country, statements
from bench.data import MANY
from bench.serving import Ask, Site

FILES = {
    "export_100k": "/projects/?export=csv",
    "export_100k_api_csv": "/api/v1/projects/?as=csv",
    "export_100k_api_ndjson": "/api/v1/projects/?as=ndjson",
}
BARE = {"export_100k": "/csv/", "export_100k_api_csv": "/csv/", "export_100k_api_ndjson": "/ndjson/"}
NAMES = tuple(FILES)
SOME_OF_THEM = "&lead=m1"
BLOCK, BLOCKS_BETWEEN = 1 << 16, 50


def cases(country: Country, names: Sequence[str]) -> Iterator[Case]:
    country.grow(MANY)
    browser = Client()
    browser.force_login(country.government.office, backend="allauth.account.auth_backends.AuthenticationBackend")
    cookies = "; ".join(f"{each.key}={each.value}" for each in browser.cookies.values())
    who = {"Authorization": f"Bearer {country.government.office_key}", "Cookie": cookies}
    for name in names:
        if name in FILES:
            for _ in range(2):
                country.site().tell(Ask(FILES[name] + SOME_OF_THEM, who))  # a worker that has sent the like before
            sql = statements(Ask(FILES[name] + SOME_OF_THEM, who))
            ours, bare = sent(country.site(), FILES[name], who), sent(country.bare, BARE[name], who)
            yield Case(
                name, ours.ms, bare.ms, sql=sql, rows_per_s=ours.rows / ours.ms * 1000, first_byte_ms=ours.first_ms,
                memory_growth_mb=ours.growth_mb,
            )  # fmt: skip


class Sent(NamedTuple):
    ms: float
    first_ms: float
    rows: int
    growth_mb: float


def sent(site: Site, path: str, who: Mapping[str, str]) -> Sent:
    held = most = site.memory_mb()
    began = time.perf_counter()
    site.line.request("GET", path, headers={"Host": "localhost", **who})
    answer = site.line.getresponse()
    first, rows, blocks = answer.read(1), 0, 0
    first_ms = (time.perf_counter() - began) * 1000
    while block := answer.read(BLOCK):
        rows, blocks = rows + block.count(b"\n"), blocks + 1
        most = max(most, site.memory_mb()) if blocks % BLOCKS_BETWEEN == 0 else most
    took = (time.perf_counter() - began) * 1000
    assert answer.status == 200, site.server.last_words()
    assert first
    return Sent(took, first_ms, rows, max(most, site.memory_mb()) - held)

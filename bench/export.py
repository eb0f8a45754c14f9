"""All projects in one answer: rows a second, the first byte, and what the worker that sends them needs more than before."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence

from django.test import Client

from bench.case import Case, Country
from bench.data import MANY
from bench.serving import Ask, Site

FILES = {
    "export_100k": "/projects/?export=csv",
    "export_100k_api_csv": "/api/v1/projects/?as=csv",
    "export_100k_api_ndjson": "/api/v1/projects/?as=ndjson",
}
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
            yield sent(country.site(), name, FILES[name], who)


def sent(site: Site, name: str, path: str, who: Mapping[str, str]) -> Case:
    for _ in range(2):
        site.tell(Ask(path + SOME_OF_THEM, who))  # a worker that has sent the like before
    held = most = site.memory_mb()
    began = time.perf_counter()
    site.line.request("GET", path, headers={"Host": "localhost", **who})
    answer = site.line.getresponse()
    first, rows, blocks = answer.read(1), 0, 0
    first_ms = (time.perf_counter() - began) * 1000
    while block := answer.read(BLOCK):
        rows, blocks = rows + block.count(b"\n"), blocks + 1
        most = max(most, site.memory_mb()) if blocks % BLOCKS_BETWEEN == 0 else most
    took = time.perf_counter() - began
    assert answer.status == 200, site.server.last_words()
    assert first
    return Case(
        name, took * 1000, rows_per_s=rows / took, first_byte_ms=first_ms, memory_growth_mb=max(most, site.memory_mb()) - held
    )  # fmt: skip

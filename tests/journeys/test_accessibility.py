"""axe finds nothing on any page, wide and on a phone, from left to right and from right to left; nothing scrolls sideways."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client

from tests.journeys.conftest import PHONE, WIDE
from tests.test_access import ROUTES, VERDICTS, filled, world
from tests.test_architecture import view_class

__all__ = ["world"]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
READERS = {"c": "coordinator", "f": "cio_finance", "h": "cio_health", "v": None}
NOT_PAGES = ("api/", "brand", "crest", "health")
PAGES = sorted(
    path
    for path, entry in ROUTES.items()
    if VERDICTS[path]
    and not path.startswith(NOT_PAGES)
    and "get" in getattr(view_class(entry), "http_method_names", ["get"])
)


def reader_of(path):
    return next(READERS[letter] for letter in READERS if letter in VERDICTS[path])


def session_of(user, live_server):
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]


def problems(page):
    found = Axe().run(page, options=RULES).response["violations"]
    return [(rule["id"], [node["html"][:160] for node in rule["nodes"]][:3]) for rule in found]


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("direction", ["ltr", pytest.param("rtl", marks=pytest.mark.long)])
def test_axe_finds_nothing(transactional_db, arabic, request, world, open_page, live_server, viewport, direction):
    language = {"ltr": "en", "rtl": "ar"}[direction]
    faults = {}
    for reader in {reader_of(path) for path in PAGES}:
        page = open_page(viewport, extra_http_headers={"Accept-Language": language})
        if reader:
            page.context.add_cookies(session_of(request.getfixturevalue(reader), live_server))
        for path in [path for path in PAGES if reader_of(path) == reader]:
            answer = page.goto("/" + filled(path, world))
            if answer.headers.get("content-type", "").startswith("text/html"):
                sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                faults[path] = problems(page) + ([("scrolls sideways", sideways)] if sideways > 0 else [])
                assert page.evaluate("document.documentElement.dir") == direction
    assert len(faults) > 20
    assert not {path: found for path, found in faults.items() if found}

"""axe finds nothing on any page, wide and on a phone, from left to right and from right to left; nothing scrolls sideways."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client

from tests.access.judge import verdict_of
from tests.access.routes import ROUTES
from tests.access.world import build
from tests.journeys.conftest import PHONE, WIDE
from tests.test_access import VERDICTS

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # what passed is not described
}
AXE = Axe().axe_script
FOUND = """options => axe.run(document, options).then(said => said.violations.map(
    rule => [rule.id, rule.nodes.slice(0, 3).map(node => node.html.slice(0, 160))]))"""
READERS = "cfhauv"  # letters of the cast; the first who may open a page looks at it
NOT_PAGES = (
    "api/",
    "brand",
    "crest",
    "health/live",
    "health/ready",
    "health/work",
    "demo/mailbox/<int:pk>/",
)  # the frame of a letter runs no script, axe's neither
PAGES = sorted(
    path
    for path, route in ROUTES.items()
    if path in VERDICTS
    and verdict_of(VERDICTS[path]).opens
    and not path.startswith(NOT_PAGES)
    and not path.endswith((".csv", ".ics"))
    and not route.entry.callback.__module__.startswith(("allauth.", "django."))
    and "get" in route.methods
)


def reader_of(path):
    opens = verdict_of(VERDICTS[path]).opens
    return next(letter for letter in READERS if letter in opens)


def session_of(user, live_server):
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]


def problems(page):
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    return [tuple(rule) for rule in page.evaluate(FOUND, RULES)]


def faults_at(page, viewport):
    page.set_viewport_size(viewport)
    sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return problems(page) + ([("scrolls sideways", viewport["width"], sideways)] if sideways > 0 else [])


@pytest.mark.parametrize("direction", ["ltr", pytest.param("rtl", marks=pytest.mark.long)])
def test_axe_finds_nothing(transactional_db, arabic, open_page, live_server, direction):
    language = {"ltr": "en", "rtl": "ar"}[direction]
    world, faults = build(), {}
    own = world.values("own")
    for reader in {reader_of(path) for path in PAGES}:
        page = open_page(WIDE, extra_http_headers={"Accept-Language": language})
        if world.people[reader]:
            page.context.add_cookies(session_of(world.people[reader], live_server))
        for path in [path for path in PAGES if reader_of(path) == reader]:
            answer = page.goto(ROUTES[path].address(own))
            if answer.headers.get("content-type", "").startswith("text/html"):
                faults[path] = [fault for viewport in (PHONE, WIDE) for fault in faults_at(page, viewport)]
                assert page.evaluate("document.documentElement.dir") == direction
    assert len(faults) > 20
    assert not {path: found for path, found in faults.items() if found}

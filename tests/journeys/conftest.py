"""A real Chromium against a real server. The browser is one for the session; every test gets a page of its own."""

import os
from collections.abc import Iterator

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import FLAGS, chromium_environment, chromium_path
from tests.conftest import PASSWORD

WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
        "true"  # playwright runs a loop in this thread; the database is not touched from it
    )
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS, env=chromium_environment())
        yield launched
        launched.close()


@pytest.fixture(autouse=True)
def served_by_whitenoise(monkeypatch) -> None:
    """Static files come as in production, under their hashed names; the test server's own handler does not know these."""
    monkeypatch.setattr(StaticFilesHandler, "_should_handle", lambda self, path: False)


@pytest.fixture
def open_page(browser, live_server):
    """``open_page(PHONE)``: a page of its own session; ``page.goto("/projects/")`` goes to the live server."""
    contexts = []

    def opened(viewport=WIDE, **options) -> Page:
        context = browser.new_context(base_url=live_server.url, viewport=viewport, **options)
        context.set_default_timeout(20_000)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def sign_in(page: Page, user) -> None:
    """On the sign-in page, by e-mail and password."""
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password").first.fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).first.click()

"""Two people edit one project: the second sees both texts and chooses, on any screen, with and without JavaScript."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from core.access import today
from projects.models import Project
from projects.services import edit_project
from tests.journeys.conftest import PHONE, WIDE, sign_in

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
LONG = "Every company files and pays in one place. " * 30


@pytest.mark.parametrize(("viewport", "scripts"), [(WIDE, True), (PHONE, True), (PHONE, False)])
def test_the_second_save_shows_both_texts_and_lets_the_person_choose(
    transactional_db, open_page, project, coordinator, cio_finance, viewport, scripts
):
    page = open_page(viewport, java_script_enabled=scripts)
    page.goto(f"/projects/{project.code}/edit/")
    sign_in(page, cio_finance)
    page.get_by_label("Title").fill("One tax account")
    page.get_by_label("What is it for?").fill(LONG)
    theirs = {"title": "Tax in one place", "aims": f"Nobody queues. {LONG}", "sponsor": "Mira Dahl"}
    edit_project(project, project.version, by=coordinator, on=today(), **theirs)
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="Two texts for 2 answers").wait_for()
    assert page.get_by_text("Irena Tolvaj saved this on").is_visible()
    if scripts:
        assert Axe().run(page, options=RULES).response["violations"] == []
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    page.get_by_role("group", name="What is it for?").get_by_label("Keep theirs").check()
    page.get_by_role("button", name="Save what is chosen").click()
    page.get_by_role("heading", name="One tax account").wait_for()
    saved = Project.objects.get(pk=project.pk)
    assert (saved.title, saved.aims.strip(), saved.sponsor) == ("One tax account", theirs["aims"].strip(), "Mira Dahl")

"""A country that chose three steps: set up, reported, rated, listed, drawn and told by the API."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse

from core.access import today
from core.ratings import distance
from ministries.models import Country
from projects.models import Current, Submission
from projects.services import assess, close_round, open_round
from projects.tables import ProjectFilters
from tests.api import ROOT, program_of
from tests.projects.test_pages import path, said

BETWEEN = ("Amber/green", "Amber/red")


@pytest.fixture
def three(country) -> Country:
    Country.objects.update(rating_steps=3)
    return Country.objects.current()


@pytest.fixture
def rated(three, browse, cio_finance, coordinator, report, round_, project):
    """The CIO says green, the office amber."""
    assert browse(cio_finance).post(path(report), said(report, rating="5")).status_code == 302
    assess(project, round_, rating=3, basis="Read the plan.", by=coordinator, on=today())
    return project


def text(client, url):
    return client.get(url).content.decode()


def test_set_up_chooses_the_steps(db):
    person = {"administrator_email": "a@velmar.example", "administrator_name": "Oskar Lindell"}
    other = {"coordinator_email": "c@velmar.example", "coordinator_name": "Irena Tolvaj"}
    call_command("set_up", country="Velmar", office="Office", currency="EUR", rating_steps=3, **person, **other)
    assert Country.objects.current().scale == (1, 3, 5)


def test_forms_offer_three_steps_and_take_no_other(three, browse, cio_finance, coordinator, report, round_, project):
    for client, url in (
        (browse(cio_finance), path(report)),
        (browse(coordinator), reverse("projects:assess", args=[project.code])),
    ):
        page = text(client, url)
        assert page.count('type="radio"') == 3
        assert not any(word in page for word in BETWEEN)
    assert browse(cio_finance).post(path(report), said(report, rating="4")).status_code == 400
    assert not Submission.objects.exists()
    with pytest.raises(ValidationError):
        assess(project, round_, rating=2, basis="Read.", by=coordinator, on=today())


def test_gap_is_counted_in_three_steps_and_one_is_too_far(rated):
    current = Current.objects.get(project=rated)
    assert (current.gap, current.widest_gap, current.is_apart) == (1, 1, True)
    assert (distance([1, 5], 3), distance([1, 3, None], 3), distance([5], 3)) == (2, 1, None)


def test_no_page_names_a_step_the_country_does_not_have(rated, browse, coordinator, round_, report):
    assert ProjectFilters.base_filters["rating"].field, "whoever read the API's document made it, for any country"
    close_round(round_, round_.version, by=coordinator, on=today() + timedelta(days=8))
    client = browse(coordinator)
    for url in (
        reverse("projects:project-list"),
        reverse("projects:timeline"),
        rated.get_absolute_url(),
        round_.get_absolute_url(),
        report.get_absolute_url(),
    ):
        assert not any(word in text(client, url) for word in BETWEEN), url


def test_api_says_the_step_and_takes_no_other(rated, auditor, cio_finance, report):
    told = program_of(auditor).get(f"{ROOT}projects/{rated.code}/").json()
    assert (told["cio_rating"]["word"], told["assessment"]["word"], told["widest_gap"]) == ("green", "amber", 1)
    assert told["signal"]["rating"] in (1, 3, 5, None)


def test_nothing_changed_goes_twice_running_and_not_a_third_time(three, browse, cio_finance, coordinator, report):
    client = browse(cio_finance)
    client.post(path(report), said(report, rating="5"))
    for number in range(3):
        round_ = report.round
        round_.refresh_from_db()
        close_round(round_, round_.version, by=coordinator, on=today())
        ends_on = today() + timedelta(days=30 * (number + 1))
        following = open_round(
            name=f"Round {number}", starts_on=today(), ends_on=ends_on, due_on=ends_on, by=coordinator, on=today()
        )
        report = following.reports.get()
        offered = "Report that nothing changed" in text(client, path(report))
        assert offered is (number < 2)
        client.post(path(report, "report-nothing-changed"), {"version": report.version})
    assert Submission.objects.filter(is_unchanged=True).count() == 2
    assert Current.objects.get(project=report.project).unchanged_running == 2
    assert "unchanged for 2 reports" in text(client, reverse("projects:project-list"))

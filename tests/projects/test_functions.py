"""The coordination functions a project serves."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from core.access import today
from core.versions import Conflict
from ministries.models import CoordinationFunction
from projects.services import serve_functions
from tests.ministries.test_pages import text


def codes(project) -> set[str]:
    return {served.function.code for served in project.served_functions.all()}


@pytest.fixture
def funding(country) -> CoordinationFunction:
    return CoordinationFunction.objects.get(code="funding")


def test_the_lead_names_the_functions_and_the_page_shows_them(browse, cio_finance, project):
    client, url = browse(cio_finance), reverse("projects:serve-functions", args=[project.code])
    said = {"version": project.version, "functions": ["funding", "data-exchange"]}
    assert client.post(url, said).status_code == 302
    page = text(client.get(project.get_absolute_url()))
    assert 'href="/mandates/data-exchange/"' in page
    assert "named the functions it serves" in page
    project.refresh_from_db()
    assert client.post(url, {"version": project.version, "functions": ["funding"]}).status_code == 302
    assert codes(project) == {"funding"}


def test_two_who_choose_are_shown_both_choices(browse, coordinator, project):
    client, url = browse(coordinator), reverse("projects:serve-functions", args=[project.code])
    version = project.version
    assert client.post(url, {"version": version, "functions": ["funding"]}).status_code == 302
    told = client.post(url, {"version": version, "functions": ["data-exchange"]})
    assert told.status_code == 409
    assert "Funding" in text(told)
    assert "Data exchange" in text(told)
    assert codes(project) == {"funding"}


def test_a_function_of_another_time_is_refused(project, funding, coordinator):
    CoordinationFunction.objects.filter(pk=funding.pk).update(ends_on=today() - timedelta(days=1))
    funding.refresh_from_db()
    with pytest.raises(ValidationError, match="not a function of coordination today"):
        serve_functions(project, project.version, [funding], by=coordinator, on=today())
    with pytest.raises(Conflict):
        serve_functions(project, project.version + 1, [], by=coordinator, on=today())

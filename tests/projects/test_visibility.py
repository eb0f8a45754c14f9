"""What is restricted stays where it may be seen: not in lists of duties, not as a programme, not after the lead changed."""

from datetime import timedelta

import pytest

from accounts.services import make_key
from core.access import today
from projects.models import Project, Report
from projects.services import change_lead, close_round, open_round, plan_milestone

SECRET = "Border health screening"


@pytest.fixture
def secret_round(restricted_project, project, coordinator):
    on = today()
    return open_round(
        name="This month", starts_on=on - timedelta(days=20), ends_on=on, due_on=on + timedelta(days=7),
        by=coordinator, on=on,
    )  # fmt: skip


def test_owner_of_a_milestone_is_not_told_of_a_project_hidden_from_them(
    browse, cio_finance, restricted_project, finance, coordinator, secret_round
):
    plan_milestone(
        restricted_project, title="Thermal gates", by=coordinator, on=today(), owner=finance,
        baseline_on=today() - timedelta(days=3),
    )  # fmt: skip
    said = browse(cio_finance).get("/reports/").content.decode()
    assert "Thermal gates" not in said
    assert SECRET not in said


def test_a_restricted_programme_is_not_named_on_the_page_of_its_part(
    browse, cio_finance, cio_health, restricted_project, project
):
    Project.objects.filter(pk=project.pk).update(programme=restricted_project, visibility="public")
    address = project.get_absolute_url()
    assert SECRET not in browse(cio_finance).get(address).content.decode()
    assert SECRET in browse(cio_health).get(address).content.decode()


def test_a_former_lead_no_longer_reads_the_title_of_a_restricted_project(
    browse, cio_health, cio_finance, finance, restricted_project, coordinator, secret_round
):
    close_round(secret_round, secret_round.version, by=coordinator, on=today())
    assert Report.objects.get(project=restricted_project).status == "missed"
    assert SECRET in browse(cio_health).get("/reports/").content.decode()
    change_lead(restricted_project, restricted_project.version, finance, by=coordinator, on=today())
    assert SECRET not in browse(cio_health).get("/reports/").content.decode()


def test_a_deactivated_person_loses_a_live_session_and_every_key_at_once(browse, cio_finance, project):
    _token, key = make_key(by=cio_finance, name="Statistics", scopes=["portfolio:read"])
    client, machine = browse(cio_finance), {"HTTP_AUTHORIZATION": f"Bearer {key}"}
    assert client.get("/projects/").status_code == 200
    assert browse().get("/api/v1/projects/", **machine).status_code == 200
    type(cio_finance).objects.filter(pk=cio_finance.pk).update(is_active=False)
    assert client.get("/projects/").status_code == 302
    assert client.get("/api/v1/projects/").status_code == 401
    assert browse().get("/api/v1/projects/", **machine).status_code == 401

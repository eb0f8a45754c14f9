"""Risks and dependencies through the API: the rules of the pages, and no word of a project one may not see."""

from datetime import timedelta

import pytest

from accounts.services import make_key
from core.access import today
from projects.models import Dependency, Risk
from projects.services import approve_baseline
from tests.projects.test_dependencies import NEEDED, ending, needs
from tests.projects.test_risks import raised

RISK = {
    "kind": "risk", "title": "Price", "effect": "Dearer.", "likelihood": 4, "impact": 4, "mitigation": "Ask twice.",
    "due_on": (today() + timedelta(days=9)).isoformat(),
}  # fmt: skip


@pytest.fixture
def program(browse):
    """``program(user)``: a client with that person's key for writing the portfolio."""

    def of(user):
        _key, text = make_key(by=user, name="Program", scopes=["portfolio:read", "portfolio:write"])
        client = browse()
        client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {text}"
        return client

    return of


def send(client, address, said, method="post", etag=None):
    headers = {"If-Match": etag} if etag else {}
    return getattr(client, method)(f"/api/v1/{address}", said, content_type="application/json", headers=headers)


def etag(client, address):
    return client.get(f"/api/v1/{address}")["ETag"]


def test_a_risk_is_raised_changed_escalated_taken_back_and_closed(project, cio_finance, program):
    client = program(cio_finance)
    made = send(client, "risks/", RISK | {"project": project.code})
    assert (made.status_code, made.json()["score"], made.json()["owner"]["code"]) == (201, 16, "finance")
    address = f"risks/{made.json()['id']}/"
    assert send(client, address, {"impact": 2}, "patch").status_code == 428
    seen = etag(client, address)
    assert send(client, address, {"impact": 2}, "patch", seen).json()["score"] == 8
    assert send(client, address, {"impact": 3}, "patch", seen).status_code == 412
    for verb, said, member in (
        ("escalate", {"why": "Choose."}, "escalated_on"),
        ("take-back", {}, None),
        ("close", {"why": "Solved."}, "closed_on"),
    ):
        answer = send(client, f"{address}{verb}/", said, etag=etag(client, address))
        assert answer.status_code == 200, answer.content
        assert member is None or answer.json()[member] == today().isoformat()
    assert Risk.objects.get().escalated_on is None


def test_who_may_not_write_for_the_project_is_refused(project, coordinator, health, cio_health, program):
    client = program(cio_health)
    assert send(client, "risks/", RISK | {"project": project.code}).status_code == 403
    own = ending(health, "Register of addresses", NEEDED, coordinator)
    need = {"what": "Data", "needed_on": NEEDED.isoformat()}
    assert send(client, "dependencies/", need | {"project": project.code, "supplier": own.code}).status_code == 403
    assert send(client, "dependencies/", need | {"project": own.code, "supplier": project.code}).status_code == 201


def test_a_dependency_tells_its_days_and_is_dropped(project, health, coordinator, cio_finance, program):
    register, client = ending(health, "Register of addresses", NEEDED, coordinator), program(cio_finance)
    day = (NEEDED - timedelta(days=9)).isoformat()
    made = send(
        client, "dependencies/", {"project": project.code, "supplier": register.code, "what": "Data", "needed_on": day}
    ).json()
    assert (made["expected_by"], made["float_days"], made["is_clash"]) == ("baseline", -9, True)
    address = f"dependencies/{made['id']}/"
    later = send(client, address, {"needed_on": NEEDED.isoformat()}, "patch", etag(client, address)).json()
    assert (later["float_days"], later["is_clash"]) == (0, False)
    circle = {"project": project.code, "supplier": project.code, "what": "Data", "needed_on": day}
    assert send(client, "dependencies/", circle).status_code == 422
    dropped = send(client, f"{address}drop/", {"why": "Bought."}, etag=etag(client, address))
    assert dropped.json()["dropped_on"] == today().isoformat()


def test_of_what_one_may_not_see_there_is_nothing(project, restricted_project, coordinator, cio_finance, program):
    approve_baseline(restricted_project, by=coordinator, on=today(), starts_on=today(), ends_on=NEEDED, cost=None)
    needs(project, restricted_project, coordinator)
    raised(restricted_project, coordinator)
    client = program(cio_finance)
    for kind, record in (("dependencies", Dependency.objects.get()), ("risks", Risk.objects.get())):
        assert client.get(f"/api/v1/{kind}/").json()["results"] == []
        assert client.get(f"/api/v1/{kind}/{record.pk}/").status_code == 404
    said = {"project": project.code, "supplier": restricted_project.code, "what": "Data", "needed_on": "2027-01-01"}
    unknown = send(client, "dependencies/", said | {"supplier": "P-1900-0001"})
    hidden = send(client, "dependencies/", said)
    assert hidden.status_code == unknown.status_code == 422
    assert hidden.content.decode().replace(restricted_project.code, "X") == unknown.content.decode().replace(
        "P-1900-0001", "X"
    )


def test_without_a_key_nothing_is_told(project, browse):
    for kind in ("risks", "dependencies"):
        assert browse().get(f"/api/v1/{kind}/").status_code == 401

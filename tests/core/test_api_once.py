"""Whoever sends a POST again with its Idempotency-Key is answered again; it is done once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import KeptAnswer
from accounts.services import forget_answers, make_key, revoke_key
from accounts.tasks import forget_answers as nightly
from core.api.once import LASTS
from core.scopes import TokenScope
from projects.models import Milestone, Project, Submission
from tests.api import ROOT, program_of

CROWD = 50


def say(program, path: str, body: dict, key: str | None = "a-key", **headers: str):
    named = {"Idempotency-Key": key} if key is not None else {}
    return program.post(f"{ROOT}{path}", body, "application/json", headers={**named, **headers})


@pytest.fixture
def program(coordinator) -> Client:
    return program_of(coordinator)


@pytest.fixture
def portal(finance) -> dict[str, str]:
    return {"title": "Open data portal", "lead": finance.code}


def test_what_is_sent_again_is_answered_again_and_done_once(program, portal) -> None:
    first, again = say(program, "projects/", portal), say(program, "projects/", portal, '"a-key"')
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert {name: again[name] for name in ("ETag", "Location", "Content-Type")} == {
        name: first[name] for name in ("ETag", "Location", "Content-Type")
    }
    assert "Idempotency-Replayed" not in first
    assert again["Idempotency-Replayed"] == "true"
    assert Project.objects.count() == 1


def test_the_order_of_members_does_not_count(program, portal) -> None:
    say(program, "projects/", portal)
    assert say(program, "projects/", dict(reversed(portal.items()))).status_code == 201
    assert Project.objects.count() == 1


def test_without_a_key_every_request_is_its_own(program, portal) -> None:
    assert [say(program, "projects/", portal, None).status_code for _again in range(2)] == [201, 201]
    assert Project.objects.count() == 2
    assert not KeptAnswer.objects.exists()


def test_a_report_whose_answer_was_lost_is_sent_again_with_the_version_of_then(report, cio_finance) -> None:
    """Without the key it would be a 412: the first try has changed the report."""
    program = program_of(cio_finance)
    path, said = f"reports/{report.pk}/submissions/", {"rating": 4, "why": "On course."}
    tag = program.get(f"{ROOT}reports/{report.pk}/")["ETag"]
    answers = [say(program, path, said, **{"If-Match": tag}) for _again in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert Submission.objects.count() == 1
    assert say(program, path, said, "another", **{"If-Match": tag}).status_code == 412


def test_one_key_is_good_for_one_request(program, portal, project) -> None:
    say(program, "projects/", portal)
    others = [("projects/", {**portal, "title": "Other"}), ("milestones/", portal)]
    for path, body in others:
        answer = say(program, path, body)
        assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
        assert "new key" in answer.json()["detail"]
    assert Project.objects.filter(title="Other").count() == 0


def test_what_was_refused_may_be_mended_under_the_same_key(program, portal) -> None:
    assert say(program, "projects/", {**portal, "title": ""}).status_code == 422
    assert not KeptAnswer.objects.exists()
    assert say(program, "projects/", portal).status_code == 201


def test_callers_do_not_share_keys(portal, coordinator, browse) -> None:
    clients = [program_of(coordinator), program_of(coordinator), browse(coordinator)]
    assert [say(client, "projects/", portal).status_code for client in clients] == [201] * 3
    assert Project.objects.count() == 3
    assert "Idempotency-Replayed" in say(clients[2], "projects/", portal)


def test_nobody_without_a_valid_key_is_answered_again(portal, coordinator) -> None:
    token, text = make_key(by=coordinator, name="Gone", scopes=TokenScope.values)
    program = Client(headers={"Authorization": f"Bearer {text}"})
    say(program, "projects/", portal)
    revoke_key(token, by=coordinator)
    assert say(program, "projects/", portal).status_code == 401
    assert not KeptAnswer.objects.exists()


@pytest.mark.parametrize("key", ["", '""', "x" * 201, "caf\xe9", "a\tb"])
def test_a_key_that_is_none_is_a_400(program, portal, key) -> None:
    assert say(program, "projects/", portal, key).status_code == 400
    assert not Project.objects.exists()


def test_an_answer_is_said_again_for_a_day(program, portal) -> None:
    say(program, "projects/", portal)
    KeptAnswer.objects.update(at=timezone.now() - LASTS + timedelta(minutes=1))
    nightly()
    assert "Idempotency-Replayed" in say(program, "projects/", portal)
    KeptAnswer.objects.update(at=timezone.now() - LASTS - timedelta(minutes=1))
    assert "Idempotency-Replayed" not in say(program, "projects/", portal)
    assert Project.objects.count() == 2
    assert KeptAnswer.objects.count() == 1
    assert forget_answers(before=timezone.now()) == 1


@pytest.mark.django_db(transaction=True)
def test_of_fifty_at_once_one_makes_a_row(country, project, coordinator) -> None:
    """Each on a connection of its own; the others are told to come again or get the answer of the one."""
    text = make_key(by=coordinator, name="Crowd", scopes=TokenScope.values)[1]
    body = {"project": project.code, "title": "First hundred data sets", "baseline_on": "2027-09-30"}
    start = Barrier(CROWD)

    def send(_number: int):
        start.wait(timeout=60)
        try:
            return say(Client(headers={"Authorization": f"Bearer {text}"}), "milestones/", body)
        finally:
            connection.close()

    before = Milestone.objects.count()
    with ThreadPoolExecutor(CROWD) as pool:
        answers = list(pool.map(send, range(CROWD)))
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.content for answer in answers if answer.status_code == 201}) == 1
    assert [answer.status_code for answer in answers if "Idempotency-Replayed" not in answer].count(201) == 1
    assert all(answer["Retry-After"] == "1" for answer in answers if answer.status_code == 409)
    assert Milestone.objects.count() == before + 1


@pytest.mark.django_db(transaction=True)
def test_what_fails_half_way_leaves_neither_the_row_nor_the_answer(program, portal, monkeypatch) -> None:
    monkeypatch.setattr("core.api.once._kept", lambda *args: 1 / 0)
    program.raise_request_exception = False
    assert say(program, "projects/", portal).status_code == 500
    assert not Project.objects.exists()
    monkeypatch.undo()
    assert say(program, "projects/", portal).status_code == 201

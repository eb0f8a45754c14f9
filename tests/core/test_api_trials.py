"""``validate/`` beside every address that writes: what would be stored, or why not, and nothing is."""

import json

import pytest

from tests.access.judge import verdict_of
from tests.access.routes import API, ROUTES, plain
from tests.core.trials import bodies
from tests.test_access import VERDICTS
from tests.test_mass_assignment import record_of, rows, sequences

pytestmark = pytest.mark.django_db
TRIALS = [path for path, route in sorted(ROUTES.items()) if route.is_api and path.endswith("/validate/$")]
WRITES = {
    path: method
    for path, route in ROUTES.items()
    for method in ("post", "patch")
    if route.is_api and method in route.methods and path not in TRIALS
}
GIVEN = ("id", "code", "version")


def said_at(path: str, walker) -> dict | None:
    """What can be stored there, with the codes of this world."""
    found = bodies().get(plain(path).removeprefix(API).removesuffix("validate/"))
    text = json.dumps(found)
    for before, value in walker.world.values("own").items():
        text = text.replace("{" + before + "}", str(value))
    return json.loads(text)


def send(walker, letter: str, method: str, address: str, body: dict):
    tag = walker.ask(letter, "get", record_of(address)).headers.get("ETag", "")
    return getattr(walker.clients[letter], method)(
        address, body, content_type="application/json", headers={"If-Match": tag}
    )


def test_there_is_one_beside_every_address_that_writes() -> None:
    assert {path.removesuffix("validate/$") + "$" for path in TRIALS} == set(WRITES)


def test_what_is_tried_below_is_there() -> None:
    assert {f"{API}{path}" for path in bodies()} <= {plain(path) for path in WRITES}
    assert len(bodies()) > 50


def timeless(told: dict) -> dict:
    """Without the moment of a signature."""
    submission = told.get("submission")
    return told | {"submission": submission and {**submission, "at": ""}}


def codes() -> list[tuple[str, int | None]]:
    """Numbers that people see; ids may have gaps."""
    return [(name, last) for name, last in sequences() if name.endswith("_code")]


@pytest.mark.parametrize("path", TRIALS)
def test_a_trial_says_what_would_be_stored_and_stores_nothing(path, walker) -> None:
    address, said = ROUTES[path].address(walker.world.values("own")), said_at(path, walker)
    letter = sorted(verdict_of(VERDICTS[path]).passes("post"))[0]
    before = rows(), codes()
    tried = send(walker, letter, "post", address, said or {})
    assert (rows(), codes()) == before
    if said is None:
        assert tried.status_code in (200, 422)
        return
    assert (tried.status_code, "ETag" in tried, "Location" in tried) == (200, False, False), tried.content
    real = path.removesuffix("validate/$") + "$"
    stored = send(walker, letter, WRITES[real], address.removesuffix("validate/"), said)
    assert stored.status_code in (200, 201), stored.content
    assert (rows(), codes()) != before
    whole = stored.json()
    left_out = GIVEN if "Location" in stored else ("version",)
    assert timeless(tried.json()) == timeless({name: value for name, value in whole.items() if name not in left_out})


def test_a_trial_is_refused_as_the_write_itself_would_be(walker) -> None:
    project = f"/api/v1/projects/{walker.world.parts.own.code}/"
    wrong = [
        ("h", f"{project}validate/", "patch", project, {"aims": "Mine."}),
        ("c", "/api/v1/projects/validate/", "post", "/api/v1/projects/", {"title": "", "lead": "nobody", "id": 1}),
        ("c", f"{project}stage/validate/", "post", f"{project}stage/", {"stage": "paused"}),
        ("c", f"{project}validate/", "patch", project, []),
    ]
    statuses = []
    for letter, trial, method, real, body in wrong:
        tried, stored = send(walker, letter, "post", trial, body), send(walker, letter, method, real, body)
        assert (tried.status_code, tried.json()) == (stored.status_code, stored.json())
        statuses.append(tried.status_code)
    assert statuses == [403, 422, 422, 422]
    stale = walker.clients["c"].post(f"{project}validate/", {}, "application/json", headers={"If-Match": '"900.a"'})
    assert stale.status_code == 412


def test_a_trial_needs_the_scope_of_the_write(walker) -> None:
    program = walker.keys["portfolio:read"]
    answer = program.post("/api/v1/milestones/validate/", {}, "application/json")
    assert answer.status_code == 403

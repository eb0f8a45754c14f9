"""Who changes a record through the API names the version that was read: without one 428, with another one 412."""

import json

import pytest

from tests.access.judge import REFUSED, verdict_of
from tests.access.routes import ROUTES
from tests.test_access import VERDICTS

pytestmark = pytest.mark.django_db
WRITES = ("post", "put", "patch", "delete")
ON_A_RECORD = [
    (path, method)
    for path, route in sorted(ROUTES.items())
    for method in WRITES
    if route.is_api and route.parameters and method in route.methods
]


@pytest.mark.parametrize(("path", "method"), ON_A_RECORD)
@pytest.mark.parametrize(("headers", "status"), [({}, 428), ({"If-Match": "*"}, 428), ({"If-Match": '"900.a"'}, 412)])
def test_a_write_on_a_record_wants_the_version_that_was_read(path, method, headers, status, walker):
    address = ROUTES[path].address(walker.world.values("own"))
    may = verdict_of(VERDICTS[path]).passes(method)
    asked = may if headers or method == "post" else walker.world.people  # of all others the access tests tell
    answers = {letter: walker.ask(letter, method, address, **headers) for letter in asked}
    told = {letter: answer.status for letter, answer in answers.items() if answer.status not in REFUSED}
    assert set(told.values()) == {status}, told
    about = answers[next(iter(told))]
    assert about.headers["Content-Type"] == "application/problem+json"
    assert json.loads(about.body)["detail"]


def test_there_are_such_writes():
    assert ("api/v1/^reports/(?P<pk>[0-9]+)/submissions/$", "post") in ON_A_RECORD

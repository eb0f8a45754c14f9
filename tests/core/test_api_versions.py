"""Who changes a record through the API names the version that was read: without one 428, with another one 412."""

import pytest

from tests.api import program_of
from tests.test_access import CAST, ROUTES, filled, world

__all__ = ["world"]
WRITES = ("post", "put", "patch", "delete")
REFUSED = {401, 403, 404}
ON_A_RECORD = [
    (path, method)
    for path, entry in sorted(ROUTES.items())
    for method in WRITES
    if "(?P<" in path and method in getattr(entry.callback, "actions", {})
]


@pytest.mark.parametrize(("path", "method"), ON_A_RECORD)
@pytest.mark.parametrize(("headers", "status"), [({}, 428), ({"If-Match": "*"}, 428), ({"If-Match": '"900.a"'}, 412)])
def test_a_write_on_a_record_wants_the_version_that_was_read(path, method, headers, status, request, world):
    answers = {}
    for fixture in filter(None, CAST.values()):
        program = program_of(request.getfixturevalue(fixture))
        send = getattr(program, method)
        answers[fixture] = send("/" + filled(path, world), {}, content_type="application/json", headers=headers)
    told = {answer.status_code for answer in answers.values()}
    assert told - REFUSED == {status}, {who: answer.status_code for who, answer in answers.items()}
    about = next(answer for answer in answers.values() if answer.status_code == status)
    assert about.headers["Content-Type"] == "application/problem+json"
    assert about.json()["status"] == status
    assert about.json()["detail"]


def test_there_are_such_writes():
    assert ("api/v1/^reports/(?P<pk>[0-9]+)/submissions/$", "post") in ON_A_RECORD

"""Every route of the API x method x member of the cast x own and foreign object; the verdicts stand in ``tests/test_access.py``.

Then the same by keys: of whom, and for what.
"""

import pytest
from django.test import Client

from core.api.authentication import CHALLENGE
from core.scopes import ANY_SCOPE
from tests.access.judge import faults
from tests.access.routes import ROUTES
from tests.test_access import VERDICTS

pytestmark = pytest.mark.django_db
each_key = pytest.mark.parametrize("path", [path for path in sorted(ROUTES) if ROUTES[path].is_api])


@each_key
def test_only_those_who_may_pass(path, walker):
    assert not (found := faults(path, VERDICTS[path], walker)), "\n".join(found)


@each_key
def test_a_key_may_what_its_owner_may_and_its_scopes_say(path, walker):
    """By the keys of the CIO of Finance, one for each scope and one with a scope that opens nothing."""
    route = ROUTES[path]
    scopes = getattr(route.view, "scopes", {})
    for method in sorted(route.methods - {"head"}):
        action = route.entry.callback.actions[method]
        for whose in ("own", "missing"):
            address = route.address(walker.world.values(whose))
            owner = walker.ask("f", method, address).status
            for scope, program in walker.keys.items():
                if whose == "missing" and scope and scope != scopes.get(action):
                    continue  # refused before anything is looked for, as the useless key shows
                expected = owner if scopes.get(action) in (scope, ANY_SCOPE) else 403
                answer = walker.send(program, method, address)
                assert answer.status == expected, f"{method.upper()} {address} with {scope or 'a useless key'}"


@pytest.fixture(scope="module")
def without_a_key() -> list[Client]:
    headers = ("Bearer egov_nobody", "Bearer", "Bearer \N{LATIN SMALL LETTER E WITH ACUTE}")
    return [Client(headers={"Authorization": header}, raise_request_exception=False) for header in headers]


@each_key
def test_a_program_without_a_valid_key_is_asked_for_one(path, walker, without_a_key):
    route = ROUTES[path]
    address = route.address(walker.world.values("own"))
    for program in without_a_key:
        for method in sorted(route.methods):
            answer = walker.send(program, method, address)
            assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, CHALLENGE), f"{method} {address}"

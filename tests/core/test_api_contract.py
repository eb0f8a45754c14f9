"""The API keeps what its OpenAPI document says, whatever is sent."""

import re
from typing import Any, ClassVar

import pytest
import schemathesis
import yaml
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance
from schemathesis.specs.openapi.schemas import OpenApiSchema

from accounts.services import make_key
from core.scopes import TokenScope
from egov_coord.settings import BASE_DIR
from egov_coord.wsgi import application

KEPT = BASE_DIR / "docs" / "openapi.yaml"
described = SchemaGenerator().get_schema(request=None, public=True)


def document(*phases: str) -> OpenApiSchema:
    made = schemathesis.openapi.from_dict(described)
    made.app = application
    made.config.phases.update(phases=list(phases))
    refused = made.config.checks.negative_data_rejection
    refused.expected_statuses = [*refused.expected_statuses, "412"]  # the version is looked at before the body
    return made


quick = document("examples", "fuzzing")
"""The edges of every schema, each by itself, are for ``tests/core/test_api_contract_long.py``."""
TRIAL = "/validate/$"
"""Takes what the address beside it takes, and is asked less often for it."""
ROLES = {"coordinator": "c", "CIO": "f", "decision maker": "m", "auditor": "u"}
"""Letters of ``tests/access/world.py``."""

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def keys(world) -> dict[str, str]:
    return {
        role: make_key(by=world.people[letter], name="Contract", scopes=TokenScope.values)[1]
        for role, letter in ROLES.items()
    }


@pytest.fixture(autouse=True)
def one_connection():
    """Outside Django's own test client a request would close the connection that the test's transaction lives in."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


def examples(most: int) -> settings:
    return settings(
        max_examples=most, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )


def sent_with(key: str) -> dict[str, str]:
    """Without a word about packing, schemathesis asks for gzip and cannot read it."""
    return {"Authorization": f"Bearer {key}", "Accept-Encoding": "identity"}


def keep_to_the_document(case, keys: dict[str, str]) -> None:
    """A valid body may still be refused: a rule of the house knows more than a schema. Every route asks all roles alike who they are."""
    for number, key in enumerate(keys.values()):
        excluded = [positive_data_acceptance] + ([ignored_auth] if number else [])
        case.call_and_validate(headers=sent_with(key), excluded_checks=excluded)


@quick.exclude(path_regex=TRIAL).parametrize()
@examples(10)
def test_every_answer_to_each_role_is_one_the_document_knows(case, keys) -> None:
    keep_to_the_document(case, keys)


@quick.include(path_regex=TRIAL).parametrize()
@examples(2)
def test_every_answer_to_a_trial_is_one_the_document_knows(case, keys) -> None:
    keep_to_the_document(case, keys)


def read(document: bytes) -> Any:
    return yaml.load(document, yaml.CSafeLoader)  # the plain one takes seconds


def test_the_document_is_open_to_everybody_and_is_openapi_3_1(db, client) -> None:
    answer = client.get("/api/v1/schema/")
    assert answer.status_code == 200
    told = read(answer.content)
    assert told["openapi"].startswith("3.1")
    assert told["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    assert client.get("/api/v1/schema/", headers={"Accept": "application/vnd.oai.openapi+json"}).json() == told


def test_the_document_in_the_repository_is_the_one_that_is_served(db, client) -> None:
    assert read(KEPT.read_bytes()) == read(client.get("/api/v1/schema/").content)


def test_what_operations_say_alike_stands_once() -> None:
    kept = read(KEPT.read_bytes())
    operations = [operation for path in kept["paths"].values() for operation in path.values()]
    refusals = [
        answer for each in operations for status, answer in each["responses"].items() if not status.startswith("2")
    ]
    assert all(answer.keys() == {"$ref"} for answer in refusals)
    components = kept["components"]
    assert components["responses"]["NotFound"]["content"]
    assert {"Cursor", "PageSize", "IfMatch"} <= components["parameters"].keys()
    assert {"$ref": "#/components/parameters/Cursor"} in kept["paths"]["/api/v1/projects/"]["get"]["parameters"]


def test_the_page_about_the_api_needs_no_other_host_and_no_inline_script(db, client) -> None:
    page = client.get("/api/v1/docs/").content.decode()
    assert "swagger-ui-bundle" in page
    assert not re.findall(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=", page)
    assert not re.findall(r"""(?:src|href)=["'](?:https?:)?//""", page)


class Walk(document("stateful").as_state_machine()):  # type: ignore[misc]
    """From what one answer names to the next address; what was read is written back under the version that was read."""

    key: ClassVar[str]

    def setup(self) -> None:
        self.tags: dict[str, str] = {}

    def before_call(self, case) -> None:
        record = "/".join(case.formatted_path.split("/")[:5]) + "/"
        if "If-Match" in case.headers and record in self.tags:
            case.headers["If-Match"] = self.tags[record]

    def after_call(self, response, case) -> None:
        if response.status_code < 300 and "etag" in response.headers:
            self.tags[case.formatted_path] = response.headers["etag"][0]

    def get_call_kwargs(self, case) -> dict[str, Any]:
        return {"headers": sent_with(self.key)}

    def validate_response(self, response, case, additional_checks=None, **kwargs) -> None:
        case.validate_response(response, excluded_checks=[positive_data_acceptance, ignored_auth])


def walk(key: str, most: int) -> None:
    walking = type("Walking", (Walk,), {"key": key})
    run_state_machine_as_test(walking, settings=settings(examples(most), stateful_step_count=8))


@pytest.mark.parametrize("role", ROLES)
def test_what_an_answer_names_can_be_followed(role, keys) -> None:
    walk(keys[role], 10)


@pytest.mark.long
@pytest.mark.parametrize("role", ROLES)
def test_what_many_answers_name_can_be_followed(role, keys) -> None:
    walk(keys[role], 200)

"""The API keeps what its OpenAPI document says, whatever is sent."""

import re
from datetime import date

import pytest
import schemathesis
import yaml
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from accounts.services import make_key
from core.access import today
from core.scopes import TokenScope
from egov_coord.settings import BASE_DIR
from egov_coord.wsgi import application
from legislation.models import Request
from legislation.services import (
    add_line,
    create_act,
    create_item,
    give_opinion,
    name_measure,
    open_consultation,
    prepare_consultation,
    set_practice,
    set_stage_term,
    state_block,
    touch_act,
)
from projects.services import assess, close_round, invite, record_funding, set_thresholds

document = schemathesis.openapi.from_dict(SchemaGenerator().get_schema(request=None, public=True))
document.app = application


@pytest.fixture
def key(report, health, coordinator, cio_health) -> str:
    """Of the coordinator, who sees everything; there is one of every record."""
    assess(report.project, report.round, rating=2, basis="Two site visits.", by=coordinator, on=today())
    invite(report.project, health, "partner", by=coordinator, on=today())
    record_funding(report.project, year=2026, by=coordinator, on=today(), planned=9)
    set_thresholds(by=coordinator, on=today(), starts_on=date(2199, 1, 1), reason="Board.")
    close_round(report.round, report.round.version, by=coordinator, on=today())
    legislate(report.project, health, by=coordinator, speaker=cio_health)
    return make_key(by=coordinator, name="Contract", scopes=TokenScope.values)[1]


def legislate(project, health, *, by, speaker) -> None:
    on, later = today(), date(2199, 1, 1)
    law = create_act(kind="law", title="Tax Code", by=by, on=on)
    directive = create_act(kind="directive", title="Directive", celex="32016L2102", by=by, on=on)
    name_measure(directive, law, by=by)
    item = create_item(title="A gap", problem="gap", description="No law.", lead=project.lead, by=by, on=on)
    add_line(directive, provision="Art. 1", item=item, by=by)
    touch_act(item, law, by=by)
    state_block(project, item=item, why="It waits.", needed_on=on, by=by, on=on)
    made = prepare_consultation(item, title="Draft", days=15, institutions=[health], by=by, on=on)
    open_consultation(made, made.version, by=by, on=on)
    give_opinion(
        Request.objects.get(), position="not approved", words="No.", comments=[("§ 1", "Who pays?")], by=speaker, on=on,
        at=timezone.now(),
    )  # fmt: skip
    set_practice(starts_on=later, reason="Board.", by=by, on=on)
    set_stage_term(stage="drafting", starts_on=later, usual_days=9, least_days=9, basis="Rules", by=by, on=on)


@pytest.fixture(autouse=True)
def one_connection():
    """Outside Django's own test client a request would close the connection that the test's transaction lives in."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@document.parametrize()
@settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)
def test_every_answer_is_one_the_document_knows(case, key) -> None:
    """A valid body may still be refused: a rule of the house knows more than a schema."""
    case.call_and_validate(headers={"Authorization": f"Bearer {key}"}, excluded_checks=[positive_data_acceptance])


def test_the_document_is_open_to_everybody_and_is_openapi_3_1(db, client) -> None:
    answer = client.get("/api/v1/schema/")
    assert answer.status_code == 200
    told = yaml.safe_load(answer.content)
    assert told["openapi"].startswith("3.1")
    assert told["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    assert client.get("/api/v1/schema/", headers={"Accept": "application/vnd.oai.openapi+json"}).json() == told


def test_the_document_in_the_repository_is_the_one_that_is_served(db, client) -> None:
    kept = yaml.safe_load((BASE_DIR / "docs" / "openapi.yaml").read_text())
    assert kept == yaml.safe_load(client.get("/api/v1/schema/").content)


def test_the_page_about_the_api_needs_no_other_host_and_no_inline_script(db, client) -> None:
    page = client.get("/api/v1/docs/").content.decode()
    assert "swagger-ui-bundle" in page
    assert not re.findall(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=", page)
    assert not re.findall(r"""(?:src|href)=["'](?:https?:)?//""", page)

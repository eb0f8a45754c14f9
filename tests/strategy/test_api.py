"""Strategies, objectives, indicators, readings and outcomes through the API, with the rules of the pages."""

import pytest
from django.test import Client

from projects.models import Outcome
from strategy.models import Indicator, Reading, Strategy
from tests.api import ROOT, program_of
from tests.strategy.conftest import HALF

JSON = "application/json"


def send(program, path, body, **headers):
    return program.post(ROOT + path, body, content_type=JSON, headers=headers)


def test_a_program_without_a_key_is_asked_for_one(objective):
    for path in ("strategies/", "objectives/", "indicators/", "readings/", "index-countries/", "outcomes/"):
        assert Client().get(ROOT + path).status_code == 401


def test_the_office_keeps_the_aims(coordinator, finance):
    program = program_of(coordinator)
    paper = {"title": "Digital Velmar", "lead": "finance", "starts_on": "2026-01-01"}
    made = send(program, "strategies/", paper)
    assert (made.status_code, made.json()["code"]) == (201, "digital-velmar")
    aim = send(program, "objectives/", {"strategy": "digital-velmar", "title": "Less paper"}).json()
    assert (aim["lead"]["code"], aim["state"], aim["finding"]) == ("finance", "no measure", "")
    said = {"objective": aim["code"], "title": "Filed online", "better": "higher", "unit": "%"}
    measure = send(program, "indicators/", said)
    assert (measure.status_code, measure.json()["state"]) == (201, "no target")
    refused = send(program, "indicators/", said | {"target_value": "60"})
    assert refused.status_code == 422
    assert "value and a day" in refused.content.decode()


def test_an_edit_names_the_version_it_saw(coordinator, strategy):
    program, path = program_of(coordinator), f"{ROOT}strategies/{strategy.code}/"
    assert program.patch(path, {"title": "New"}, content_type=JSON).status_code == 428
    tag = program.get(path)["ETag"]
    assert program.patch(path, {"title": "New"}, content_type=JSON, headers={"If-Match": tag}).status_code == 200
    assert program.patch(path, {"title": "Newer"}, content_type=JSON, headers={"If-Match": tag}).status_code == 412
    assert Strategy.objects.get().title == "New"


def test_the_lead_reads_its_objective_and_nobody_elses(cio_finance, cio_health, indicator):
    said = {"indicator": indicator.code, "on": HALF.isoformat(), "value": "31.5", "evidence": "Table 3"}
    assert send(program_of(cio_health), "readings/", said).status_code == 403
    made = send(program_of(cio_finance), "readings/", said)
    assert (made.status_code, made.json()["value"]) == (201, "31.500000")
    assert Reading.objects.get().recorded_for.code == "finance"
    told = program_of(cio_health).get(f"{ROOT}indicators/{indicator.code}/").json()
    assert (told["state"], told["way"]) == ("behind", pytest.approx(0.2875))


def test_a_key_without_the_scope_writes_nothing(cio_finance, indicator):
    said = {"indicator": indicator.code, "on": HALF.isoformat(), "value": "31.5", "evidence": "Table 3"}
    assert send(program_of(cio_finance, "portfolio:read"), "readings/", said).status_code == 403
    assert not Reading.objects.exists()


def test_a_projects_lead_states_its_outcome(cio_finance, cio_health, project, indicator):
    said = {"project": project.code, "statement": "No paper.", "indicator": indicator.code, "amount": "12"}
    assert send(program_of(cio_health), "outcomes/", said).status_code == 403
    made = send(program_of(cio_finance), "outcomes/", said)
    assert (made.status_code, made.json()["objective"]) == (201, indicator.objective.code)
    assert send(program_of(cio_finance), "outcomes/", said).status_code == 422


def test_a_project_one_may_not_see_cannot_be_named(cio_finance, restricted_project, indicator):
    said = {"project": restricted_project.code, "statement": "No paper.", "indicator": indicator.code}
    refused = send(program_of(cio_finance), "outcomes/", said)
    missing = send(program_of(cio_finance), "outcomes/", said | {"project": "P-1999-0001"})
    assert (refused.status_code, missing.status_code) == (422, 422)
    assert not Outcome.objects.exists()


def test_objectives_are_found_by_state_and_indices_apart(coordinator, reading, index):
    program = program_of(coordinator)
    for state, count in (("on course", 1), ("behind", 0), ("no measure", 0)):
        assert len(program.get(f"{ROOT}objectives/", {"state": state}).json()["results"]) == count
    codes = [row["code"] for row in program.get(f"{ROOT}indicators/?kind=index").json()["results"]]
    assert codes == [Indicator.objects.indices().get().code]


@pytest.mark.parametrize("path", ["strategies/", "objectives/", "indicators/", "readings/", "outcomes/"])
def test_lists_ask_a_fixed_number_of_questions(path, coordinator, reading, django_assert_max_num_queries):
    program = program_of(coordinator)
    program.get(ROOT + path)
    with django_assert_max_num_queries(12):
        program.get(ROOT + path)

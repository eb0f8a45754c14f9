"""What a list shows, and what decides who sees a row, is known to the pull: nothing of it changes unnoticed."""

import json
import re

import pytest
from django.apps import apps
from django.core import signing
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIRequestFactory, force_authenticate

from core.access import access_of
from egov_coord.api import router
from history.api import SALT, PulledViewSet
from history.marks import MARKED
from history.services import begin_epoch
from tests.access.world import build
from tests.api import ROOT, program_of

LISTS = {prefix: viewset for prefix, viewset, _name in router.registry if issubclass(viewset, PulledViewSet)}
NOT_PULLED = {"snapshot-rows"}  # frozen when they are made, and read once
FOR_OTHERS = {  # read with the rows, for pages and for writing; no row of the API shows it
    "risks": {"projects.current"},
    "blocks": {"projects.current"},
    "assessments": {"projects.current"},
}
OF_THE_CALL = {"history_mark", "history_epoch", "ministries_country"}
TABLES = {model._meta.db_table: model._meta.label_lower for model in apps.get_models()}


def test_every_list_of_records_is_offered_but_those_named():
    assert {prefix for prefix, _viewset, _name in router.registry} - LISTS.keys() == NOT_PULLED


def known(viewset) -> set[str]:
    """Kinds of records whose marks the pull of a list asks for, and those that mark these."""
    view = viewset()
    asked = {view.kind, *dict(view._paths()).values(), *view.whole_when}
    return asked | {kind for kind, table in MARKED.items() if table.kinds & asked}


def read_by(viewset, user) -> set[str]:
    """Kinds of records that the questions of a list read."""
    access_of(user)
    request = APIRequestFactory().get("/")
    force_authenticate(request, user)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = viewset.as_view({"get": "list"})(request).render()
    assert answer.status_code == 200
    said = " ".join(query["sql"] for query in queries)
    tables = set(re.findall(r"""(?:FROM|JOIN)\s+\(*"?(\w+)"?""", said))
    return {TABLES[table] for table in tables if table in TABLES and table not in OF_THE_CALL}


@pytest.mark.django_db
def test_a_pull_knows_all_that_its_list_reads():
    people = build().people
    unknown = {
        prefix: missing
        for prefix, viewset in LISTS.items()
        if not viewset.is_gathered
        and (
            missing := set().union(*(read_by(viewset, people[who]) for who in "chu"))
            - known(viewset)
            - FOR_OTHERS.get(prefix, set())
        )
    }
    assert not unknown, json.dumps(unknown, default=sorted, indent=1)


@pytest.mark.parametrize("viewset", LISTS.values(), ids=LISTS)
def test_what_goes_from_below_a_record_marks_it(viewset):
    """Of a path down to many: once the lower record is gone, nothing leads from its mark to the row."""
    for path in viewset.through:
        model = viewset.queryset.model
        for part in path.split("__"):
            step = model._meta.get_field(part)
            above, model = model, step.related_model
            if step.one_to_many:
                assert above._meta.label_lower in MARKED[model._meta.label_lower].kinds, (path, part)


@pytest.fixture
def program(coordinator):
    return program_of(coordinator)


def pulled(program, prefix: str, place: str, **asked) -> tuple[list[dict], str]:
    """The rows of all pages of a pull, and where the next one starts."""
    address, rows = f"{ROOT}{prefix}/", []
    answer = program.get(address, {"changed_since": place, **asked}).json()
    while answer["next"]:
        assert answer["changed_since"] is None
        rows += answer["results"]
        answer = program.get(answer["next"]).json()
    return rows + answer["results"], answer["changed_since"]


def keys(program, prefix: str) -> list[dict]:
    answer = program.get(f"{ROOT}{prefix}/keys/", headers={"Accept": "application/x-ndjson"})
    assert answer["Content-Type"] == "application/x-ndjson"
    return [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]


def refusal(program, place: str, prefix: str = "projects", **asked) -> tuple[int, str]:
    answer = program.get(f"{ROOT}{prefix}/", {"changed_since": place, **asked})
    return answer.status_code, answer.json().get("errors", [{}])[0].get("parameter", "")


@pytest.mark.django_db
class TestPlace:
    def test_a_pull_goes_page_by_page_and_tells_where_the_next_one_starts(self, program, project, restricted_project):
        rows, place = pulled(program, "projects", "start", page_size=1)
        assert [row["code"] for row in rows] == [project.code, restricted_project.code]
        assert place

    def test_the_rows_are_those_of_the_list(self, program, project):
        rows, _place = pulled(program, "projects", "start")
        assert rows == program.get(f"{ROOT}projects/").json()["results"]

    def test_it_keeps_to_the_members_that_are_asked_for(self, program, project):
        rows, _place = pulled(program, "projects", "start", fields="code,version")
        assert rows == [{"code": project.code, "version": project.version}]

    def test_a_damaged_place_or_that_of_another_list_is_refused(self, program, project):
        _rows, place = pulled(program, "projects", "start")
        for wrong in ("x", place[:-2], signing.dumps([1], salt=SALT)):
            assert refusal(program, wrong) == (400, "changed_since")
        assert refusal(program, place, "risks") == (400, "changed_since")

    def test_it_goes_with_no_filter_and_no_order(self, program):
        assert refusal(program, "start", lead="finance") == (400, "lead")
        assert refusal(program, "start", sort="title") == (400, "sort")

    def test_after_a_restore_every_place_is_gone(self, program, project):
        _rows, place = pulled(program, "projects", "start")
        begin_epoch()
        answer = program.get(f"{ROOT}projects/", {"changed_since": place})
        assert answer.status_code == 410
        assert "changed_since=start" in answer.json()["detail"]
        assert pulled(program, "projects", "start")[0]

    def test_a_visitor_gets_neither_rows_nor_keys(self, client, project):
        assert client.get(f"{ROOT}projects/", {"changed_since": "start"}).status_code == 401
        assert client.get(f"{ROOT}projects/keys/").status_code == 401

    def test_keys_are_those_of_all_rows_one_sees(self, program, cio_finance, project, restricted_project):
        assert keys(program, "projects") == [
            {"code": each.code, "version": each.version} for each in (project, restricted_project)
        ]
        assert [row["code"] for row in keys(program_of(cio_finance), "projects")] == [project.code]
        assert keys(program, "baselines")[0].keys() == {"id", "version"}


@pytest.mark.django_db
class TestNamed:
    def test_rows_are_given_by_their_keys_as_the_list_tells_them(self, program, project, restricted_project):
        answer = program.get(f"{ROOT}projects/", {"keys": f"{restricted_project.code},{project.code},P-1900-0001"})
        told = answer.json()
        assert told["results"] == pulled(program, "projects", "start")[0]
        assert (told["next"], told["previous"]) == (None, None)

    def test_of_those_one_sees_with_the_members_that_are_asked_for(self, cio_finance, project, restricted_project):
        asked = {"keys": f"{restricted_project.code},{project.code}", "fields": "code"}
        told = program_of(cio_finance).get(f"{ROOT}projects/", asked).json()
        assert told["results"] == [{"code": project.code}]

    def test_a_hundred_at_a_time_and_only_what_may_be_a_key(self, program):
        numbers = [str(number) for number in range(101)]
        assert program.get(f"{ROOT}baselines/", {"keys": ",".join(numbers[:100])}).json()["results"] == []
        for wrong in (",".join(numbers), "1,", "1,P-2026-0001", "9" * 19):
            answer = program.get(f"{ROOT}baselines/", {"keys": wrong})
            assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (400, "keys"), wrong

    def test_they_go_with_no_filter_and_no_pages(self, program):
        for other in ("lead", "sort", "page_size", "count", "as", "changed_since"):
            assert program.get(f"{ROOT}projects/", {"keys": "x", other: "1"}).status_code == 400, other

    def test_every_list_that_can_be_mirrored_takes_keys(self, program, client, country):
        for prefix, viewset in LISTS.items():
            address = f"{ROOT}{prefix}/?keys={'no-such-row' if viewset.lookup_field == 'code' else '987654'}"
            assert program.get(address).json()["results"] == [], prefix
            assert client.get(address).status_code == 401, prefix


@pytest.mark.django_db
class TestTotal:
    def test_a_list_tells_its_total_when_asked(self, program, project, restricted_project):
        assert "total" not in program.get(f"{ROOT}projects/").json()
        answer = program.get(f"{ROOT}projects/", {"count": "true", "page_size": 1}).json()
        assert answer["total"] == 2
        assert program.get(answer["next"]).json()["total"] == 2

    def test_of_what_the_filters_leave(self, program, project, restricted_project):
        assert program.get(f"{ROOT}projects/", {"count": "true", "lead": "finance"}).json()["total"] == 1
        assert program.get(f"{ROOT}projects/", {"count": "perhaps"}).status_code == 400

"""Concerns and duties for programs: the same visibility as on the desk."""

import pytest

from core.access import today
from core.scopes import TokenScope
from desk.services import handle, mark_for_council
from tests.api import ROOT, program_of
from tests.desk.conftest import line_of, thing_of

ON = today()


def titles(client, path: str) -> list[str]:
    return [row["title"] for row in client.get(f"{ROOT}{path}").json()["results"]]


def test_nobody_reads_concerns_without_signing_in(client, country):
    for path in ("concerns/", "dues/"):
        assert client.get(f"{ROOT}{path}").status_code == 401


def test_a_key_needs_the_scope_of_the_desk(coordinator):
    others = set(TokenScope) - {TokenScope.DESK_READ}
    assert program_of(coordinator, *others).get(f"{ROOT}concerns/").status_code == 403
    assert program_of(coordinator, TokenScope.DESK_READ).get(f"{ROOT}concerns/").status_code == 200


def test_each_reads_what_they_may_see_and_the_office_how_it_is_handled(unplanned, hidden, coordinator, cio_finance):
    thing = thing_of(coordinator, f"no baseline:{unplanned.pk}")
    made = handle(thing, 0, by=coordinator, on=ON, handled_by=coordinator, note="Ask the treasury.")
    mark_for_council(thing, made.version, by=coordinator, on=ON)
    path = "concerns/?kind=no+baseline"
    assert titles(program_of(cio_finance), path) == ["No baseline: Ferry tickets online"]
    assert len(titles(program_of(coordinator), path)) == 2
    row = next(row for row in program_of(coordinator).get(ROOT + path).json()["results"] if row["key"] == thing.key)
    assert row["handling"] == {
        "snoozed_until": None, "handled_by": "Irena Tolvaj", "note": "Ask the treasury.", "version": 2,
    }  # fmt: skip
    assert row["for_council_since"] == str(ON)
    [seen] = program_of(cio_finance).get(ROOT + path).json()["results"]
    assert (seen["handling"], seen["for_council_since"]) == (None, str(ON))


def test_dues_say_who_owes_and_by_when(late_milestone, coordinator, cio_health):
    [row] = program_of(coordinator).get(f"{ROOT}dues/?kind=milestone&institution=finance").json()["results"]
    assert row["institution"] == {"code": "finance", "name": "Ministry of Finance"}
    assert row["due_on"] == str(late_milestone.forecast_on)
    assert row["key"] == line_of(coordinator, "milestone").thing.key
    assert titles(program_of(coordinator), "dues/?institution=health") == []


def test_pages_hold_every_concern_once(country, finance, coordinator):
    client, found, address = program_of(coordinator), [], f"{ROOT}concerns/?page_size=3"
    while address:
        page = client.get(address).json()
        found += [row["key"] for row in page["results"]]
        address, last = page["next"], page
    assert len(found) == len(set(found)) > 6
    back = client.get(last["previous"]).json()["results"]
    assert [row["key"] for row in back] == found[-len(last["results"]) - 3 : -len(last["results"])]


@pytest.mark.parametrize("query", ["kind=lost", "state=open", "cursor=abc", "sort=size", "kind="])
def test_a_parameter_without_meaning_is_named(query, coordinator):
    assert program_of(coordinator).get(f"{ROOT}concerns/?{query}").status_code == 400

"""Giving, moving and settling mandates."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from core.versions import Conflict
from ministries.models import CoordinationFunction, Institution, Mandate, Settlement
from ministries.services import create_function, create_institution, edit_mandate, give_mandate, settle

JAN, MAR, JUN = (date(2026, month, 1) for month in (1, 3, 6))
DAY = timedelta(days=1)


@pytest.fixture
def contested(finance, health, coordinator) -> CoordinationFunction:
    function = create_function(by=coordinator, name="Electronic signatures", starts_on=JAN)
    for institution in (finance, health):
        give_mandate(institution, function, "lead", by=coordinator, starts_on=JAN, basis="Decree 1/2026")
    function.refresh_from_db()
    return function


def decide(function, *leads, by, others="contributes", **changes) -> Settlement:
    said = {
        "decided_on": MAR, "starts_on": JUN, "decision": "So it is.", "source": "Session of 1 March 2026, item 4"
    } | changes  # fmt: skip
    return settle(function, function.version, leads=leads, others=others, by=by, **said)


def parts(function, on: date) -> dict[str, str]:
    current = function.mandates.current(on).select_related("institution")
    return {mandate.institution.code: mandate.role for mandate in current}


def state(function, on: date) -> str:
    return str(CoordinationFunction.objects.filter(pk=function.pk).standings(on)[0].state)


def test_one_lead_is_chosen_and_the_other_contributes_from_that_day(contested, finance, coordinator):
    decide(contested, finance, by=coordinator)
    assert parts(contested, JUN - DAY) == {"finance": "lead", "health": "lead"}
    assert parts(contested, JUN) == {"finance": "lead", "health": "contributes"}
    assert state(contested, JUN) == "clear"
    assert contested.mandates.get(institution=finance).basis == "Decree 1/2026"
    assert contested.mandates.get(role="contributes").basis == "Session of 1 March 2026, item 4"


def test_a_basis_that_expired_does_not_stand_in_the_way_of_the_next(finance, coordinator):
    function = create_function(by=coordinator, name="Electronic signatures", starts_on=JAN)
    given = {"by": coordinator, "basis": "Decree 1/2026"}
    first = give_mandate(finance, function, "lead", starts_on=JAN, basis_ends_on=MAR, **given)
    with pytest.raises(ValidationError):
        give_mandate(finance, function, "lead", starts_on=MAR, **given)
    give_mandate(finance, function, "lead", starts_on=JUN, **given)
    first.refresh_from_db()
    assert first.ends_on == MAR
    assert state(function, JUN) == "clear"


def test_others_may_be_left_without_a_part(contested, finance, coordinator):
    decide(contested, finance, by=coordinator, others="")
    assert parts(contested, JUN) == {"finance": "lead"}


def test_joint_leads_keep_their_mandates(contested, finance, health, coordinator):
    decide(contested, finance, health, by=coordinator)
    assert state(contested, JUN) == "joint"
    assert contested.mandates.count() == 2


def test_an_institution_without_a_part_leads_by_the_settlement(contested, coordinator):
    third = create_institution(by=coordinator, name="Ministry of Justice", kind="ministry")
    decide(contested, third, by=coordinator)
    assert parts(contested, JUN) == {"finance": "contributes", "health": "contributes", third.code: "lead"}


def test_whoever_contributed_leads_once_chosen(finance, health, coordinator):
    function = create_function(by=coordinator, name="Open data", starts_on=JAN)
    give_mandate(finance, function, "contributes", by=coordinator, starts_on=JAN, basis="Decree 1/2026")
    give_mandate(health, function, "lead", by=coordinator, starts_on=JAN, basis="Decree 2/2026", basis_ends_on=MAR)
    function.refresh_from_db()
    decide(function, finance, by=coordinator)
    assert parts(function, JUN)["finance"] == "lead"
    assert state(function, JUN) == "clear"


def test_a_second_settlement_ends_the_first_the_day_before(contested, finance, health, coordinator):
    first = decide(contested, finance, health, by=coordinator)
    contested.refresh_from_db()
    decide(contested, health, by=coordinator, starts_on=JUN + 30 * DAY)
    first.refresh_from_db()
    assert first.ends_on == JUN + 29 * DAY
    assert state(contested, JUN + 30 * DAY) == "clear"


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"starts_on": JAN - DAY, "decided_on": JAN - DAY}, "starts_on", "begins on that day or later"),
        ({"starts_on": MAR, "decided_on": JUN}, "starts_on", "cannot hold before it was taken"),
        ({"decision": ""}, "decision", "blank"),
    ],
)
def test_a_settlement_that_cannot_be_is_refused_in_words_and_writes_nothing(
    contested, finance, coordinator, changes, field, words
):
    before = list(Mandate.objects.order_by("pk").values())
    with pytest.raises(ValidationError, match=words) as refusal:
        decide(contested, finance, by=coordinator, **changes)
    assert list(refusal.value.error_dict) == [field]
    assert list(Mandate.objects.order_by("pk").values()) == before
    assert not Settlement.objects.exists()


def test_a_settlement_wants_a_lead_that_exists(contested, finance, coordinator):
    with pytest.raises(ValidationError, match="Choose who leads"):
        decide(contested, by=coordinator)
    Institution.objects.filter(pk=finance.pk).update(ends_on=MAR)
    finance.refresh_from_db()
    with pytest.raises(ValidationError, match="does not exist on that day"):
        decide(contested, finance, by=coordinator)


def test_whoever_settles_on_an_older_view_of_the_mandates_is_told(contested, finance, coordinator):
    mandate = contested.mandates.get(institution=finance)
    edit_mandate(mandate, mandate.version, by=coordinator, basis="Act 7/2026")
    with pytest.raises(Conflict):
        decide(contested, finance, by=coordinator)
    assert not Settlement.objects.exists()


def test_one_institution_has_one_part_at_a_time(contested, finance, coordinator):
    with pytest.raises(ValidationError, match="End that one first"):
        give_mandate(finance, contested, "consulted", by=coordinator, starts_on=JUN, basis="Decree 3/2026")


def test_functions_get_a_free_code_in_any_script(country, coordinator):
    names = ("New", "Электронная подпись", "Электронный архив")
    made = [create_function(by=coordinator, name=name, starts_on=JAN).code for name in names]
    assert made == ["new-2", "coordinationfunction", "coordinationfunction-2"]

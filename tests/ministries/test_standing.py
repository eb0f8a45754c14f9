"""Who leads a function on a day, by worked examples of DOMAIN section 4."""

from datetime import date, timedelta

import pytest

from ministries.models import CoordinationFunction, Institution, Mandate, Settlement, SettlementLead

JAN, MAR, JUN, SEP = (date(2026, month, 1) for month in (1, 3, 6, 9))
DAY = timedelta(days=1)


@pytest.fixture
def function(country) -> CoordinationFunction:
    return CoordinationFunction.objects.create(code="signatures", name="Electronic signatures", starts_on=JAN)


@pytest.fixture
def lead(function):
    def give(institution: Institution, starts_on: date = JAN, role: str = "lead", **fields) -> Mandate:
        made = {"basis": "Decree 1/2026", "starts_on": starts_on, "role": role, **fields}
        return Mandate.objects.create(function=function, institution=institution, **made)

    return give


def settled(function, *institutions, starts_on=MAR) -> Settlement:
    made = Settlement.objects.create(
        function=function, decided_on=starts_on, starts_on=starts_on, decision="Both lead.", source="Minutes 4/2026"
    )
    SettlementLead.objects.bulk_create(SettlementLead(settlement=made, institution=each) for each in institutions)
    return made


def standing(function, on: date):
    return CoordinationFunction.objects.filter(pk=function.pk).standings(on)[0]


def told(function, on: date) -> tuple[str, date]:
    found = standing(function, on)
    return str(found.state), found.since_on


def test_a_function_nobody_ever_led_is_orphan_since_it_needs_a_lead(function):
    assert told(function, SEP) == ("orphan", JAN)


def test_one_lead_is_clear_and_other_parts_do_not_count(function, lead, finance, health):
    lead(finance, MAR)
    lead(health, role="contributes")
    assert told(function, SEP) == ("clear", MAR)
    assert {each.institution for each in standing(function, SEP).parts} == {finance, health}


def test_two_leads_are_contested_from_the_first_day_of_the_second(function, lead, finance, health):
    lead(finance)
    lead(health, JUN, ends_on=SEP)
    assert told(function, JUN - DAY) == ("clear", JAN)
    assert told(function, SEP) == ("contested", JUN)
    assert told(function, SEP + DAY) == ("clear", SEP + DAY)


def test_a_lead_ends_with_its_basis(function, lead, finance):
    made = lead(finance, basis_ends_on=JUN)
    assert told(function, JUN) == ("clear", JAN)
    assert told(function, SEP) == ("orphan", JUN + DAY)
    assert standing(function, SEP).lapsed == (made,)
    assert made.ended_by == "its basis expired"


def test_a_lead_ends_with_its_institution(function, lead, finance):
    Institution.objects.filter(pk=finance.pk).update(ends_on=JUN)
    finance.refresh_from_db()
    made = lead(finance)
    assert told(function, SEP) == ("orphan", JUN + DAY)
    assert made.ended_by == "the institution was closed"


def test_a_lead_begins_with_its_institution(function, lead, finance):
    Institution.objects.filter(pk=finance.pk).update(starts_on=JUN)
    lead(finance)
    assert told(function, MAR) == ("orphan", JAN)
    assert told(function, SEP) == ("clear", JUN)


def test_a_mandate_split_in_two_records_does_not_begin_anew(function, lead, finance):
    lead(finance, ends_on=JUN - DAY)
    lead(finance, JUN)
    assert told(function, SEP) == ("clear", JAN)


def test_a_gap_between_two_records_is_told(function, lead, finance):
    lead(finance, ends_on=MAR)
    lead(finance, JUN)
    assert told(function, MAR + DAY) == ("orphan", MAR + DAY)
    assert told(function, SEP) == ("clear", JUN)


def test_a_lead_lost_before_the_function_was_needed_makes_no_older_orphan(function, lead, finance):
    lead(finance, date(2020, 1, 1), ends_on=date(2021, 1, 1))
    assert told(function, MAR) == ("orphan", JAN)


def test_a_settlement_that_names_exactly_the_leads_makes_them_joint(function, lead, finance, health):
    lead(finance)
    lead(health)
    settled(function, finance, health)
    assert told(function, MAR - DAY) == ("contested", JAN)
    assert told(function, SEP) == ("joint", MAR)


def test_a_third_lead_breaks_a_joint_settlement(function, lead, finance, health, country):
    third = Institution.objects.create(code="justice", name="Ministry of Justice", kind="ministry")
    lead(finance)
    lead(health)
    lead(third, JUN)
    settled(function, finance, health)
    assert told(function, SEP) == ("contested", JUN)
    assert standing(function, SEP).settlement is not None


def test_of_two_joint_leads_the_one_that_stays_is_the_lead(function, lead, finance, health):
    lead(finance)
    lead(health, ends_on=JUN - DAY)
    settled(function, finance, health)
    assert told(function, SEP) == ("clear", JUN)


def test_a_settlement_that_is_over_leaves_the_contest(function, lead, finance, health):
    lead(finance)
    lead(health)
    Settlement.objects.filter(pk=settled(function, finance, health).pk).update(ends_on=JUN - DAY)
    assert told(function, SEP) == ("contested", JUN)


def test_the_states_of_many_functions_take_as_many_queries_as_of_one(lead, finance, health, django_assert_num_queries):
    for number in range(30):
        more = CoordinationFunction.objects.create(code=f"more-{number}", name=f"More {number}", starts_on=JAN)
        for institution in (finance, health):
            Mandate.objects.create(
                function=more, institution=institution, role="lead", basis="Decree 2/2026", starts_on=JAN
            )
        settled(more, finance, health)
    lead(finance)
    with django_assert_num_queries(5):
        found = CoordinationFunction.objects.current(SEP).standings(SEP)
    assert sum(each.state == "joint" for each in found) == 30

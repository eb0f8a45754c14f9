from datetime import date, timedelta

import pytest

from accounts.models import User
from core.access import access_of
from ministries.models import Appointment, Country, Institution
from ministries.services import appoint, create_institution
from projects.models import Project

DAY = date(2026, 5, 1)


@pytest.fixture
def tax(finance):
    return create_institution(by=None, code="tax", name="Tax Board", acronym="Tax", kind="agency", parent=finance)


@pytest.fixture
def hold(db):
    """``hold(institution, "cio deputy")``: somebody in each of these posts from DAY on, named after the post."""

    def put(institution, posts: str) -> None:
        for post in posts.split():
            name = f"{institution.code} {post}"
            user = User.objects.create_user(f"{name.replace(' ', '.')}@velmar.example", full_name=name, kind="official")
            appoint(user, institution, post.replace("-", " "), by=None, starts_on=DAY)

    return put


def asked(*institutions, on=DAY) -> dict[str, list[tuple[str, str]]]:
    people = dict(User.objects.values_list("pk", "full_name"))
    found: dict[str, list[tuple[str, str]]] = {}
    for each in Appointment.objects.asked([institution.pk for institution in institutions], on):
        found.setdefault(Institution.objects.get(pk=each.institution_id).code, []).append(
            (people[each.person_id], each.post)
        )
    return found


@pytest.mark.parametrize(
    ("held", "who"),
    [
        ("acting cio deputy focal-point", [("tax acting", "Acting CIO")]),
        ("cio deputy focal-point", [("tax cio", "CIO")]),
        ("deputy focal-point", [("tax deputy", "Deputy CIO")]),
        ("focal-point", [("tax focal-point", "Focal point")]),
    ],
)
def test_the_first_of_the_chain_is_asked(tax, finance, hold, held, who):
    hold(finance, "cio")
    hold(tax, held)
    assert asked(tax) == {"tax": who}


def test_all_deputies_are_asked_while_there_is_no_cio(tax, hold):
    hold(tax, "deputy")
    second = User.objects.create_user("second@velmar.example", full_name="second", kind="official")
    appoint(second, tax, "deputy", by=None, starts_on=DAY)
    assert asked(tax) == {"tax": [("tax deputy", "Deputy CIO"), ("second", "Deputy CIO")]}


def test_the_parent_is_asked_while_every_post_is_vacant(tax, finance, hold):
    hold(finance, "deputy")
    assert asked(tax) == {"tax": [("finance deputy", "Deputy CIO, for Tax, post vacant")]}


def test_nobody_at_all_is_ownerless(tax, finance):
    assert asked(tax, finance) == {}


def test_nobody_is_asked_before_the_first_and_after_the_last_day(tax, hold):
    hold(tax, "cio")
    Appointment.objects.update(ends_on=DAY)
    assert asked(tax, on=DAY - timedelta(days=1)) == {}
    assert asked(tax, on=DAY)
    assert asked(tax, on=DAY + timedelta(days=1)) == {}


def deactivate(name: str) -> None:
    User.objects.filter(full_name=name).update(is_active=False, deactivated_on=DAY)


def test_a_deactivated_holder_is_passed_over_at_every_step(tax, finance, hold):
    hold(tax, "acting cio deputy focal-point")
    hold(finance, "cio")
    for name, following in [
        ("tax acting", [("tax cio", "CIO")]),
        ("tax cio", [("tax deputy", "Deputy CIO")]),
        ("tax deputy", [("tax focal-point", "Focal point")]),
        ("tax focal-point", [("finance cio", "CIO, for Tax, post vacant")]),
    ]:
        deactivate(name)
        assert asked(tax) == {"tax": following}
    assert access_of(User.objects.get(full_name="finance cio"), on=DAY).writes_for(tax.pk)
    deactivate("finance cio")
    assert asked(tax) == {}


def test_an_appointment_to_come_leaves_the_post_vacant_until_its_first_day(tax, finance, hold):
    hold(finance, "cio")
    hold(tax, "cio")
    before = DAY - timedelta(days=1)
    Appointment.objects.filter(institution=finance).update(starts_on=before)
    assert asked(tax, on=before) == {"tax": [("finance cio", "CIO, for Tax, post vacant")]}
    assert asked(tax) == {"tax": [("tax cio", "CIO")]}
    coming = User.objects.get(full_name="tax cio")
    assert Appointment.objects.act_of(coming.pk, tax.pk, before) is None
    assert not access_of(coming, on=before).writes_for(tax.pk)


def test_two_steps_up_nobody_is_asked_and_nobody_writes(tax, finance, hold):
    courts = create_institution(by=None, code="courts", name="Tax Courts", kind="other", parent=tax)
    hold(finance, "cio")
    assert asked(courts) == {}
    assert not access_of(User.objects.get(full_name="finance cio"), on=DAY).writes_for(courts.pk)


def test_asking_costs_two_queries_however_many_institutions(finance, health, tax, hold, django_assert_num_queries):
    hold(finance, "cio deputy")
    hold(health, "acting")
    ids = [finance.pk, health.pk, tax.pk]
    with django_assert_num_queries(2):
        assert len(Appointment.objects.asked(ids, DAY)) == 3


def test_the_parents_posts_write_only_while_every_post_is_vacant(tax, finance, hold):
    hold(finance, "cio")
    head = User.objects.get(full_name="finance cio")
    assert access_of(head, on=DAY).writes_for(tax.pk)
    assert Appointment.objects.act_of(head.pk, tax.pk, DAY).post_for(tax) == "CIO, for Tax, post vacant"
    hold(tax, "focal-point")
    head = User.objects.get(pk=head.pk)
    assert not access_of(head, on=DAY).writes_for(tax.pk)
    assert Appointment.objects.act_of(head.pk, tax.pk, DAY) is None


def test_a_child_does_not_write_for_its_parent(tax, finance, hold):
    hold(tax, "cio")
    assert not access_of(User.objects.get(full_name="tax cio"), on=DAY).writes_for(finance.pk)


def test_without_cio_knows_the_acting_one(finance, health, tax, hold):
    hold(finance, "acting")
    hold(health, "deputy")
    assert {row.code for row in Institution.objects.without_cio(DAY)} == {"health", "tax"}


def test_the_list_tells_who_is_in_charge_in_two_queries(finance, health, tax, hold, django_assert_num_queries):
    hold(finance, "cio deputy")
    hold(health, "deputy")
    with django_assert_num_queries(2):
        rows = {
            row.code: [held.person.full_name for held in row.in_charge] for row in Institution.objects.for_list(DAY)
        }
    assert rows == {"finance": ["finance cio"], "health": ["health deputy"], "tax": []}


def test_words_are_found_whatever_the_accents(country):
    create_institution(by=None, name="Ministère de la Santé", kind="ministry")
    assert Institution.objects.search("sante").count() == 1


def test_stages_that_may_report_are_stages_of_projects():
    assert set(Country.Stage.values) < set(Project.Stage.values)


def test_holidays_of_calendar_and_office_are_no_working_days(country):
    country.holiday_calendar = "EE"
    country.holidays.create(on=date(2026, 5, 4), name="Office day")
    assert country.is_holiday(date(2026, 2, 24))
    assert country.is_holiday(date(2026, 5, 4))
    assert not country.is_holiday(date(2026, 5, 5))

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from accounts.services import Newcomer
from core.access import Kind, access_of
from core.versions import Conflict
from ministries.brand import contrast_with_white, png_problem, stylesheet
from ministries.models import Appointment, Country, Institution, Succession
from ministries.services import (
    appoint,
    appoint_new,
    change_settings,
    create_institution,
    edit_institution,
    end_appointment,
    record_succession,
    set_up,
)

MAY = date(2026, 5, 1)
JUNE = date(2026, 6, 1)
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU"
    b"\x00\x00\x00\nIDATx\x9cc`\x00\x00\x00\x02\x00\x01H\xaf\xa4q\x00\x00\x00\x00IEND\xaeB`\x82"
)


def official(name: str) -> User:
    return User.objects.create_user(f"{name}@velmar.example", full_name=name.title(), kind="official")


@pytest.mark.parametrize("post", ["cio", "acting"])
def test_a_second_holder_of_the_post_at_the_same_time_is_refused_in_words(finance, coordinator, post):
    appoint(official("ada"), finance, post, by=coordinator, starts_on=MAY, ends_on=JUNE)
    with pytest.raises(ValidationError, match="End that appointment first"):
        appoint(official("ben"), finance, post, by=coordinator, starts_on=JUNE)


def test_the_next_cio_starts_the_day_after_the_last_day(finance, coordinator):
    appoint(official("ada"), finance, "cio", by=coordinator, starts_on=MAY, ends_on=JUNE)
    following = appoint(official("ben"), finance, "cio", by=coordinator, starts_on=JUNE + timedelta(days=1))
    assert following.pk


def test_two_deputies_at_once_are_fine_but_one_person_twice_is_not(finance, coordinator):
    ada = official("ada")
    appoint(ada, finance, "deputy", by=coordinator, starts_on=MAY)
    appoint(official("ben"), finance, "deputy", by=coordinator, starts_on=MAY)
    with pytest.raises(ValidationError, match="already holds this post"):
        appoint(ada, finance, "deputy", by=coordinator, starts_on=JUNE)


@pytest.mark.parametrize(("post", "name"), [("cio", "one_cio_at_a_time"), ("acting", "one_acting_at_a_time")])
def test_the_database_itself_refuses_two_holders(finance, coordinator, post, name):
    appoint(official("ada"), finance, post, by=coordinator, starts_on=MAY)
    ben = official("ben")
    with pytest.raises(IntegrityError, match=name), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ministries_appointment (person_id, institution_id, post, starts_on, instrument, hand_over, version)"
            " VALUES (%s, %s, %s, %s, '', '', 1)",
            [ben.pk, finance.pk, post, JUNE],
        )


@pytest.mark.parametrize(
    ("column", "value", "name"),
    [
        ("ends_on", "2019-12-31", "appointment_period"),
        ("post", "wizard", "appointment_post_known"),
    ],
)
def test_the_database_refuses_a_wrong_appointment(finance, cio_finance, column, value, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE ministries_appointment SET {column} = %s", [value])


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("UPDATE ministries_institution SET parent_id = id", "institution_not_own_parent"),
        ("UPDATE ministries_institution SET starts_on = '2020-01-02', ends_on = '2020-01-01'", "institution_period"),
        ("UPDATE ministries_institution SET acronym = 'HEALTH' WHERE code = 'finance'", "institution_acronym_once"),
        ("UPDATE ministries_country SET rating_steps = 4", "country_steps_known"),
        ("UPDATE ministries_country SET currency = 'eur'", "country_currency_iso"),
        ("UPDATE ministries_country SET id = 2", "country_is_one"),
    ],
)
def test_the_database_refuses(finance, health, statement, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_institution_does_not_follow_itself_even_by_sql(finance):
    with pytest.raises(IntegrityError, match="succession_not_itself"), transaction.atomic():
        Succession.objects.bulk_create([Succession(predecessor=finance, successor=finance, kind="rename", on=MAY)])


def test_a_right_ends_with_the_last_day(finance, cio_finance, coordinator):
    appointment = Appointment.objects.get(person=cio_finance)
    end_appointment(appointment, appointment.version, by=coordinator, ends_on=JUNE)
    assert access_of(cio_finance, on=JUNE).writes_for(finance.pk)
    assert access_of(cio_finance, on=JUNE + timedelta(days=1)).kind is Kind.VISITOR


def test_ending_before_the_first_day_is_refused(cio_finance, coordinator):
    appointment = Appointment.objects.get(person=cio_finance)
    with pytest.raises(ValidationError, match="last day must not be before"):
        end_appointment(appointment, appointment.version, by=coordinator, ends_on=date(2019, 1, 1))


def test_ending_what_somebody_changed_in_between_is_a_conflict(cio_finance, coordinator):
    appointment = Appointment.objects.get(person=cio_finance)
    Appointment.objects.filter(pk=appointment.pk).update(instrument="Decree 13/2020")
    with pytest.raises(Conflict):
        end_appointment(appointment, appointment.version, by=coordinator, ends_on=JUNE)


def test_somebody_new_gets_an_account_without_a_password(finance, coordinator, now):
    newcomer = Newcomer("Ada.Lind@Velmar.example", "Ada Lind")
    appointment = appoint_new(newcomer, finance, "deputy", by=coordinator, at=now, starts_on=MAY)
    assert appointment.person.email == "ada.lind@velmar.example"
    assert not appointment.person.has_usable_password()


def test_a_refused_appointment_leaves_no_account_behind(finance, cio_finance, coordinator, now):
    with pytest.raises(ValidationError, match="End that appointment first"):
        appoint_new(Newcomer("ada@velmar.example", "Ada"), finance, "cio", by=coordinator, at=now, starts_on=MAY)
    assert not User.objects.filter(email="ada@velmar.example").exists()


def test_an_email_in_use_is_refused(finance, cio_finance, coordinator, now):
    with pytest.raises(ValidationError) as refusal:
        appoint_new(Newcomer(cio_finance.email, "Somebody"), finance, "deputy", by=coordinator, at=now, starts_on=MAY)
    assert "email" in refusal.value.message_dict


def test_codes_are_given_and_never_twice(country, coordinator):
    names = ["Ministry of Ports", "Ministry of Ports!", "New"]
    codes = [create_institution(by=coordinator, name=name, kind="agency").code for name in names]
    assert codes == ["ministry-of-ports", "ministry-of-ports-2", "new-2"]


def test_nothing_is_part_of_what_is_part_of_it(finance, health, coordinator):
    health = edit_institution(health, health.version, by=coordinator, parent=finance)
    with pytest.raises(ValidationError) as refusal:
        edit_institution(finance, finance.version, by=coordinator, parent=health)
    assert "parent" in refusal.value.message_dict


def test_a_succession_is_recorded_once(finance, health, coordinator):
    record_succession(health, finance, "merger", by=coordinator, on=MAY)
    with pytest.raises(ValidationError):
        record_succession(health, finance, "merger", by=coordinator, on=JUNE)


def test_rating_steps_may_change_until_a_round_is_opened(country, coordinator):
    assert change_settings(country, country.version, by=coordinator, rating_steps=3).rating_steps == 3


def test_rating_steps_are_fixed_after_the_first_round(round_, coordinator):
    country = Country.objects.current()
    with pytest.raises(ValidationError) as refusal:
        change_settings(country, country.version, by=coordinator, rating_steps=3)
    assert "rating_steps" in refusal.value.message_dict


def test_the_database_itself_fixes_the_rating_steps(round_):
    with pytest.raises(IntegrityError, match="rating_steps_fixed"), transaction.atomic():
        Country.objects.update(rating_steps=3)


def test_settings_saved_in_between_are_a_conflict(country, coordinator):
    Country.objects.update(name="Velmar")
    with pytest.raises(Conflict):
        change_settings(country, country.version, by=coordinator, office_name="The Office")


@pytest.mark.parametrize("colour", ["#ffd23f", "#999999", "#ffffff"])
def test_a_colour_too_light_for_white_text_is_refused(country, coordinator, colour):
    with pytest.raises(ValidationError, match="hard to read"):
        change_settings(country, country.version, by=coordinator, brand_colour=colour)


def test_contrast_is_that_of_the_guidelines():
    assert contrast_with_white("#000000") == pytest.approx(21)
    assert contrast_with_white("#767676") == pytest.approx(4.54, abs=0.01)


def test_the_style_sheet_keeps_the_colour_and_darkens_it():
    assert "--brand: #24408e;" in stylesheet("#24408e")
    assert "--brand-dark: #192d63;" in stylesheet("#24408e")
    assert stylesheet("") == ""


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"GIF89a" + PNG, "not a whole PNG"),
        (PNG[:-4], "not a whole PNG"),
        (PNG + b"x", "not a whole PNG"),
        (PNG[:16] + b"\x00\x00\xff\xff" + PNG[20:], "2000 pixels"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 210_000, "200 KB"),
    ],
)
def test_a_crest_that_is_no_small_png_is_refused(country, coordinator, content, problem):
    with pytest.raises(ValidationError, match=problem):
        change_settings(country, country.version, by=coordinator, crest=content)


def test_a_crest_is_kept_until_it_is_removed(country, coordinator):
    assert png_problem(PNG) == ""
    written = change_settings(country, country.version, by=coordinator, crest=PNG)
    kept = change_settings(written, written.version, by=coordinator, office_name="The Office")
    assert bytes(kept.crest) == PNG
    assert len(kept.crest_digest) == 16
    removed = change_settings(kept, kept.version, by=coordinator, crest=b"")
    assert (removed.crest, removed.crest_digest) == (None, "")


@pytest.mark.django_db
def test_an_installation_is_set_up_once():
    people = {
        "administrator": Newcomer("a@velmar.example", "A"),
        "coordinator": Newcomer("c@velmar.example", "C"),
    }
    country = {
        "on": MAY,
        "name": "Velmar",
        "office_name": "Office",
        "currency": "EUR",
        "languages": ["en"],
        "reporting_stages": ["delivery"],
    }
    administrator, coordinator = set_up(**people, **country)
    assert (administrator.is_administrator, administrator.kind) == (True, "official")
    assert (coordinator.is_administrator, coordinator.kind) == (False, "office")
    with pytest.raises(ValidationError, match="set up already"):
        set_up(**people, **country)


@pytest.mark.django_db
def test_a_wrong_value_sets_up_nothing():
    person = Newcomer("not an address", "A")
    with pytest.raises(ValidationError):
        set_up(administrator=person, coordinator=person, on=MAY, name="Velmar", office_name="Office", currency="EUR",
               languages=["en"], reporting_stages=["delivery"])  # fmt: skip
    assert not Country.objects.exists()
    assert not Institution.objects.exists()

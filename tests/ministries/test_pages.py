import re
from datetime import date, timedelta
from io import BytesIO, StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import User
from accounts.services import Newcomer
from core.access import today
from ministries.clock import forget_country_time
from ministries.models import Appointment, Country, Holiday, Institution, Succession
from ministries.services import appoint, appoint_new, create_institution
from tests.ministries.test_services import PNG

LIST = reverse("ministries:institution-list")
TREE = reverse("ministries:institution-tree")
CIOS = reverse("ministries:cio-list")
SETTINGS = reverse("ministries:settings")


def parts(name: str, on: date) -> dict[str, str]:
    return {f"{name}_0": str(on.day), f"{name}_1": str(on.month), f"{name}_2": str(on.year)}


def text(page) -> str:
    return b"".join(page.streaming_content).decode() if page.streaming else page.content.decode()


def settings_said(**changes) -> dict:
    country = Country.objects.current()
    names = ("version", "name", "office_name", "languages", "time_zone", "currency", "rating_steps", "reporting_stages")
    return {name: getattr(country, name) for name in names} | {"join_days": 10, "acceptance_days": 10} | changes


@pytest.fixture(autouse=True)
def own_clock():
    yield
    timezone.deactivate()
    forget_country_time()


@pytest.fixture
def many(country):
    for number in range(40):
        each = create_institution(by=None, name=f"Agency {number:02}", kind="agency")
        user = User.objects.create_user(f"cio{number}@velmar.example", full_name=f"Cio {number}", kind="official")
        appoint(user, each, "cio", by=None, starts_on=date(2024, 1, 1))


def test_list_shows_who_answers_for_each_institution(browse, coordinator, finance, health, cio_finance, deputy_finance):
    page = text(browse(coordinator).get(LIST))
    assert "Pavel Orsin" in page
    assert "Dana Kressel" not in page
    assert "post vacant" in page


@pytest.mark.parametrize(("address", "most"), [(LIST, 14), (TREE, 12), (CIOS, 28)])
def test_lists_cost_the_same_for_few_and_for_many(
    browse, coordinator, cio_finance, many, address, most, django_assert_max_num_queries
):
    client = browse(coordinator)
    client.get(address)
    with django_assert_max_num_queries(most):
        client.get(address)


def test_list_filters_by_kind_words_vacancy_and_time(browse, coordinator, finance, health, cio_finance):
    client = browse(coordinator)
    create_institution(by=None, name="Old Board", kind="agency", ends_on=date(2020, 1, 1))
    assert "Old Board" not in text(client.get(LIST))
    assert "Old Board" in text(client.get(LIST, {"when": "ended"}))
    everything = text(client.get(LIST, {"when": "all"}))
    assert "Old Board" in everything
    assert "Ministry of Health" in everything
    assert "Ministry of Finance" not in text(client.get(LIST, {"cio": "vacant"}))
    assert "Ministry of Health" not in text(client.get(LIST, {"kind": "agency", "when": "all"}))
    assert "Ministry of Finance" not in text(client.get(LIST, {"q": "health"}))


def test_exports_hold_exactly_the_filtered_rows(browse, coordinator, finance, health, cio_finance):
    client = browse(coordinator)
    csv = text(client.get(LIST, {"q": "finance", "export": "csv"}))
    assert "Pavel Orsin (CIO)" in csv
    assert "Health" not in csv
    book = load_workbook(BytesIO(client.get(CIOS, {"export": "xlsx"}).content))
    rows = list(book.active.values)
    assert rows[1][:4] == ("Ministry of Finance", "finance", "CIO", "Pavel Orsin")
    assert len(rows) == 2


def test_directory_names_contact_and_who_has_no_cio(browse, decision_maker, cio_finance, health):
    page = text(browse(decision_maker).get(CIOS))
    assert "mailto:pavel.orsin@velmar.example" in page
    assert "One institution has neither a CIO nor an acting CIO" in page


def test_visitors_sign_in_first_and_people_without_a_post_are_refused(browse, administrator, finance):
    for address in (LIST, CIOS, finance.get_absolute_url()):
        assert browse().get(address).status_code == 302
        assert browse(administrator).get(address).status_code == 403


def test_detail_shows_posts_of_today_later_and_earlier(
    browse, auditor, finance, health, cio_finance, deputy_finance, coordinator, django_assert_max_num_queries
):
    Appointment.objects.filter(person=deputy_finance).update(ends_on=today() - timedelta(days=1))
    appoint(deputy_finance, finance, "deputy", by=coordinator, starts_on=today() + timedelta(days=30))
    create_institution(by=coordinator, name="Tax Board", kind="agency", parent=finance)
    Succession.objects.create(predecessor=health, successor=finance, kind="merger", on=date(2021, 1, 1))
    client = browse(auditor)
    client.get(finance.get_absolute_url())
    with django_assert_max_num_queries(58):
        page = text(client.get(finance.get_absolute_url()))
    for words in (
        "Posts today",
        "Appointed from a later day",
        "One earlier",
        "Tax Board",
        "merged into Ministry of Finance",
    ):
        assert words in page
    assert "Decree 12/2020" in page
    assert "Irena Tolvaj</b> appointed" in page
    assert reverse("ministries:appoint", args=["finance"]) not in page


def test_unknown_institution_is_not_found(browse, coordinator):
    assert browse(coordinator).get("/institutions/nowhere/").status_code == 404


@pytest.mark.parametrize("name", ["institution-edit", "appoint", "record-succession"])
def test_only_the_office_manages_institutions(browse, cio_finance, decision_maker, finance, name):
    for user in (cio_finance, decision_maker):
        assert browse(user).get(reverse(f"ministries:{name}", args=["finance"])).status_code == 403


def test_the_office_appoints_somebody_new(browse, coordinator, finance):
    said = {
        "post": "cio",
        "person": "",
        "full_name": "Ada Lind",
        "email": "ada@velmar.example",
        "instrument": "Decree 1/2026",
    }
    answer = browse(coordinator).post(
        reverse("ministries:appoint", args=["finance"]), said | parts("starts_on", today())
    )
    assert answer.status_code == 302
    held = Appointment.objects.get(institution=finance)
    assert (held.person.email, held.post, held.instrument) == ("ada@velmar.example", "cio", "Decree 1/2026")


def test_a_second_cio_is_refused_on_the_page_and_what_was_typed_stays(
    browse, coordinator, finance, cio_finance, cio_health
):
    said = {"post": "cio", "person": cio_health.pk, "full_name": "", "email": "", "instrument": "Decree 9"}
    page = browse(coordinator).post(reverse("ministries:appoint", args=["finance"]), said | parts("starts_on", today()))
    assert page.status_code == 400
    assert "End that appointment first" in text(page)
    assert "Decree 9" in text(page)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "Choose who is appointed"),
        ({"full_name": "Ada"}, "Enter the work e-mail"),
        ({"email": "ada@velmar.example"}, "Enter the full name"),
    ],
)
def test_whom_to_appoint_has_to_be_said(browse, coordinator, finance, said, words):
    page = browse(coordinator).post(
        reverse("ministries:appoint", args=["finance"]), {"post": "cio", **said} | parts("starts_on", today())
    )
    assert page.status_code == 400
    assert words in text(page)


def test_reversed_dates_are_an_error_at_the_field(browse, coordinator, finance, cio_finance):
    held = Appointment.objects.get(person=cio_finance)
    page = browse(coordinator).post(
        reverse("ministries:end-appointment", args=[held.pk]),
        {"version": held.version} | parts("ends_on", date(2019, 1, 1)),
    )
    assert page.status_code == 400
    assert "The last day must not be before the first day" in text(page)


def test_the_office_ends_an_appointment(browse, coordinator, cio_finance):
    held = Appointment.objects.get(person=cio_finance)
    last = today() - timedelta(days=1)
    browse(coordinator).post(
        reverse("ministries:end-appointment", args=[held.pk]), {"version": held.version} | parts("ends_on", last)
    )
    held.refresh_from_db()
    assert held.ends_on == last
    assert browse(cio_finance).get(LIST).status_code == 403


def test_edit_shows_both_texts_when_somebody_saved_in_between(browse, coordinator, finance):
    Institution.objects.filter(pk=finance.pk).update(name="Ministry of Finance and Tax")
    said = {"version": finance.version, "name": "Ministry of the Treasury", "acronym": "Finance", "kind": "regulator"}
    page = browse(coordinator).post(reverse("ministries:institution-edit", args=["finance"]), said)
    assert page.status_code == 409
    assert "Ministry of Finance and Tax" in text(page)
    assert "Ministry of the Treasury" in text(page)
    assert "Only you changed, and yours stays: Kind" in text(page)
    assert Institution.objects.get(pk=finance.pk).name == "Ministry of Finance and Tax"
    chosen = dict(page.context["found"].inputs) | {"keep-name": "mine"}
    again = browse(coordinator).post(reverse("ministries:institution-edit", args=["finance"]), chosen)
    assert again.status_code == 302
    assert Institution.objects.get(pk=finance.pk).name == "Ministry of the Treasury"


def test_the_code_is_given_by_the_system(browse, coordinator):
    said = {"name": "Ministry of Ports", "acronym": "", "kind": "ministry", "code": "mine"}
    answer = browse(coordinator).post(reverse("ministries:institution-create"), said)
    assert answer["Location"] == "/institutions/ministry-of-ports/"


def test_a_succession_is_recorded(browse, coordinator, finance, health):
    address = reverse("ministries:record-succession", args=["health"])
    said = {"successor": finance.pk, "kind": "merger", "version": health.version, "closes": "on"}
    said |= parts("on", date(2026, 1, 1))
    browse(coordinator).post(address, said)
    assert Succession.objects.filter(predecessor=health, successor=finance).exists()
    assert Institution.objects.get(pk=health.pk).ends_on == date(2025, 12, 31)
    ports = create_institution(by=None, name="Ports", kind="agency", starts_on=today())
    again = browse(coordinator).post(address, said | {"successor": ports.pk})
    assert again.status_code == 400
    assert "Ports does not exist on that day" in text(again)


def test_settings_are_for_office_and_administrator(browse, coordinator, administrator, cio_finance, decision_maker):
    for user, status in [(coordinator, 200), (administrator, 200), (cio_finance, 403), (decision_maker, 403)]:
        assert browse(user).get(SETTINGS).status_code == status


def test_settings_are_saved_and_told_in_the_history(browse, coordinator):
    client = browse(coordinator)
    answer = client.post(SETTINGS, settings_said(office_name="Office of Coordination", time_zone="Europe/Tallinn"))
    assert answer.status_code == 302
    assert Country.objects.current().time_zone == "Europe/Tallinn"
    assert "Coordination office changed from Coordination Office to Office of Coordination" in text(
        client.get(SETTINGS)
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"brand_colour": "#ffd23f"}, "hard to read"),
        ({"brand_colour": "blue"}, "six hexadecimal digits"),
        ({"currency": "12"}, "three letters of ISO 4217"),
        ({"time_zone": "Mars/North"}, "“Time zone” has no such choice"),
        ({"reporting_stages": []}, "Choose at least one stage"),
        ({"crest": SimpleUploadedFile("crest.png", b"<svg/>", "image/png")}, "not a whole PNG"),
        ({"crest": SimpleUploadedFile("crest.png", PNG + b"0" * 210_000, "image/png")}, "larger than 200 KB"),
    ],
)
def test_wrong_settings_are_refused_at_the_field(browse, coordinator, changes, words):
    page = browse(coordinator).post(SETTINGS, settings_said(**changes))
    assert page.status_code == 400
    assert words in text(page)
    assert Country.objects.current().version == 1


def test_rating_steps_are_refused_on_the_page_after_the_first_round(browse, coordinator, round_):
    page = browse(coordinator).post(SETTINGS, settings_said(rating_steps=3))
    assert page.status_code == 400
    assert "the rating steps are fixed" in text(page)


def test_a_crest_is_served_to_everybody_as_a_picture_and_nothing_else(browse, coordinator):
    browse(coordinator).post(SETTINGS, settings_said(crest=SimpleUploadedFile("crest.png", PNG, "image/png")))
    country = Country.objects.current()
    answer = browse().get(reverse("ministries:crest", args=[country.crest_digest]))
    assert answer.content == PNG
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert browse().get(reverse("ministries:crest", args=["0" * 16])).status_code == 404


def test_brand_is_served_with_an_etag(browse, coordinator):
    browse(coordinator).post(SETTINGS, settings_said(brand_colour="#0a5c49"))
    first = browse().get(reverse("ministries:brand"))
    assert first["Content-Type"].startswith("text/css")
    assert "--brand: #0a5c49;" in text(first)
    assert browse().get(reverse("ministries:brand"), headers={"if-none-match": first["ETag"]}).status_code == 304
    browse(coordinator).post(SETTINGS, settings_said(brand_colour="#24408e"))
    assert browse().get(reverse("ministries:brand"), headers={"if-none-match": first["ETag"]}).status_code == 200


def test_holidays_are_added_once_and_removed(browse, coordinator, cio_finance):
    client = browse(coordinator)
    said = {"name": "Constitution Day"} | parts("on", date(2030, 9, 14))
    assert client.post(reverse("ministries:holiday-add"), said).status_code == 302
    assert client.post(reverse("ministries:holiday-add"), said).status_code == 400
    removal = reverse("ministries:holiday-remove", args=[Holiday.objects.get().pk])
    assert browse(cio_finance).post(removal).status_code == 403
    assert client.get(removal).status_code == 405
    client.post(removal)
    assert not Holiday.objects.exists()


def test_pages_speak_the_countrys_time(browse, coordinator, finance):
    browse(coordinator).post(SETTINGS, settings_said(time_zone="Pacific/Kiritimati"))
    browse(coordinator).get(LIST)
    assert timezone.get_current_timezone_name() == "Pacific/Kiritimati"


def test_somebody_new_sets_the_first_password_by_mail(browse, coordinator, finance, mailoutbox):
    appoint_new(
        Newcomer("ada@velmar.example", "Ada Lind"), finance, "cio", by=coordinator, at=timezone.now(), starts_on=today()
    )
    browse().post(reverse("account_reset_password"), {"email": "ada@velmar.example"})
    (mail,) = mailoutbox
    assert mail.to == ["ada@velmar.example"]
    assert "/account/password/reset/key/" in mail.body


def test_set_up_command_prints_a_link_for_each_person_and_refuses_a_second_run(db, browse):
    said = [
        "--country=Velmar", "--office=Office", "--currency=eur", "--time-zone=Europe/Tallinn", "--administrator-name=Ada",
        "--administrator-email=ada@velmar.example", "--coordinator-name=Ben", "--coordinator-email=ben@velmar.example",
    ]  # fmt: skip
    out = StringIO()
    call_command("set_up", *said, stdout=out)
    links = re.findall(r"http://localhost:8000(/account/password/reset/key/\S+)", out.getvalue())
    assert len(links) == 2
    assert "password1" in text(browse().get(links[0], follow=True))
    assert Country.objects.current().currency == "EUR"
    with pytest.raises(CommandError, match="set up already"):
        call_command("set_up", *said)


def test_set_up_command_names_what_is_missing(db):
    with pytest.raises(CommandError, match="--office"):
        call_command("set_up", "--country=Velmar")
    assert not Country.objects.exists()

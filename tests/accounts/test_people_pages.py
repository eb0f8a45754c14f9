"""The pages of administrators over other people's accounts."""

from datetime import date
from io import BytesIO

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import ApiToken, User
from accounts.services import Newcomer, deactivate, invite, make_key
from core.access import today
from core.tables import ROWS
from ministries.models import Appointment, Institution
from ministries.services import create_institution
from tests.conftest import PASSWORD

LIST = reverse("accounts:list")


def text(page) -> str:
    return b"".join(page.streaming_content).decode() if page.streaming else page.content.decode()


def at(name: str, person: User) -> str:
    return reverse(f"accounts:{name}", args=[person.pk])


def many(number: int) -> None:
    kind, begun = Institution.Kind.AGENCY, date(2024, 1, 1)
    places = Institution.objects.bulk_create(
        Institution(code=f"agency-{n}", name=f"Agency {n:04}", kind=kind) for n in range(number)
    )
    people = User.objects.bulk_create(
        User(email=f"cio{n}@velmar.example", full_name=f"Cio {n:04}", kind="official", password="!")
        for n in range(number)
    )
    Appointment.objects.bulk_create(
        Appointment(person=person, institution=place, post="cio", starts_on=begun)
        for person, place in zip(people, places, strict=True)
    )


def test_the_list_says_what_each_may_do_and_why(browse, administrator, cio_finance, auditor, coordinator):
    page = text(browse(administrator).get(LIST))
    for words in (
        "CIO of Finance since 1 Jan 2020 by Decree 12/2020", "Reads everything and all of history", "Runs everything",
        "Accounts and settings only: sees no records", "never",
    ):  # fmt: skip
        assert words in page
    User.objects.filter(pk=auditor.pk).update(is_active=False)
    assert "Reads everything and all of history" not in text(browse(administrator).get(LIST))


@pytest.mark.parametrize("export", ["", "csv"])
def test_the_list_asks_as_much_for_ten_as_for_a_thousand(browse, administrator, django_assert_num_queries, export):
    client = browse(administrator)
    text(client.get(LIST, {"export": export}))
    many(10)
    with django_assert_num_queries(7 if export else 9) as few:
        text(client.get(LIST, {"export": export}))
    Appointment.objects.all().delete()
    User.objects.exclude(pk=administrator.pk).delete()
    Institution.objects.all().delete()
    many(1000)
    chunks = 1000 // ROWS if export else 0
    with django_assert_num_queries(len(few) + chunks):
        page = text(client.get(LIST, {"export": export}))
    assert "CIO of Agency 0007" in page


def test_the_list_filters_by_words_kind_state_and_flag(browse, administrator, auditor, cio_finance, now):
    client = browse(administrator)
    invite(Newcomer("ada@velmar.example", "Ada Lind"), "auditor", by=administrator, at=now)
    deactivate(cio_finance, cio_finance.version, by=administrator, on=today(), reason="Left.")
    names = {"Ada Lind", "Joren Valtieri", "Pavel Orsin", "Tomas Reuel"}

    def found(**filters) -> set[str]:
        book = load_workbook(BytesIO(client.get(LIST, {**filters, "export": "xlsx"}).content))
        return {row[0] for row in list(book.active.values)[1:]}

    assert found() == names
    assert found(q="valtieri") == {"Joren Valtieri"}
    assert found(kind="auditor") == {"Ada Lind", "Joren Valtieri"}
    assert found(state="invited") == {"Ada Lind"}
    assert found(state="deactivated") == {"Pavel Orsin"}
    assert found(state="active", administrator="yes") == {"Tomas Reuel"}
    assert "Nothing matches this filter" in text(client.get(LIST, {"q": "nobody at all"}))


def test_a_duplicate_email_is_said_at_the_field_and_what_was_typed_stays(browse, administrator, auditor):
    said = {"email": auditor.email.upper(), "full_name": "Another Joren", "kind": "auditor", "job_title": ""}
    answer = browse(administrator).post(reverse("accounts:invite"), said)
    assert answer.status_code == 400
    assert "There is an account with this e-mail already." in text(answer)
    assert "Another Joren" in text(answer)


def test_the_page_of_an_account_says_what_its_person_may_do_and_why(
    browse, administrator, coordinator, cio_finance, finance, django_assert_max_num_queries
):
    create_institution(by=coordinator, name="Tax Board", kind="agency", parent=finance)
    make_key(by=cio_finance, name="Treasury system", scopes=["portfolio:read"])
    client = browse(administrator)
    client.get(at("detail", cio_finance))
    with django_assert_max_num_queries(19):
        page = text(client.get(at("detail", cio_finance)))
    for words in (
        "CIO of Finance since 1 Jan 2020",
        "Tax Board, post vacant, as CIO",
        "Treasury system",
        "made an API key",
    ):
        assert words in page
    assert finance.get_absolute_url() not in page  # an administrator who is nothing else could not open it


def test_an_official_without_a_post_sees_what_a_visitor_sees(browse, administrator, cio_finance):
    cio_finance.appointments.update(ends_on=date(2021, 1, 1))
    assert "No appointment runs today" in text(browse(administrator).get(at("detail", cio_finance)))


def test_deactivating_says_before_what_ends_and_ends_it_in_the_same_session(browse, client, administrator, cio_finance):
    _token, key = make_key(by=cio_finance, name="Pull", scopes=["portfolio:read"])
    by_key = {"headers": {"Authorization": f"Bearer {key}"}}
    theirs, ours, portfolio = browse(cio_finance), browse(administrator), reverse("projects:project-list")
    assert theirs.get(portfolio).status_code == 200
    page = text(ours.get(at("deactivate", cio_finance)))
    assert "The right to write as CIO of Finance since 1 Jan 2020 by Decree 12/2020." in page
    assert "One API key that is in use." in page
    version = User.objects.get(pk=cio_finance.pk).version
    ours.post(at("deactivate", cio_finance), {"version": version, "reason": "Left the service."})
    assert theirs.get(portfolio)["Location"].startswith(reverse("account_login"))
    assert client.get("/api/v1/projects/", **by_key).status_code == 401
    assert "deactivated since" in text(ours.get(LIST))


def test_a_session_does_not_come_back_with_the_account(browse, administrator, cio_finance):
    theirs, ours, portfolio = browse(cio_finance), browse(administrator), reverse("projects:project-list")
    assert theirs.get(portfolio).status_code == 200
    version = User.objects.get(pk=cio_finance.pk).version
    ours.post(at("deactivate", cio_finance), {"version": version, "reason": "A mistake."})
    ours.post(at("let-in", cio_finance), {"version": User.objects.get(pk=cio_finance.pk).version})
    assert User.objects.get(pk=cio_finance.pk).is_active
    assert theirs.get(portfolio)["Location"].startswith(reverse("account_login"))


def test_editing_shows_what_the_service_refuses_at_its_field(browse, administrator, cio_finance):
    page = text(browse(administrator).get(at("edit", administrator)))
    assert "This is your own account" in page
    assert 'name="is_administrator"' not in page
    said = {"version": cio_finance.version, "email": cio_finance.email, "full_name": "Pavel Orsin", "kind": "auditor"}
    answer = browse(administrator).post(at("edit", cio_finance), said)
    assert answer.status_code == 400
    assert "this person holds one: CIO of Finance" in text(answer)


def test_a_lost_second_factor_is_reset_with_the_reason(browse, administrator, auditor):
    Authenticator.objects.create(user=auditor, type="totp", data={})
    client = browse(administrator)
    assert at("reset-factor", auditor) in text(client.get(at("detail", auditor)))
    client.post(at("reset-factor", auditor), {"version": auditor.version, "reason": "Phone lost, called back."})
    page = text(client.get(at("detail", auditor)))
    assert "reset the second factor: “Phone lost, called back.”" in page
    assert not Authenticator.objects.exists()


def test_wrong_tries_are_shown_and_forgotten(browse, administrator, auditor):
    client = browse(administrator)
    for _again in range(10):
        browse().post(reverse("account_login"), {"login": auditor.email, "password": "wrong"})
    assert "10 wrong tries with this e-mail" in text(client.get(at("detail", auditor)))
    client.post(at("lift-lock", auditor))
    assert not AccessAttempt.objects.filter(username=auditor.email).exists()
    assert browse().post(reverse("account_login"), {"login": auditor.email, "password": PASSWORD}).status_code == 302


def test_an_administrator_revokes_anybodys_key(browse, administrator, auditor):
    key, _text = make_key(by=auditor, name="Statistics", scopes=["portfolio:read"])
    answer = browse(administrator).post(reverse("accounts:person-key-revoke", args=[key.pk]))
    assert answer["Location"] == auditor.get_absolute_url()
    assert not ApiToken.objects.exists()


def test_an_administrator_makes_a_key_that_reads_for_a_program(browse, administrator, auditor, project):
    client = browse(administrator)
    form = text(client.get(at("person-key-create", auditor)))
    assert "portfolio:read" in form
    assert "portfolio:write" not in form
    made = client.post(
        at("person-key-create", auditor), {"name": "Statistics", "scopes": ["portfolio:read"], "days": "90"}
    )
    key = made.context["key"]
    token = ApiToken.objects.get()
    assert (token.user, token.made_by) == (auditor, administrator)
    assert made.status_code == 200
    assert key in text(made)
    assert key not in text(client.get(at("detail", auditor)))
    assert f"made by {administrator.full_name}" in text(browse(auditor).get(reverse("accounts:key-list")))
    program = Client(headers={"Authorization": f"Bearer {key}"})
    assert program.get(f"/api/v1/projects/{project.code}/").status_code == 200


def test_nobody_makes_a_key_that_writes_in_anothers_name(browse, administrator, cio_finance):
    sent = {"name": "Push", "scopes": ["status:write"], "days": "90"}
    assert browse(administrator).post(at("person-key-create", cio_finance), sent).status_code == 400
    with pytest.raises(ValidationError, match="its owner makes it"):
        make_key(by=administrator, owner=cio_finance, name="Push", scopes=["status:write"])
    User.objects.filter(pk=cio_finance.pk).update(is_active=False)
    cio_finance.refresh_from_db()
    with pytest.raises(ValidationError, match="deactivated"):
        make_key(by=administrator, owner=cio_finance, name="Pull", scopes=["portfolio:read"])
    assert not ApiToken.objects.exists()


def test_the_office_that_is_no_administrator_sees_no_accounts(browse, coordinator, auditor):
    client = browse(coordinator)
    assert client.get(LIST).status_code == 403
    assert client.get(at("detail", auditor)).status_code == 403
    assert LIST not in text(client.get(reverse("projects:project-list")))


def test_last_sign_in_and_invitation_are_days_of_the_country(browse, administrator, auditor):
    User.objects.filter(pk=auditor.pk).update(last_login=timezone.now())
    day = timezone.localdate()
    assert f"{day.day} {day:%b} {day.year}" in text(browse(administrator).get(LIST, {"q": "Joren"}))


def test_an_administrator_starts_at_the_accounts(browse, administrator):
    assert browse(administrator).get("/")["Location"] == reverse("accounts:list")

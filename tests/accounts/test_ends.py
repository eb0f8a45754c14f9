"""What the guide for administrators promises: a closed account ends at once, a password link works once."""

from allauth.account.models import EmailAddress
from django.urls import reverse

from accounts.links import password_link
from accounts.models import User
from accounts.services import make_key
from tests.conftest import PASSWORD


def test_a_closed_account_ends_in_the_same_session_with_its_keys(browse, client, auditor):
    signed_in, portfolio = browse(auditor), reverse("projects:project-list")
    _token, key = make_key(by=auditor, name="Pull", scopes=["portfolio:read"])
    by_key = {"headers": {"Authorization": f"Bearer {key}"}}
    assert signed_in.get(portfolio).status_code == 200
    assert client.get("/api/v1/projects/", **by_key).status_code == 200
    User.objects.filter(pk=auditor.pk).update(is_active=False)
    assert signed_in.get(portfolio)["Location"].startswith(reverse("account_login"))
    assert client.get("/api/v1/projects/", **by_key).status_code == 401


def test_a_password_link_works_once(browse, country):
    person = User.objects.create_user("anna.kallas@velmar.example", full_name="Anna Kallas", kind="auditor")
    link = password_link(person).partition("localhost:8000")[2]
    form = browse().get(link, follow=True)
    assert form.status_code == 200
    typed = {"password1": "seven quiet lighthouses", "password2": "seven quiet lighthouses"}
    form.client.post(form.request["PATH_INFO"], typed)
    person.refresh_from_db()
    assert person.check_password("seven quiet lighthouses")
    again = browse().get(link, follow=True)
    assert "password1" not in again.content.decode()


def test_signing_in_is_no_change_of_the_account(browse, auditor):
    before, told = auditor.version, auditor.events.count()
    browse().post(reverse("account_login"), {"login": auditor.email, "password": PASSWORD})
    auditor.refresh_from_db()
    assert auditor.last_login
    assert (auditor.version, auditor.events.count()) == (before, told)


def test_nobody_changes_their_own_sign_in_address(browse, auditor):
    page = browse(auditor)
    for answer in (
        page.get("/account/email/"),
        page.post("/account/email/", {"email": "a@b.example", "action_add": ""}),
    ):
        assert answer["Location"] == reverse("accounts:account")
    assert not EmailAddress.objects.filter(email="a@b.example").exists()

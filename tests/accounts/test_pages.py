import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.models import ApiToken, User
from accounts.services import edit_account, make_key, revoke_key
from core.scopes import TokenScope
from core.versions import Conflict
from tests.api import ROOT, program_of

PAGES = ("accounts:account", "accounts:key-list", "accounts:key-create")


@pytest.mark.parametrize("name", PAGES)
def test_pages_of_the_account_are_for_everybody_who_signs_in(name, administrator, browse) -> None:
    assert browse(administrator).get(reverse(name)).status_code == 200
    visitor = browse().get(reverse(name))
    assert visitor.status_code == 302
    assert reverse("account_login") in visitor["Location"]


def test_a_key_is_shown_once_and_works(cio_finance, report, browse) -> None:
    client = browse(cio_finance)
    scopes = [TokenScope.PORTFOLIO_READ, TokenScope.STATUS_WRITE]
    answer = client.post(reverse("accounts:key-create"), {"name": "Treasury system", "scopes": scopes, "days": "90"})
    text = re.search(r"egov_[0-9a-f]{64}", answer.content.decode()).group()
    assert answer["Cache-Control"] == "no-store"
    key = ApiToken.objects.get()
    assert (key.user, key.name, key.scopes) == (cio_finance, "Treasury system", scopes)
    assert timedelta(days=89) < key.expiry - timezone.now() <= timedelta(days=90)
    assert text not in client.get(reverse("accounts:key-list")).content.decode()
    got = browse().get(f"{ROOT}projects/", headers={"Authorization": f"Bearer {text}"})
    assert [row["code"] for row in got.json()["results"]] == [report.project.code]


def test_a_key_offers_only_what_its_owner_could_do_with_it(auditor, browse) -> None:
    client = browse(auditor)
    assert TokenScope.STATUS_WRITE not in client.get(reverse("accounts:key-create")).content.decode()
    data = {"name": "x", "scopes": [TokenScope.STATUS_WRITE], "days": "90"}
    answer = client.post(reverse("accounts:key-create"), data)
    assert answer.status_code == 400
    assert not ApiToken.objects.exists()


def test_what_was_typed_stays_when_a_key_is_refused(auditor, browse) -> None:
    answer = browse(auditor).post(reverse("accounts:key-create"), {"name": "Statistics office", "days": "90"})
    assert answer.status_code == 400
    assert 'value="Statistics office"' in answer.content.decode()


def test_the_uses_of_a_key_stand_by_subject_reading_first(cio_finance, browse) -> None:
    form = browse(cio_finance).get(reverse("accounts:key-create")).context["form"]
    assert [scope for scope, _label in form.fields["scopes"].choices] == [
        "portfolio:read", "portfolio:write", "status:write", "legislation:read", "legislation:write", "desk:read",
    ]  # fmt: skip


def test_a_wrong_sign_in_is_told_in_the_words_of_the_house(auditor, browse) -> None:
    answer = browse().post(reverse("account_login"), {"login": auditor.email, "password": "wrong"})
    assert "This e-mail and password do not go together." in answer.content.decode()


@pytest.mark.parametrize("wrong", [{"days": 0}, {"days": 366}, {"scopes": []}, {"scopes": ["everything"]}])
def test_a_key_lasts_a_year_at_most_and_has_a_purpose(auditor, wrong) -> None:
    with pytest.raises(ValidationError):
        make_key(by=auditor, **{"name": "x", "scopes": [TokenScope.PORTFOLIO_READ], "days": 90} | wrong)


def test_the_list_says_when_a_key_was_last_used(coordinator, browse) -> None:
    program = program_of(coordinator)
    address = reverse("accounts:key-list")
    assert "never" in browse(coordinator).get(address).content.decode()
    program.get(f"{ROOT}projects/")
    assert "never" not in browse(coordinator).get(address).content.decode()


def test_a_revoked_key_works_no_more(coordinator, browse) -> None:
    program = program_of(coordinator)
    key = ApiToken.objects.get()
    answer = browse(coordinator).post(reverse("accounts:key-revoke", args=[key.pk]))
    assert answer["Location"] == reverse("accounts:key-list")
    assert program.get(f"{ROOT}projects/").status_code == 401


def test_nobody_revokes_or_sees_another_persons_key(coordinator, auditor, browse) -> None:
    key, _text = make_key(by=coordinator, name="Of the office", scopes=[TokenScope.PORTFOLIO_READ])
    stranger = browse(auditor)
    assert stranger.post(reverse("accounts:key-revoke", args=[key.pk])).status_code == 404
    assert "Of the office" not in stranger.get(reverse("accounts:key-list")).content.decode()
    assert ApiToken.objects.filter(pk=key.pk).exists()


def test_making_and_revoking_a_key_is_on_record_without_its_secret(coordinator) -> None:
    key, text = make_key(by=coordinator, name="Statistics", scopes=[TokenScope.PORTFOLIO_READ])
    digest = key.digest
    revoke_key(key, by=coordinator)
    events = ApiToken.pgh_event_models["insert"].objects.order_by("pgh_id")
    assert [event.pgh_context.metadata["verb"] for event in events] == ["made an API key", "revoked an API key"]
    kept = "".join(str(row) for row in events.values())
    assert digest not in kept
    assert text not in kept


def test_a_person_changes_name_and_language(arabic, auditor, browse) -> None:
    client = browse(auditor)
    data = {"version": User.objects.get(pk=auditor.pk).version, "full_name": "Joren V. Valtieri", "language": "ar"}
    assert client.post(reverse("accounts:account"), data)["Location"] == reverse("accounts:account")
    auditor.refresh_from_db()
    assert (auditor.full_name, auditor.language) == ("Joren V. Valtieri", "ar")
    assert 'dir="rtl"' in client.get(reverse("accounts:account")).content.decode()


def test_a_form_cannot_make_its_sender_an_administrator(auditor, browse) -> None:
    data = {
        "version": User.objects.get(pk=auditor.pk).version, "full_name": "Joren", "language": "",
        "is_administrator": "on", "kind": "office",
    }  # fmt: skip
    browse(auditor).post(reverse("accounts:account"), data)
    auditor.refresh_from_db()
    assert (auditor.is_administrator, auditor.kind) == (False, "auditor")


def test_two_at_once_on_an_account_lose_nothing(auditor) -> None:
    edit_account(auditor, auditor.version, by=auditor, full_name="First", language="")
    with pytest.raises(Conflict):
        edit_account(auditor, auditor.version, by=auditor, full_name="Second", language="")

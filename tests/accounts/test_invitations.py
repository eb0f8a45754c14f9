"""The mail that opens an account, from the press of the button to the first sign-in."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.services import Newcomer, deactivate, invite, invite_again
from core.access import today
from core.middleware import RequestLog
from core.middleware import log as request_log
from ministries.services import appoint_new
from outbox.models import Mail

ADA = Newcomer("ada.lind@velmar.example", "Ada Lind")
LINK = re.compile(r"https://coordination\.velmar\.example(/account/password/reset/key/\S+)")
WORDS = "seven quiet lighthouses"


def link_in(mail) -> str:
    return LINK.search(mail.body).group(1)


def opens(browse, link: str):
    return browse().get(link, follow=True)


def choose(form) -> None:
    form.client.post(form.request["PATH_INFO"], {"password1": WORDS, "password2": WORDS})


def test_an_invitation_says_who_invites_whereto_and_how_long_its_link_works(letters, administrator, browse):
    said = {
        "email": ADA.email,
        "full_name": ADA.full_name,
        "kind": "auditor",
        "job_title": "",
        "is_administrator": "on",
    }
    answer = browse(administrator).post(reverse("accounts:invite"), said)
    person = User.objects.get(email=ADA.email)
    assert answer["Location"] == person.get_absolute_url()
    (mail,) = letters()
    assert mail.to == [ADA.email]
    until = timezone.localtime() + timedelta(days=3)
    for words in (
        "Tomas Reuel has opened an account for you: Republic of Velmar, Coordination Office.",
        "Sees everything and all of history, and edits nothing.", "as an administrator",
        f"{until.day} {until:%B} {until.year}",
    ):  # fmt: skip
        assert words in mail.body
        assert words in re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", mail.alternatives[0][0])), words
    assert f'href="https://coordination.velmar.example{link_in(mail)}"' in mail.alternatives[0][0]


def test_the_link_opens_the_account_once(letters, administrator, browse, now):
    person = invite(ADA, "auditor", by=administrator, at=now)
    link = link_in(letters()[0])
    choose(opens(browse, link))
    person.refresh_from_db()
    assert person.check_password(WORDS)
    assert not person.waits_for_password
    assert "password1" not in opens(browse, link).content.decode()


def test_the_link_stands_in_no_table_and_no_log(letters, administrator, rf, now, monkeypatch):
    invite(ADA, "auditor", by=administrator, at=now)
    link = link_in(letters()[0])
    secret = link.rstrip("/").rpartition("/")[2].partition("-")[2]
    for model in apps.get_models():
        assert secret not in str(list(model._default_manager.values())), model
    said = []
    monkeypatch.setattr(request_log, "info", lambda event, **about: said.append(about["path"]), raising=False)
    from django.http import HttpResponse
    from django.urls import resolve

    request = rf.get(link)
    request.resolver_match = resolve(link)
    RequestLog(lambda _request: HttpResponse())(request)
    (path,) = said
    assert secret not in path
    assert path.startswith("/account/password/reset/key/")


def test_sent_again_it_is_another_link_and_the_waiting_one_is_taken_back(letters, administrator, browse, now):
    person = invite(ADA, "auditor", by=administrator, at=now - timedelta(minutes=5))
    person = invite_again(person, person.version, by=administrator, at=now - timedelta(minutes=4))
    assert len(letters()) == 1
    invite_again(person, person.version, by=administrator, at=now - timedelta(minutes=1))
    first, second = letters()
    assert "password1" not in opens(browse, link_in(first)).content.decode()
    assert "password1" in opens(browse, link_in(second)).content.decode()
    assert sorted(Mail.objects.values_list("state", flat=True)) == ["cancelled", "sent", "sent"]


@pytest.mark.parametrize("meanwhile", ["came", "deactivated"])
def test_an_invitation_that_is_not_needed_any_more_is_not_sent(letters, administrator, now, meanwhile):
    person = invite(ADA, "auditor", by=administrator, at=now)
    if meanwhile == "came":
        person.set_password(WORDS)
        person.save()
    else:
        deactivate(person, person.version, by=administrator, on=today(), reason="The wrong Ada.")
    assert letters() == []
    assert Mail.objects.get().state == "cancelled"


def test_whoever_is_appointed_anew_is_invited_and_told_for_what(letters, coordinator, finance, now):
    appoint_new(ADA, finance, "cio", by=coordinator, at=now, starts_on=today(), instrument="Decree 7/2026")
    (mail,) = letters()
    assert "Irena Tolvaj has opened an account" in mail.body
    assert re.search(r"CIO of Finance since .* by Decree 7/2026", mail.body)

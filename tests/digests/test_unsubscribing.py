"""One click stops what is optional and moves what is owed to once a week (RFC 8058)."""

import re

import pytest
from django.test import Client

from accounts.models import User
from digests.services.unsubscribing import unsubscribe_url
from outbox.models import Preference
from outbox.services import set_preferences
from tests.digests.conftest import OPENED


@pytest.fixture
def path(clockwork, tax_report, cio_finance):
    """The address in the header of a digest that was sent."""
    (mail,) = clockwork.run(OPENED)
    headers = mail.message()
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    (url,) = re.fullmatch(
        r"<https://coordination\.velmar\.example(/unsubscribe/\S+)>", headers["List-Unsubscribe"]
    ).groups()
    assert url in mail.body
    return url


def test_a_mail_program_posts_without_session_and_token(path, cio_finance):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    kept = Preference.objects.get()
    assert (kept.person, kept.rhythm, kept.switched_off) == (cio_finance, "weekly", ["changes", "ended"])
    assert kept.events.get().pgh_context.metadata["user"] == cio_finance.pk
    strict.post(path)
    assert Preference.objects.get().version == kept.version


def test_a_get_shows_a_button_and_stops_nothing(path, cio_finance):
    for method in ("get", "head", "options"):
        assert getattr(Client(), method)(path).status_code in (200, 405)
    page = Client().get(path).content.decode()
    assert '<form method="post">' in page
    assert cio_finance.full_name in page
    assert not Preference.objects.exists()


def test_other_settings_stay(path, cio_finance):
    set_preferences(cio_finance, 0, by=cio_finance, hour=11, working_days=[1])
    Client().post(path)
    kept = Preference.objects.get()
    assert (kept.hour, kept.working_days, kept.rhythm) == (11, [1], "weekly")


def test_a_token_for_somebody_else_cannot_be_made_up(path, cio_finance, auditor):
    forged = path.replace(str(cio_finance.pk), str(auditor.pk), 1)
    for wrong in (forged, path[:-3] + "x/", "/unsubscribe/1/"):
        assert Client().post(wrong).status_code == 404
    assert not Preference.objects.exists()


def test_a_person_who_is_gone_is_not_found(db):
    path = unsubscribe_url(User.objects.count() + 99_999).split("//", 1)[1].partition("/")[2]
    assert Client().post(f"/{path}").status_code == 404


def test_an_invitation_has_no_such_header(clockwork, country):
    from outbox.services import Letter
    from outbox.services.sending import as_message

    class Waiting:
        message_id = "<1@velmar.example>"

    message = as_message(Waiting(), Letter(1, "a@velmar.example", "Hello", "Words", "<p>Words</p>"))
    assert message.message()["List-Unsubscribe"] is None

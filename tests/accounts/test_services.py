"""Accounts of other people: one refusal each."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError

from accounts.models import ApiToken, User
from accounts.services import (
    Newcomer,
    deactivate,
    edit_person,
    invite,
    invite_again,
    let_in_again,
    make_key,
    reset_factor,
)
from accounts.views.people import history_of
from core.access import today
from core.versions import Conflict
from ministries.models import Institution
from outbox.models import Mail

ADA = Newcomer("Ada.Lind@velmar.example", "Ada Lind")


def edit(person, by, now, **changes):
    return edit_person(person, person.version, by=by, at=now, on=today(), **changes)


def test_an_email_invites_one_person_only(administrator, now):
    invite(ADA, "auditor", by=administrator, at=now)
    with pytest.raises(ValidationError, match="already") as refusal:
        invite(Newcomer("ADA.LIND@velmar.example", "Another Ada"), "office", by=administrator, at=now)
    assert "email" in refusal.value.message_dict
    assert Mail.objects.count() == 1


def test_who_has_a_password_is_not_invited_again(administrator, auditor, now):
    with pytest.raises(ValidationError, match="has a password already"):
        invite_again(auditor, auditor.version, by=administrator, at=now)


def test_nobody_changes_their_own_kind_or_flag(administrator, second_administrator, now):
    for changes in ({"kind": "office"}, {"is_administrator": False}):
        with pytest.raises(ValidationError) as refusal:
            edit(administrator, administrator, now, **changes)
        assert set(refusal.value.message_dict) == set(changes)


def test_a_kind_does_not_change_under_a_post(administrator, cio_finance, now):
    with pytest.raises(ValidationError, match="CIO of Finance since 1 Jan 2020 by Decree 12/2020"):
        edit(cio_finance, administrator, now, kind="auditor")


def test_an_account_saved_in_between_is_a_conflict(administrator, auditor, now):
    User.objects.filter(pk=auditor.pk).update(job_title="Auditor general")
    with pytest.raises(Conflict):
        edit(auditor, administrator, now, full_name="Joren V. Valtieri")


def test_a_new_email_takes_the_old_one_away_from_the_sign_in(administrator, auditor, now):
    EmailAddress.objects.create(user=auditor, email=auditor.email)
    written = edit(auditor, administrator, now, email="Joren@audit.velmar.example")
    assert written.email == "joren@audit.velmar.example"
    assert not EmailAddress.objects.filter(user=auditor).exists()
    assert not Mail.objects.exists()


def test_a_new_email_of_somebody_who_waits_invites_there(administrator, now):
    person = invite(ADA, "auditor", by=administrator, at=now - timedelta(hours=1))
    edit(person, administrator, now, email="lind@velmar.example")
    assert list(Mail.objects.order_by("pk").values_list("state", flat=True)) == ["cancelled", "waiting"]


def test_nobody_deactivates_themselves(administrator, second_administrator):
    with pytest.raises(ValidationError, match="own account"):
        deactivate(administrator, administrator.version, by=administrator, on=today(), reason="Tired.")


def test_who_is_no_administrator_any_more_takes_the_right_from_nobody(administrator, second_administrator, now):
    edit(administrator, second_administrator, now, is_administrator=False)
    with pytest.raises(ValidationError, match="somebody has to run the installation"):
        edit(second_administrator, administrator, now, is_administrator=False)
    with pytest.raises(ValidationError, match="somebody has to run the installation"):
        deactivate(second_administrator, second_administrator.version, by=administrator, on=today(), reason="Gone.")
    assert list(User.objects.administrators()) == [second_administrator]


def test_deactivating_keeps_records_and_makes_posts_vacant(administrator, cio_finance, finance):
    make_key(by=cio_finance, name="Pull", scopes=["portfolio:read"])
    closed = deactivate(cio_finance, cio_finance.version, by=administrator, on=today(), reason="Left the service.")
    assert (closed.is_active, closed.deactivated_on) == (False, today())
    assert not closed.has_usable_password()
    assert not ApiToken.objects.filter(user=closed).exists()
    assert cio_finance.appointments.count() == 1
    assert list(Institution.objects.with_every_post_vacant(today())) == [finance]
    with pytest.raises(ValidationError, match="already"):
        deactivate(closed, closed.version, by=administrator, on=today(), reason="Again.")


def test_who_is_let_in_again_chooses_a_new_password(administrator, cio_finance, finance, now):
    closed = deactivate(cio_finance, cio_finance.version, by=administrator, on=today(), reason="A mistake.")
    opened = let_in_again(closed, closed.version, by=administrator, at=now)
    assert opened.waits_for_password
    assert Mail.objects.get().recipient == opened
    assert not Institution.objects.with_every_post_vacant(today()).exists()
    with pytest.raises(ValidationError, match="open already"):
        let_in_again(opened, opened.version, by=administrator, at=now)


def test_a_second_factor_is_reset_for_somebody_else_who_has_one(administrator, auditor, now):
    with pytest.raises(ValidationError, match="no second factor"):
        reset_factor(auditor, auditor.version, by=administrator, at=now, reason="Lost phone.")
    for kind in ("totp", "recovery_codes"):
        Authenticator.objects.create(user=auditor, type=kind, data={})
    reset_factor(auditor, auditor.version, by=administrator, at=now, reason="Lost phone.")
    assert not Authenticator.objects.exists()
    with pytest.raises(ValidationError, match="under Account"):
        reset_factor(administrator, administrator.version, by=administrator, at=now, reason="Mine.")


def test_history_says_who_did_what_and_why(administrator, auditor, now):
    make_key(by=auditor, name="Statistics", scopes=["portfolio:read"])
    Authenticator.objects.create(user=auditor, type="totp", data={})
    person = reset_factor(auditor, auditor.version, by=administrator, at=now, reason="Lost phone.")
    person = deactivate(person, person.version, by=administrator, on=today(), reason="Left the service.")
    let_in_again(person, person.version, by=administrator, at=now)
    told = {(entry.who, entry.verb, entry.reason) for entry in history_of(auditor)}
    assert told >= {
        ("Tomas Reuel", "let in again", ""),
        ("Tomas Reuel", "deactivated the account", "Left the service."),
        ("Tomas Reuel", "reset the second factor", "Lost phone."),
        ("Joren Valtieri", "made an API key", ""),
    }

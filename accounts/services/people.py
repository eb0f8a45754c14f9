"""Accounts come by invitation: a mail with a link that sets the first password, once."""

from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.administrators import refuse_loss
from core import questions
from core.versions import update_if_current
from history.tracking import acting
from outbox import services as outbox

INVITATION = "invitation"
"""Kind of the mail. Its link is made when it is sent and kept nowhere."""
OWN_LIMITS = ("kind", "is_administrator")


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who has no account yet."""

    email: str
    full_name: str


def new_account(newcomer: Newcomer, kind: str, **fields: Any) -> User:
    """An account that cannot sign in until its person has set a password. Raises ValidationError by field."""
    wanted = User(email=newcomer.email.strip().lower(), full_name=newcomer.full_name.strip(), kind=kind, **fields)
    wanted.clean_fields(exclude=["password"])
    wanted.validate_unique()
    return User.objects.create_user(wanted.email, full_name=wanted.full_name, kind=kind, **fields)


def invite(newcomer: Newcomer, kind: str, *, by: User, at: datetime, **fields: Any) -> User:
    """An account and the one mail that opens it. Raises ValidationError by field."""
    with acting(by=by, verb="invited"):
        person = new_account(newcomer, kind, invited_by=by, invited_at=at, **fields)
        put_in_outbox(person, at)
    return person


def invite_again(person: User, version: int, *, by: User, at: datetime) -> User:
    """A new link in a new mail: one sent before ends, one that still waited to be sent is taken back."""
    if not person.waits_for_password:
        refusal = _("%(person)s has a password already, or may not sign in. “Forgotten password” sends a new link.")
        raise ValidationError(refusal % {"person": person})
    with acting(by=by, verb="sent the invitation again"):
        written = update_if_current(person, version, invited_by=by, invited_at=at, password=make_password(None))
        put_in_outbox(written, at)
    return written


def put_in_outbox(person: User, at: datetime) -> None:
    outbox.write(INVITATION, f"{at:%Y%m%dT%H%M%S}", [outbox.NewMail(person.pk)], now=at)


def edit_account(user: User, version: int, *, by: User, full_name: str, language: str) -> User:
    """Raises Conflict when the account was saved in between."""
    with acting(by=by, verb="edited the account"):
        return update_if_current(user, version, full_name=full_name, language=language)


def edit_person(person: User, version: int, *, by: User, at: datetime, on: date, **changes: Any) -> User:
    """Somebody's account by an administrator. A new e-mail ends the links sent to the old one; who has no password yet is invited anew.

    Raises ValidationError by field, Conflict when the account was saved in between.
    """
    changes = {name: value for name, value in changes.items() if value != getattr(person, name)}
    if "email" in changes:
        changes["email"] = changes["email"].strip().lower()
    _check_limits(person, by, on, changes)
    wanted = copy(person)
    for name, value in changes.items():
        setattr(wanted, name, value)
    wanted.clean_fields(exclude=["password"])
    wanted.validate_unique()
    with acting(by=by, verb="edited the account"):
        if person.is_administrator and changes.get("is_administrator") is False:
            refuse_loss(person, by)
        written = update_if_current(person, version, **changes)
        if "email" in changes:
            _move_address(written, by, at)
    return written


def _check_limits(person: User, by: User, on: date, changes: dict[str, Any]) -> None:
    own = [name for name in OWN_LIMITS if name in changes and person.pk == by.pk]
    if own:
        raise ValidationError(
            {name: _("Nobody changes this of their own account. Ask another administrator.") for name in own}
        )
    held = (
        [right.why for right in questions.rights(frozenset({person.pk}), on) if right.writes]
        if "kind" in changes
        else []
    )
    if held:
        refusal = _(
            "Posts are for officials, and this person holds one: %(posts)s. The coordination office ends it first."
        )
        raise ValidationError({"kind": refusal % {"posts": "; ".join(held)}})


def _move_address(person: User, by: User, at: datetime) -> None:
    """The old address may no longer ask for a password: the sign-in library keeps addresses of its own."""
    EmailAddress.objects.filter(user=person).delete()
    if person.waits_for_password:
        invite_again(person, person.version, by=by, at=at)

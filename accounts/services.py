from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import ApiToken, User
from core.scopes import TokenScope
from core.versions import update_if_current
from history.tracking import acting

MOST_DAYS = 365
USUAL_DAYS = 90


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


def edit_account(user: User, version: int, *, by: User, full_name: str, language: str) -> User:
    """Raises Conflict when the account was saved in between."""
    with acting(by=by, verb="edited the account"):
        return update_if_current(user, version, full_name=full_name, language=language)


def make_key(*, by: User, name: str, scopes: Collection[str], days: int = USUAL_DAYS) -> tuple[ApiToken, str]:
    """A key of one's own and its text, which exists nowhere else: only a digest is kept."""
    if not 1 <= days <= MOST_DAYS:
        raise ValidationError({"days": _("A key lasts from 1 to %(most)s days.") % {"most": MOST_DAYS}})
    if not scopes or not set(scopes) <= set(TokenScope.values):
        raise ValidationError({"scopes": _("Choose what the key may be used for.")})
    with acting(by=by, verb="made an API key"):
        token, text = ApiToken.objects.create(user=by, expiry=timedelta(days=days), name=name, scopes=sorted(scopes))
    return token, text


def revoke_key(token: ApiToken, *, by: User) -> None:
    """The key stops working with this call. A key is made and removed, never edited: there is no version to name."""
    with acting(by=by, verb="revoked an API key"):
        token.delete()

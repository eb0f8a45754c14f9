"""Keys of machines: shown once, kept as a digest."""

from collections.abc import Collection
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import ApiToken, User
from core.scopes import READING, TokenScope
from history.tracking import acting

MOST_DAYS = 365
USUAL_DAYS = 90


def make_key(
    *, by: User, name: str, scopes: Collection[str], days: int = USUAL_DAYS, owner: User | None = None
) -> tuple[ApiToken, str]:
    """A key and its text, which exists nowhere else: only a digest is kept.

    Without ``owner`` one's own. An administrator makes one of another account, and it only reads.
    """
    if not 1 <= days <= MOST_DAYS:
        raise ValidationError({"days": _("A key lasts from 1 to %(most)s days.") % {"most": MOST_DAYS}})
    if not scopes or not set(scopes) <= set(TokenScope.values):
        raise ValidationError({"scopes": _("Choose what the key may be used for.")})
    if owner and not owner.is_active:
        raise ValidationError(_("This account is deactivated: a key of it would open nothing."))
    if owner and not set(scopes) <= READING:
        raise ValidationError({"scopes": _("What a key writes stands under its owner's name: its owner makes it.")})
    about = {"made_by": by} if owner else {}
    with acting(by=by, verb="made an API key"):
        token, text = ApiToken.objects.create(
            user=owner or by, expiry=timedelta(days=days), name=name, scopes=sorted(scopes), **about
        )
    return token, text


def revoke_key(token: ApiToken, *, by: User) -> None:
    """The key stops working with this call. A key is made and removed, never edited: there is no version to name."""
    with acting(by=by, verb="revoked an API key"):
        token.delete()

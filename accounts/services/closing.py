"""An account is never deleted: its name stands under what it signed. It is closed, and everything that opens it ends with it."""

from datetime import date, datetime, timedelta

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.models import ApiToken, User
from accounts.services.administrators import refuse_loss
from accounts.services.people import put_in_outbox
from core.versions import update_if_current
from history.tracking import acting


def deactivate(person: User, version: int, *, by: User, on: date, reason: str) -> User:
    """At once: sessions, links and API keys end for good, mails stop, posts count as vacant. All records stay.

    Without a usable password no session made with the old one is valid again, whatever happens to the account later.
    """
    if person.pk == by.pk:
        raise ValidationError(_("Nobody deactivates their own account. Ask another administrator."))
    if not person.is_active:
        raise ValidationError(_("This account is deactivated already."))
    with acting(by=by, verb="deactivated the account", reason=reason):
        if person.is_administrator:
            refuse_loss(person, by)
        closed = update_if_current(person, version, is_active=False, deactivated_on=on, password=make_password(None))
        ApiToken.objects.filter(user=person).delete()
    return closed


def let_in_again(person: User, version: int, *, by: User, at: datetime) -> User:
    """Opens a closed account and invites anew: its person chooses a password, appointments that still run count again."""
    if person.is_active:
        raise ValidationError(_("This account is open already."))
    with acting(by=by, verb="let in again"):
        opened = update_if_current(person, version, is_active=True, deactivated_on=None, invited_by=by, invited_at=at)
        put_in_outbox(opened, at)
    return opened


def reset_factor(person: User, version: int, *, by: User, at: datetime, reason: str) -> User:
    """For somebody who lost the device: app and recovery codes are forgotten, the password alone opens the account."""
    if person.pk == by.pk:
        raise ValidationError(_("Your own second factor is changed under Account, with your password."))
    factors = Authenticator.objects.filter(user=person)
    if not factors.exists():
        raise ValidationError(_("This account has no second factor."))
    with acting(by=by, verb="reset the second factor", reason=reason):
        written = update_if_current(person, version, factor_reset_at=at)
        factors.delete()
    return written


def wrong_tries(person: User, *, now: datetime) -> int:
    """Failed sign-ins with this e-mail that still count; ``AXES_FAILURE_LIMIT`` of them lock it for a few minutes."""
    since = now - timedelta(hours=settings.AXES_COOLOFF_TIME)
    tries = AccessAttempt.objects.filter(username=person.email, attempt_time__gte=since)
    return tries.aggregate(tries=Sum("failures_since_start"))["tries"] or 0


def lift_lock(person: User) -> None:
    """Forget the wrong tries with this account's e-mail."""
    reset(username=person.email)

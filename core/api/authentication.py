"""Who calls: a machine with a token or a person with a session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from knox.crypto import hash_token
from knox.models import get_token_model
from rest_framework import authentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from core.access import today
from core.api.rates import note_wrong_key

if TYPE_CHECKING:
    from accounts.models import ApiToken, User

CHALLENGE = 'Bearer realm="api"'


class TokenAuthentication(authentication.BaseAuthentication):
    """``Authorization: Bearer egov_...``. A token ends with its expiry and with its owner's account."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme, _space, key = authentication.get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        token = self._token(key.strip())
        if token is None:
            note_wrong_key(request)
            raise AuthenticationFailed(_("This key is unknown, expired or revoked."))
        self._note_use(token)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return CHALLENGE

    def _token(self, key: bytes) -> ApiToken | None:
        try:
            digest = hash_token(key.decode())
        except UnicodeDecodeError:
            return None
        valid = get_token_model().objects.filter(expiry__gt=timezone.now(), user__is_active=True)
        found: ApiToken | None = valid.filter(digest=digest).select_related("user").first()
        return found

    def _note_use(self, token: ApiToken) -> None:
        """At most one write a day, however often it calls."""
        on = today()
        if token.last_used_on == on:
            return
        earlier = Q(last_used_on__isnull=True) | Q(last_used_on__lt=on)
        type(token).objects.filter(earlier, pk=token.pk).update(last_used_on=on)


class SessionAuthentication(authentication.SessionAuthentication):
    """A signed-in person, with CSRF on everything that writes; names a challenge so that nobody is 401, not 403."""

    def authenticate_header(self, request: Request) -> str:
        return CHALLENGE

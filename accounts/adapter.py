from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class Adapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: an administrator invites."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("This e-mail and password do not go together. Try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def typed_email(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str | None:
    """The e-mail a sign-in was tried with, in one spelling, so that case and blanks do not give more tries."""
    typed = (credentials or {}).get("email") or (credentials or {}).get("username")
    if not typed and request is not None:
        typed = request.POST.get("login")
    return str(typed).strip().lower() if typed else None

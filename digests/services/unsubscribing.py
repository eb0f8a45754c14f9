"""The address in a mail that stops it in one click (RFC 8058): signed, bound to one person, good without signing in."""

from functools import cache

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from accounts.models import User

_TOKEN = "TOKEN"  # noqa: S105 - its place in the address
_SIGNER = Signer(salt="digests.unsubscribe")


def unsubscribe_url(person_id: int) -> str:
    return f"{settings.SITE_URL}{_path().replace(_TOKEN, _SIGNER.sign(str(person_id)))}"


@cache
def _path() -> str:
    return reverse("digests:unsubscribe", args=[_TOKEN])


def reader_of(token: str) -> User:
    """Raises User.DoesNotExist for a token that is not ours or whose person is gone."""
    try:
        person_id = int(_SIGNER.unsign(token))
    except (BadSignature, ValueError) as error:
        raise User.DoesNotExist from error
    reader: User = User.objects.get(pk=person_id)
    return reader

"""``Idempotency-Key``: what is sent again is answered again and done once (draft-ietf-httpapi-idempotency-key-header).

The answer is kept in the transaction of the write: after a crash there are both or neither. Refusals are not kept, so the
same key may carry what was mended. The table is the one that ``KEPT_ANSWER_MODEL`` names.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import orjson
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, ParseError
from rest_framework.request import Request

from core.versions import one_of_two

Handler = Callable[..., Any]
KEY, REPLAYED = "Idempotency-Key", "Idempotency-Replayed"
LASTS = timedelta(hours=24)
MOST_CHARACTERS = 200
KEPT = ("Content-Type", "ETag", "Location", "Cache-Control", "Vary")


class KeyUsed(APIException):
    status_code = 422

    def __init__(self) -> None:
        super().__init__(_("This Idempotency-Key was sent with another request. Make a new key for every new request."))


class InProgress(APIException):
    status_code = 409
    wait = 1

    def __init__(self) -> None:
        super().__init__(_("The request with this Idempotency-Key is being worked on. Send it again in a second."))


def once(view: Any, handler: Handler) -> Handler:
    """``handler`` of a POST, which runs at most once for a key of the caller."""

    def answer(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        key = named_key(request)
        if key is None:
            made: HttpResponseBase = handler(request, *args, **kwargs)
            return made
        with one_of_two(), transaction.atomic():
            return _replayed(request, key) or _kept(
                request, key, rendered(view, request, handler(request, *args, **kwargs))
            )

    return answer


def named_key(request: Request) -> str | None:
    """Raises ParseError (400) for a key that is none."""
    said = request.headers.get(KEY)
    if said is None:
        return None
    key = said.strip(" ")
    if len(key) > 1 and key[0] == key[-1] == '"':
        key = key[1:-1]
    if not re.fullmatch(rf"[!-~ ]{{1,{MOST_CHARACTERS}}}", key):
        raise ParseError(
            _("Idempotency-Key: send 1 to %(most)s printable ASCII characters, such as a UUID.")
            % {"most": MOST_CHARACTERS}
        )
    return key


def rendered(view: Any, request: Request, response: Any) -> Any:
    """The whole answer, while the transaction is still open."""
    view.finalize_response(request, response, *view.args, **view.kwargs)
    return response.render()


def _answers() -> Any:
    return apps.get_model(settings.KEPT_ANSWER_MODEL)._default_manager


def _caller(request: Request) -> dict[str, int | None]:
    """A key belongs to the API key or the person that sent it."""
    return {"user_id": request.user.pk, "token_id": getattr(request.auth, "pk", None)}


def _replayed(request: Request, key: str) -> HttpResponse | None:
    """The answer given before. Raises InProgress (409) while it is being made, KeyUsed (422) where it answered something else."""
    caller = _caller(request)
    if not _lock(f"{caller} {key}"):
        raise InProgress
    found = _answers().filter(key=key, **caller).first()
    if found is None:
        return None
    if found.at < timezone.now() - LASTS:
        found.delete()
        return None
    if found.fingerprint != _fingerprint(request):
        raise KeyUsed
    return HttpResponse(bytes(found.body), status=found.status, headers={**found.headers, REPLAYED: "true"})


def _lock(words: str) -> bool:
    """Until the end of the transaction; nobody waits for it."""
    number = int.from_bytes(hashlib.sha256(words.encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        return bool(cursor.fetchone()[0])


def _kept(request: Request, key: str, response: Any) -> Any:
    _answers().create(
        key=key,
        fingerprint=_fingerprint(request),
        status=response.status_code,
        headers={name: response[name] for name in KEPT if name in response},
        body=response.content,
        at=timezone.now(),
        **_caller(request),
    )
    return response


def _fingerprint(request: Request) -> str:
    """Of method, path and body; the order of members and blanks in JSON do not count."""
    body = orjson.dumps(request.data, option=orjson.OPT_SORT_KEYS, default=str)
    return hashlib.sha256(b" ".join((str(request.method).encode(), request.path.encode(), body))).hexdigest()

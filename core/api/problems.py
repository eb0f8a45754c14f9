"""Errors as RFC 9457 problems: what is wrong, where, and with which number."""

from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.core.exceptions import ValidationError as Refusal
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, ErrorDetail, NotAuthenticated, Throttled, ValidationError
from rest_framework.response import Response

from core.versions import Conflict

MEDIA_TYPE = "application/problem+json"


class BadParameters(APIException):
    """Query parameters that are unknown or have no meaning; ``errors`` by name."""

    status_code = 400

    def __init__(self, errors: Mapping[str, Any]) -> None:
        super().__init__()
        self.errors = errors


class VersionMissing(APIException):
    status_code = 428

    def __init__(self) -> None:
        super().__init__(_("Name the version you read: send its ETag as If-Match."))


class Stale(APIException):
    status_code = 412

    def __init__(self) -> None:
        super().__init__(_("The record was changed since you read it. Read it again and repeat."))


def problem(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """DRF's exception handler. What nobody foresaw is left to Django, which logs it and answers 500."""
    for kind, answer in ANSWERS:
        if isinstance(error, kind):
            return answer(error)
    return None


def answered(status: int, *, headers: Mapping[str, str] | None = None, **members: Any) -> Response:
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, **members}
    return Response(body, status=status, headers=headers, content_type=MEDIA_TYPE)


def _parameters(error: Any) -> Response:
    errors = [
        {"parameter": name, "detail": str(message)} for name, messages in error.errors.items() for message in messages
    ]
    return answered(400, detail=_("A query parameter is wrong."), errors=errors)


def _content(error: Any) -> Response:
    """A body whose content was refused by a serializer or, with Django's ValidationError, by a service."""
    found = error.detail if isinstance(error, ValidationError) else _by_field(error)
    errors = [{"pointer": pointer, "detail": str(detail)} for pointer, detail in _pointers(found)]
    return answered(422, detail=_("The content was refused; nothing was stored."), errors=errors)


def _by_field(error: Refusal) -> Any:
    return error.message_dict if hasattr(error, "error_dict") else error.messages


def _pointers(found: Any, pointer: str = "#") -> Iterator[tuple[str, Any]]:
    """Every error with its JSON pointer, as a URI fragment (RFC 6901)."""
    if isinstance(found, Mapping):
        for name, inner in found.items():
            is_whole = name in (NON_FIELD_ERRORS, "non_field_errors")
            yield from _pointers(inner, pointer if is_whole else f"{pointer}/{_escaped(str(name))}")
    elif isinstance(found, list):
        for number, inner in enumerate(found):
            is_message = isinstance(inner, str | ErrorDetail)
            yield from _pointers(inner, pointer if is_message else f"{pointer}/{number}")
    else:
        yield pointer, found


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _missing(error: Any) -> Response:
    return answered(404)


def _forbidden(error: Any) -> Response:
    detail = str(error) or _("You may see this, but not do it.")
    return answered(403, detail=detail)


def _conflict(error: Any) -> Response:
    return _other(Stale())


def _other(error: Any) -> Response:
    headers = {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header
    if getattr(error, "wait", None):
        headers["Retry-After"] = str(int(error.wait))
    if isinstance(error, Throttled):
        return answered(429, headers=headers, detail=_("Too many requests. Wait as many seconds as Retry-After says."))
    if isinstance(error, NotAuthenticated):
        return answered(401, headers=headers, detail=_("Send a key as Authorization: Bearer, or sign in."))
    return answered(error.status_code, headers=headers, detail=str(error.detail))


ANSWERS: tuple[tuple[type[Exception], Callable[[Any], Response]], ...] = (
    (BadParameters, _parameters),
    (ValidationError, _content),
    (Refusal, _content),
    (Http404, _missing),
    (PermissionDenied, _forbidden),
    (Conflict, _conflict),
    (APIException, _other),
)

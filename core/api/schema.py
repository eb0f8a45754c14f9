"""The OpenAPI document says of every operation what may go wrong, and how one signs in."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent

from core.api.once import KEY, MOST_CHARACTERS, REPLAYED
from core.api.problems import MEDIA_TYPE

FIELDS = "fields"
"""The parameter of a field choice (``core/api/choice.py``)."""
PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["detail"],
                "properties": {
                    "pointer": {"type": "string", "description": "JSON pointer into the body, such as `#/rating`."},
                    "parameter": {"type": "string", "description": "The query parameter at fault."},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
WORDS = {
    "400": "A query parameter or the form of the request is wrong.",
    "401": "No key and no session, or one that is no longer valid.",
    "403": "The caller may see this, but not do it, or the key lacks the scope.",
    "404": "There is no such record, or the caller may not see it.",
    "406": "JSON is all there is.",
    "409": "The request with this Idempotency-Key is being worked on; send it again.",
    "412": "The record was changed since it was read.",
    "413": "The body is too large.",
    "415": "The body is not JSON.",
    "422": "The content was refused; nothing was stored.",
    "428": "If-Match is missing.",
}
ETAG = {
    "description": "The version of what is returned; send it back as If-None-Match or If-Match.",
    "schema": {"type": "string"},
}
LINK = {"description": "The next and the previous page (RFC 8288).", "schema": {"type": "string"}}
IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "An ETag the caller has; the answer is 304 while it still holds.",
}
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "schema": {"type": "string"},
    "description": "The ETag of the record as it was read.",
}
IDEMPOTENCY_KEY = {
    "name": KEY,
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": MOST_CHARACTERS, "pattern": "^[!#-~]+$"},
    "description": "A new one for every new request, such as a UUID. The same request sent again with it within 24 hours is "
    f"answered again, with `{REPLAYED}: true`, and done once; another request with it is a 422.",
}
IDEMPOTENCY_REPLAYED = {
    "description": "There when this is the answer that was given before.",
    "schema": {"type": "string", "enum": ["true"]},
}


class Schema(AutoSchema):
    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        operation = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        is_read = self.method == "GET"
        if is_read or self._is_about_a_record():
            operation.setdefault("parameters", []).append(IF_NONE_MATCH if is_read else IF_MATCH)
        if self.method == "POST":
            operation["parameters"] = [*operation.get("parameters", []), IDEMPOTENCY_KEY]
        view: Any = self.view
        if getattr(view, "has_choice", False):
            operation["parameters"].append(_choice(view.members))
        for status, answer in operation["responses"].items():
            if status.startswith("2"):
                answer["description"] = answer["description"] or "What was asked for, or what was stored."
            if status.startswith("2") and status != "204":
                answer["headers"] = self._headers()
        operation["responses"] |= self._problems(operation)
        return operation

    def _headers(self) -> dict[str, Any]:
        link = {"Link": LINK} if self._is_list_view() else {}
        replayed = {REPLAYED: IDEMPOTENCY_REPLAYED} if self.method == "POST" else {}
        return {"ETag": ETAG, **link, **replayed}

    def get_request_serializer(self) -> Any:
        """What a client may send stands in ``contents`` of the viewset, by action."""
        contents = getattr(self.view, "contents", {})
        action = getattr(self.view, "action", "")
        if action not in contents:
            return super().get_request_serializer()
        return contents[action](partial=self.method == "PATCH")

    def _problems(self, operation: Any) -> dict[str, Any]:
        statuses = ["400", "401", "403", "406"]
        if self._is_about_a_record():
            statuses.append("404")
        if self.method != "GET":
            content = ["413", "415", "422"] if self.method != "DELETE" else []
            statuses += ["409"] if self.method == "POST" else []
            statuses += ["412", *content, "428"] if self._is_about_a_record() else content
        answers: dict[str, Any] = (
            {} if self.method != "GET" else {"304": {"description": "What the caller has still holds."}}
        )
        return answers | {status: self._problem(WORDS[status]) for status in statuses}

    def _is_about_a_record(self) -> bool:
        return "{" in self.path

    def _problem(self, words: str) -> dict[str, Any]:
        problem: Any = ResolvedComponent
        component = problem(name="Problem", type=ResolvedComponent.SCHEMA, object="Problem", schema=PROBLEM)
        self.registry.register_on_missing(component)
        return {"description": words, "content": {MEDIA_TYPE: {"schema": component.ref}}}


def _choice(members: Sequence[str]) -> dict[str, Any]:
    return {
        "name": FIELDS,
        "in": "query",
        "required": False,
        "style": "form",
        "explode": False,
        "schema": {"type": "array", "minItems": 1, "items": {"type": "string", "enum": list(members)}},
        "description": "Members to be returned, with commas between them; without a choice all of them.",
    }


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "core.api.authentication.TokenAuthentication"
    name = "key"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer", "description": "An API key, made on the page “API keys”."}


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "core.api.authentication.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}


class ChosenSerializerExtension(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """No member is there for certain: what was not chosen is left out."""

    target_class = "core.api.choice.ChosenSerializer"
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: Any) -> Any:
        schema = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        return {name: value for name, value in schema.items() if name != "required"}


class ClosedSerializerExtension(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """A body that refuses what it does not know says so."""

    target_class = "core.api.content.Content"
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: Any) -> Any:
        schema = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        return schema | {"additionalProperties": False}

"""The OpenAPI document says of every operation what may go wrong, and how one signs in."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent

from core.api.exporting import AS, CSV, WAYS
from core.api.once import KEY, MOST_CHARACTERS, REPLAYED
from core.api.problems import MEDIA_TYPE
from core.api.rates import LEFT, POLICY
from core.api.rows import FIELDS
from core.api.streams import NDJSON
from core.api.trying import GIVEN, VALIDATE
from core.exports import MOST_XLSX_ROWS, XLSX

PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "What went wrong (RFC 9457). `detail` says what to do about it.",
    "examples": [
        {
            "type": "about:blank",
            "title": "Unprocessable Entity",
            "status": 422,
            "detail": "The content was refused; nothing was stored.",
            "errors": [
                {"pointer": "#/why", "detail": "Send this member: Why this rating, in one sentence."},
                {"pointer": "#/milestones/0/forecast_on", "detail": "Send a day as YYYY-MM-DD, such as 2027-09-30."},
            ],
        },
        {
            "type": "about:blank",
            "title": "Bad Request",
            "status": 400,
            "detail": "A query parameter is wrong.",
            "errors": [{"parameter": "colour", "detail": "This parameter is not known here."}],
        },
        {
            "type": "about:blank",
            "title": "Precondition Failed",
            "status": 412,
            "detail": "The record was changed since you read it. Read it again and repeat.",
        },
    ],
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
    "406": "JSON is all there is; lists are also sent `as` something else.",
    "409": "The request with this Idempotency-Key is being worked on; send it again.",
    "410": "The data was restored from a backup since; pull everything again.",
    "412": "The record was changed since it was read.",
    "413": "The body is too large.",
    "415": "The body is not JSON.",
    "422": "The content was refused; nothing was stored.",
    "428": "If-Match is missing.",
    "429": "More requests than a key or a person may send in a minute; Retry-After says when to come again.",
}
ETAG = {
    "description": "The version of what is returned; send it back as If-None-Match or If-Match.",
    "schema": {"type": "string"},
}
RATE_LIMIT = {
    POLICY: {"description": "How many requests (`q`) in how many seconds (`w`).", "schema": {"type": "string"}},
    LEFT: {
        "description": "How many are left (`r`) and in how many seconds (`t`) all may be sent again.",
        "schema": {"type": "string"},
    },
}
RETRY_AFTER = {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}}
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
    "schema": {"type": "string", "minLength": 1, "maxLength": MOST_CHARACTERS + 2, "pattern": "^[ -~]+$"},
    "description": "A new one for every new request, such as a UUID. The same request sent again with it within 24 hours is "
    f"answered again, with `{REPLAYED}: true`, and done once; another request with it is a 422.",
}
TRIAL = "Only a trial; nothing is stored."
IDEMPOTENCY_REPLAYED = {
    "description": "There when this is the answer that was given before.",
    "schema": {"type": "string", "enum": ["true"]},
}
AS_FILE = {
    "name": AS,
    "in": "query",
    "required": False,
    "schema": {"type": "string", "enum": list(WAYS)},
    "description": "The whole list in one answer instead of a page: one object a line, as a page tells it; flat columns; or a "
    f"workbook of at most {MOST_XLSX_ROWS:,} rows. Without an ETag, and whole if it ends properly.",
}
FILES: dict[str, tuple[str, dict[str, Any]]] = {
    NDJSON: ("Lines", {"type": "string", "description": "JSON Lines: on each line an object like those in `results`."}),
    CSV.partition(";")[0]: (
        "Table",
        {
            "type": "string",
            "description": "UTF-8, with a head. Members of members stand as `lead.code`; several values in one cell have `; ` "
            "between.",
        },
    ),
    XLSX: ("Workbook", {"type": "string", "format": "binary", "description": "The columns of the CSV."}),
}
"""The forms of a whole list, each with the name of its schema."""


class Schema(AutoSchema):
    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        operation = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        is_read = self.method == "GET"
        if self._is_trial:
            self._say_trial(operation)
        if (is_read and not self._is_stream) or self._is_about_a_record():
            operation.setdefault("parameters", []).append(IF_NONE_MATCH if is_read else IF_MATCH)
        self._show_example(operation)
        if self.method == "POST" and not self._is_trial:
            operation["parameters"] = [*operation.get("parameters", []), IDEMPOTENCY_KEY]
        view: Any = self.view
        if getattr(view, "has_choice", False):
            operation["parameters"].append(_choice(view.members))
        for status, answer in operation["responses"].items():
            if status.startswith("2"):
                answer["description"] = answer["description"] or "What was asked for, or what was stored."
            if status.startswith("2") and status != "204":
                answer["headers"] = self._headers()
        if is_read and self._is_list_view():
            self._say_files(operation)
        operation["responses"] |= self._problems(operation)
        return operation

    def _show_example(self, operation: dict[str, Any]) -> None:
        example = getattr(self.view, "examples", {}).get(getattr(self.view, "action", ""))
        if example is not None:
            operation["requestBody"]["content"]["application/json"]["example"] = example

    @property
    def _is_stream(self) -> bool:
        """In one form only, and without an ETag."""
        return getattr(self.view, "action", "") in getattr(self.view, "streams", ())

    @property
    def _is_trial(self) -> bool:
        return getattr(self.view, "is_trial", False)

    def get_operation_id(self) -> str:
        if not self._is_trial:
            return str(super().get_operation_id())
        path, method = self.path, self.method
        self.path = path.removesuffix(f"{VALIDATE}/")
        self.method = "PATCH" if getattr(self.view, "action", "") == "partial_update" else method
        try:
            return f"{super().get_operation_id()}_{VALIDATE}"
        finally:
            self.path, self.method = path, method

    def _say_trial(self, operation: dict[str, Any]) -> None:
        operation["description"] = f"{TRIAL} {operation.get('description', '')}".strip()
        stored = next(status for status in operation["responses"] if status.startswith("2"))
        answer = operation["responses"].pop(stored)
        answer["description"] = "What would be stored."
        for told in answer["content"].values():
            told["schema"] = self._without_given(told["schema"])
        operation["responses"]["200"] = answer

    def _without_given(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The record, where what the system gives need not be there."""
        name = schema["$ref"].rpartition("/")[2]
        whole: dict[str, Any] = self.registry[name, ResolvedComponent.SCHEMA].schema
        if not GIVEN & set(whole.get("required", ())):
            return schema
        rest = [member for member in whole["required"] if member not in GIVEN]
        relaxed = {**whole, "required": rest} if rest else {key: whole[key] for key in whole if key != "required"}
        return self._named(f"{name}Trial", relaxed)

    def _headers(self) -> dict[str, Any]:
        if self._is_trial or self._is_stream:
            return RATE_LIMIT
        link = {"Link": LINK} if self._is_list_view() else {}
        replayed = {REPLAYED: IDEMPOTENCY_REPLAYED} if self.method == "POST" else {}
        return {"ETag": ETAG, **link, **replayed, **RATE_LIMIT}

    def get_request_serializer(self) -> Any:
        """What a client may send stands in ``contents`` of the viewset, by action."""
        contents = getattr(self.view, "contents", {})
        action = getattr(self.view, "action", "")
        if action not in contents:
            return super().get_request_serializer()
        return contents[action](partial=action == "partial_update")

    def _problems(self, operation: Any) -> dict[str, Any]:
        statuses = ["400", "401", "403", "406"]
        if self._is_about_a_record():
            statuses.append("404")
        if self.method != "GET":
            content = ["413", "415", "422"] if self.method != "DELETE" else []
            statuses += ["409"] if self.method == "POST" and not self._is_trial else []
            statuses += ["412", *content, "428"] if self._is_about_a_record() else content
        statuses += getattr(self.view, "refusals", {}).get(getattr(self.view, "action", ""), ())
        answers: dict[str, Any] = (
            {} if self.method != "GET" else {"304": {"description": "What the caller has still holds."}}
        )
        answers |= {status: self._problem(WORDS[status]) for status in (*statuses, "429")}
        for status in {"409", "429"} & set(answers):
            answers[status]["headers"] = {"Retry-After": RETRY_AFTER}
        return answers

    def _is_about_a_record(self) -> bool:
        return "{" in self.path

    def _problem(self, words: str) -> dict[str, Any]:
        return {"description": words, "content": {MEDIA_TYPE: {"schema": self._named("Problem", PROBLEM)}}}

    def _say_files(self, operation: Any) -> None:
        operation["parameters"].append(AS_FILE)
        told = operation["responses"]["200"]["content"]
        told |= {media_type: {"schema": self._named(name, schema)} for media_type, (name, schema) in FILES.items()}

    def _named(self, name: str, schema: dict[str, Any]) -> dict[str, Any]:
        resolved: Any = ResolvedComponent
        component = resolved(name=name, type=ResolvedComponent.SCHEMA, object=name, schema=schema)
        self.registry.register_on_missing(component)
        return dict(component.ref)


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

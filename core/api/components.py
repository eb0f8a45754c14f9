"""What several operations of the OpenAPI document say alike stands once, under a name, and they refer to it."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any, NamedTuple

from core.api.once import REPLAYED

Said = dict[str, Any]
JSON = "application/json"


class Place(NamedTuple):
    """Where something is said: ``inside[key]``; what it may be called, and the part of the API that says it."""

    inside: Any
    key: Any
    name: str
    tag: str

    @property
    def said(self) -> Any:
        return self.inside[self.key]


def say_once(result: Said, **_rest: Any) -> Said:
    """A hook of drf-spectacular, behind all others."""
    operations = [operation for path in result["paths"].values() for operation in path.values()]
    named = {kind: _named(kind, find(operations)) for kind, find in KINDS.items()}
    result["components"] = dict(sorted((result["components"] | named).items()))
    return result


def _named(kind: str, places: Iterator[Place]) -> Said:
    """What is said in two places or more. Its name is that of what is said most often; the rest is named by the part of the
    API that alone says it, or stays where it is."""
    alike: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        alike[json.dumps(place.said, sort_keys=True, default=str)].append(place)
    named: Said = {}
    for same in sorted((same for same in alike.values() if len(same) > 1), key=len, reverse=True):
        name, said, tags = same[0].name, same[0].said, {place.tag for place in same}
        if name in named and len(tags) == 1:
            name = f"{_joined(*tags)}{name}"
        if name in named:
            continue
        named[name] = said
        for place in same:
            place.inside[place.key] = {"$ref": f"#/components/{kind}/{name}"}
    return dict(sorted(named.items()))


def _headers(operations: list[Said]) -> Iterator[Place]:
    for operation in operations:
        for answer in operation["responses"].values():
            headers = answer.get("headers", {})
            answer["headers"] = headers = dict(headers)
            yield from (Place(headers, name, name, _tag(operation)) for name in headers)
            if not headers:
                del answer["headers"]


def _responses(operations: list[Said]) -> Iterator[Place]:
    for operation in operations:
        answers = operation["responses"]
        for status, answer in answers.items():
            name = _name_of(answer) if status.startswith("2") else _joined(HTTPStatus(int(status)).phrase)
            if name:
                yield Place(answers, status, name, _tag(operation))


def _name_of(answer: Said) -> str:
    """After the record it tells: as it is read, as it was stored, as a trial would store it."""
    content = answer.get("content", {})
    record = content.get(JSON, {}).get("schema", {}).get("$ref", "").rpartition("/")[2].removesuffix("Trial")
    headers = answer.get("headers", {})
    if len(content) != 1 or not record:
        return "Keys" if content and JSON not in content else ""
    return f"{record}{'Tried' if 'ETag' not in headers else 'Stored' if REPLAYED in headers else ''}"


def _parameters(operations: list[Said]) -> Iterator[Place]:
    for operation in operations:
        parameters = operation.get("parameters", [])
        yield from (
            Place(parameters, place, _joined(each["name"]), _tag(operation)) for place, each in enumerate(parameters)
        )


def _examples(operations: list[Said]) -> Iterator[Place]:
    for operation in operations:
        told = operation.get("requestBody", {}).get("content", {}).get(JSON, {})
        if "example" in told:
            name = told["schema"]["$ref"].rpartition("/")[2]
            told["examples"] = {name: {"value": told.pop("example")}}
            yield Place(told["examples"], name, name, _tag(operation))


KINDS: dict[str, Callable[[list[Said]], Iterator[Place]]] = {
    "headers": _headers,
    "responses": _responses,
    "parameters": _parameters,
    "examples": _examples,
}
"""In this order: an answer refers to its headers before it is compared."""


def _tag(operation: Said) -> str:
    tag: str = operation["tags"][0]
    return tag


def _joined(words: str) -> str:
    """``If-None-Match``, ``page_size`` and ``Not Found`` as one word, each part with a capital."""
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]+", words))

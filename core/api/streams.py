"""Answers without an end in sight: whole lists, sent while they are read."""

from collections.abc import Iterable
from typing import Any, TypeVar

import orjson
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from rest_framework.request import Request

from core.streams import as_of_now

A = TypeVar("A", bound=HttpResponseBase)
NDJSON = "application/x-ndjson"


def streamed(request: Request, lines: Iterable[bytes], *, media_type: str, file_name: str) -> StreamingHttpResponse:
    """``lines`` must be lazy: they are read in one transaction while they are sent, so whatever may be refused is refused before.

    What fails on the way breaks the connection: an answer that ends properly is whole. There is no ETag: it stands before the body.
    """
    body = () if request.method == "HEAD" else as_of_now(lines)
    return as_file(StreamingHttpResponse(body, content_type=media_type), file_name)


def as_file(answer: A, name: str) -> A:
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Content-Security-Policy"] = "sandbox"
    answer["Cache-Control"] = "private, no-store"
    patch_vary_headers(answer, ["Authorization", "Cookie"])
    return answer


def ndjson(rows: Iterable[Any]) -> Iterable[bytes]:
    return (orjson.dumps(row, default=str, option=orjson.OPT_APPEND_NEWLINE) for row in rows)

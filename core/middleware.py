import uuid
import zlib
from collections.abc import Callable, Iterable, Iterator
from time import perf_counter
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

log = structlog.get_logger("request")
Next = Callable[[HttpRequest], HttpResponse]


def path_without_secret(request: HttpRequest) -> str:
    """The path as logs keep it: a one-time key in the address is left out."""
    match = getattr(request, "resolver_match", None)
    key = match.kwargs.get("key", "") if match else ""
    return request.path.replace(key, "...") if key else request.path


class RequestLog:
    """One line a request; its id stands in every line written on the way and in the answer's ``X-Request-ID``."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = uuid.uuid4().hex
        started = perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
            log.info(
                "request",
                method=request.method,
                path=path_without_secret(request),
                status=response.status_code,
                user=getattr(getattr(request, "user", None), "pk", None),
                ms=round((perf_counter() - started) * 1000, 1),
            )
        response["X-Request-ID"] = request_id
        return response


class Headers:
    """Pages are kept by nobody; an answer that says otherwise (API, static files) keeps its own word."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        response.headers.setdefault("X-Frame-Options", "DENY")
        return response


class Packed(GZipMiddleware):
    """The API's answers to programs as gzip, where they ask for it; streams piece by piece, each as it comes.

    Only to who sends a key: nothing makes a browser send one, so no foreign page can read from the length of what is packed
    (BREACH). An ETag turns weak, which ``core/api/views.py`` takes back as it was.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> Any:
        if not (request.path.startswith("/api/") and _has_key(request)):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        if not _takes_gzip(request):
            return response
        if not response.streaming:
            return super().process_response(request, response)
        response.streaming_content = packed(response.streaming_content)  # type: ignore[attr-defined]
        response["Content-Encoding"] = "gzip"
        return response


def _has_key(request: HttpRequest) -> bool:
    return request.headers.get("Authorization", "").lower().startswith("bearer ")


def _takes_gzip(request: HttpRequest) -> bool:
    said = (each.replace(" ", "").lower() for each in request.headers.get("Accept-Encoding", "").split(","))
    return any(each.partition(";")[0] == "gzip" and not each.endswith(";q=0") for each in said)


def packed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(wbits=31)
    for piece in pieces:
        yield packer.compress(piece) + packer.flush(zlib.Z_SYNC_FLUSH)
    yield packer.flush()

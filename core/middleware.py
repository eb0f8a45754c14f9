import uuid
from collections.abc import Callable
from time import perf_counter

import structlog
from django.http import HttpRequest, HttpResponse

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

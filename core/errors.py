"""The pages for what went wrong. One text for "none" and "not yours", so that the answers are the same."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

TITLES = {400: "Bad request", 403: "Forbidden", 404: "Not found", 500: "Server error"}


def _answer(request: HttpRequest, status: int, template: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        body = {"type": "about:blank", "title": TITLES[status], "status": status}
        return JsonResponse(body, status=status, content_type="application/problem+json")
    return render(request, template, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 400, "400.html")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 403, "403.html")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 404, "404.html")


def failed(request: HttpRequest) -> HttpResponse:
    return _answer(request, 500, "500.html")


def csrf_failed(request: HttpRequest, reason: str = "", **kwargs: Any) -> HttpResponse:
    return render(
        request, "403_csrf.html", {"reason": _("The form was open too long or came from another site.")}, status=403
    )

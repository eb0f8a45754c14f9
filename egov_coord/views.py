import hashlib
from datetime import UTC, datetime
from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import condition
from django.views.generic import TemplateView

from accounts import permissions as accounts
from core.pages import Page
from desk import permissions as desk
from outbox import permissions as outbox
from outbox.standing import counts, standing


class Home(Page):
    """Where a person starts: their desk, else everybody's accounts, else their own."""

    may = staticmethod(lambda user: user.is_authenticated)

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        user = request.user
        if desk.may_open_desk(user):
            return redirect("desk:home")
        if accounts.may_manage_accounts(user):
            return redirect("accounts:list")
        return redirect("accounts:account")


class Health(Page):
    """Whether the background work is done, in figures; visitors learn no more than up or down, at ``health/work``."""

    may = staticmethod(outbox.may_see_deliveries)
    template_name = "health/health.html"

    def context(self) -> dict[str, Any]:
        found = standing(timezone.now())
        age = found.queue_age
        return {
            "standing": found,
            "counts": counts(found.now),
            "queue_seconds": max(0, round(age.total_seconds())) if age is not None else 0,
        }


@method_decorator(csp_update({"img-src": ["data:"]}), name="dispatch")  # icons inside the stylesheet of Swagger UI
class ApiDocs(TemplateView):
    """The API in words, to be tried in the page; the same for everybody, signed in or not."""

    may = staticmethod(lambda user: True)
    template_name = "api/docs.html"


DOCUMENT = settings.BASE_DIR / "docs" / "openapi.yaml"
"""What is served is what stands here, compared by the tests."""


def _document_changed_at(request: HttpRequest) -> datetime:
    return datetime.fromtimestamp(DOCUMENT.stat().st_mtime, UTC)


def _document_etag(request: HttpRequest) -> str:
    """Of the document in the form and the language that are asked for."""
    asked = [request.get_full_path(), request.headers.get("Accept", ""), request.headers.get("Accept-Language", "")]
    return f'"{hashlib.sha256(DOCUMENT.read_bytes() + repr(asked).encode()).hexdigest()[:20]}"'


while_the_document_stands = condition(_document_etag, _document_changed_at)
"""The document takes seconds to make; who has it is answered without."""

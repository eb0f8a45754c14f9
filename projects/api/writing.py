"""What the records of the portfolio share when they are written."""

from collections.abc import Mapping
from typing import Any, ClassVar

from rest_framework.request import Request

from core.access import today
from core.api.content import Code
from core.api.views import RecordViewSet
from core.scopes import TokenScope
from projects.models import Project

WRITE = TokenScope.PORTFOLIO_WRITE


class InPortfolio:
    """Before the base of a viewset: written with ``portfolio:write``, by services that take the day."""

    scopes: ClassVar[Mapping[str, str]] = {**RecordViewSet.scopes, "create": WRITE, "partial_update": WRITE}

    def signature(self, request: Request) -> dict[str, Any]:
        return {"by": request.user, "on": today()}


def project_code() -> Code:
    return Code(queryset=Project.objects.all(), help_text="Code of the project.")

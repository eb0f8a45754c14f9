"""Who may: a viewset says it per action; what it does not name is denied."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from inspect import signature
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from core.scopes import ANY_SCOPE

if TYPE_CHECKING:
    from rest_framework.views import APIView

May = Callable[..., bool]


class MayPermission(BasePermission):
    """``may = {"list": may_see_portfolio, "submit": may_report_status}`` and, for tokens, ``scopes`` by the same actions.

    A rule of two arguments (user, record) decides once the record is found among those the caller sees; before that the
    caller must be allowed to read such records at all. So what one may not see stays a 404 and never becomes a 403.
    """

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not request.user.is_authenticated:
            return False
        action = _action(view)
        if action is None:
            return True
        self.message = _("You may not do this.")
        if not _is_in_scope(request, view, action):
            lacking = {"scope": getattr(view, "scopes", {}).get(action, "")}
            self.message = _("This key may not be used for that: it lacks the scope %(scope)s.") % lacking
            return False
        rule = _rules(view).get(action)
        return rule is not None and _may_begin(request, view, rule)

    def has_object_permission(self, request: Request, view: APIView, obj: Any) -> bool:
        rule = _rules(view).get(_action(view) or "")
        if rule is None:
            return False
        return rule(request.user, obj) if _is_about_a_record(rule) else rule(request.user)


def _action(view: APIView) -> str | None:
    """None: the route does not know this method, and 405 is the answer."""
    action: str | None = getattr(view, "action", None)
    return None if action == "metadata" else action


def _rules(view: APIView) -> dict[str, May]:
    return getattr(view, "may", {})


def _is_in_scope(request: Request, view: APIView, action: str) -> bool:
    token: Any = request.auth
    return token is None or getattr(view, "scopes", {}).get(action) in (ANY_SCOPE, *token.scopes)


def _may_begin(request: Request, view: APIView, rule: May) -> bool:
    """Without a record in the address, the rule has to decide without one."""
    if not (getattr(view, "detail", False) and _is_about_a_record(rule)):
        return rule(request.user)
    reads = _rules(view).get("retrieve")
    return reads is not None and reads(request.user)


@cache
def _is_about_a_record(rule: May) -> bool:
    return len(signature(rule).parameters) > 1

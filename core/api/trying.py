"""``POST .../validate/`` beside every address that writes: the same checks and the same service, and nothing is stored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import Route, SimpleRouter

from core.api.once import Handler, rendered
from core.trial import trial
from core.versions import one_of_two

VALIDATE = "validate"
GIVEN = frozenset({"id", "code", "version"})
"""Members that the system gives when it stores; a trial cannot know them."""


class Router(SimpleRouter):
    def get_routes(self, viewset: Any) -> list[Route]:
        """A trial stands before the address of a record, which would take its name for a code."""
        return [each for route in super().get_routes(viewset) for each in (route, *_trials(route, viewset))]


def _trials(route: Route, viewset: Any) -> Iterator[Route]:
    for method, action in route.mapping.items():
        if method in ("post", "patch") and method in viewset.http_method_names and hasattr(viewset, action):
            yield route._replace(
                url=route.url.replace("{trailing_slash}$", f"/{VALIDATE}{{trailing_slash}}$"),
                mapping={"post": action},
                name=f"{route.name}-{VALIDATE}",
                initkwargs={**route.initkwargs, "is_trial": True},
            )


def tried(view: Any, handler: Handler) -> Handler:
    """``handler`` of a write, with its answer but without its effect."""

    def answer(request: Request, *args: Any, **kwargs: Any) -> Response:
        with one_of_two(), trial():
            response: Response = handler(request, *args, **kwargs)
            left_out = GIVEN if "Location" in response else {"version"}
            response.data = {name: value for name, value in response.data.items() if name not in left_out}
            response.status_code = 200
            rendered(view, request, response)
        for name in ("ETag", "Location"):
            del response[name]
        return response

    return answer

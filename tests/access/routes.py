"""Every route of the site as the URL resolver knows it, and its address with an object in it."""

import re
from typing import NamedTuple

from django.urls import URLPattern

from core.pages import Page
from tests.test_architecture import routes, view_class

METHODS = ("get", "head", "options", "post", "put", "patch", "delete")
PARAMETER = re.compile(r"<(?:\w+:)?(?P<name>\w+)>(?!\[)|\(\?P<(?P<regex>\w+)>[^)]*\)")
API = "api/v1/"


class Route(NamedTuple):
    """``parameters``: the address in front of each, by which ``tests/access/world.py`` finds the object behind it."""

    path: str
    entry: URLPattern
    parameters: tuple[str, ...]

    @property
    def view(self):
        return view_class(self.entry)

    @property
    def is_api(self) -> bool:
        return hasattr(self.entry.callback, "actions")

    @property
    def is_page(self) -> bool:
        return self.view is not None and issubclass(self.view, Page)

    @property
    def is_foreign_code(self) -> bool:
        """Of allauth or another package: its answers are checked, its manners are its own."""
        return not (self.is_page or self.is_api)

    @property
    def methods(self) -> frozenset[str]:
        """What the route knows how to answer."""
        if self.is_api:
            known = set(self.entry.callback.actions) | ({"head"} if "get" in self.entry.callback.actions else set())
            return frozenset(known & set(self.view.http_method_names))
        if self.view is None:
            return frozenset({"get", "head"})
        known = {name for name in self.view.http_method_names if hasattr(self.view, name)}
        return frozenset(known | ({"head"} if "get" in known else set()))

    def address(self, values: dict[str, object]) -> str:
        """With one value for each of ``parameters``; a value may be a tuple where two parameters stand in one step."""
        found = iter([str(values[before]) for before in self.parameters])
        return "/" + PARAMETER.sub(lambda match: next(found), plain(self.path))


def plain(path: str) -> str:
    return path.replace("^", "").replace("$", "")


def _parameters(path: str) -> tuple[str, ...]:
    whole = plain(path)
    return tuple(whole[: match.start()] for match in PARAMETER.finditer(whole))


def _all_routes():
    for path, entry in routes():
        if "format" not in path:
            yield path, Route(path, entry, _parameters(path))


ROUTES: dict[str, Route] = dict(_all_routes())

"""The layout is the architecture; a machine watches it from the first commit."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import ForeignObjectRel
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.viewsets import ViewSetMixin

from core.models import Record
from core.pages import Page

ROOT = Path(settings.BASE_DIR)
LAYERS = [
    ["core"], ["history"], ["outbox"], ["accounts"], ["exchange"], ["ministries"], ["partnerships", "strategy"],
    ["projects"], ["architecture", "legislation"], ["council"], ["desk", "digests", "portal"], ["demo"],
]  # fmt: skip
HEIGHT = {app: height for height, layer in enumerate(LAYERS) for app in layer}
NAMES_PEOPLE = {"history", "outbox"}
UNTRACKED = {"projects.current", "accounts.apitoken"}
OURS = [app for app in HEIGHT if apps.is_installed(app)]
CODE = [path for app in [*OURS, "egov_coord"] for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def our_models():
    return [model for app in OURS for model in apps.get_app_config(app).get_models()]


def test_no_relation_points_to_a_higher_layer():
    for model in our_models():
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if isinstance(field, ForeignObjectRel) or target is None or isinstance(target, str):
                continue
            there, here = target._meta.app_label, model._meta.app_label
            if there not in HEIGHT or (here in NAMES_PEOPLE and there == "accounts"):
                continue
            assert here == there or HEIGHT[there] < HEIGHT[here], (
                f"{model._meta.label}.{field.name} points up to {there}"
            )


def test_every_domain_record_is_tracked():
    for model in our_models():
        is_event = hasattr(model, "pgh_tracked_model")
        if is_event or not issubclass(model, Record) or model._meta.label_lower in UNTRACKED:
            continue
        events = [
            rel.related_model for rel in model._meta.related_objects if hasattr(rel.related_model, "pgh_tracked_model")
        ]
        assert events, f"{model._meta.label} has no history"


def test_no_secret_is_copied_into_history():
    for model in apps.get_models():
        if hasattr(model, "pgh_tracked_model"):
            names = {field.name for field in model._meta.get_fields()}
            assert not names & {"password", "digest", "token_key", "last_login", "draft", "content"}, model._meta.label


def routes(patterns=None, prefix=""):
    for entry in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), entry


def view_class(entry):
    return getattr(entry.callback, "view_class", None) or getattr(entry.callback, "cls", None)


@pytest.mark.parametrize(("path", "entry"), [pytest.param(*route, id=route[0] or "/") for route in routes()])
def test_every_route_says_who_may(path, entry):
    if entry.callback.__module__.startswith(("allauth.", "django.", "drf_spectacular.", "rest_framework.")):
        return
    found = view_class(entry)
    if found is not None and issubclass(found, Page):
        assert found.may is not None, f"{found.__name__} does not say who may"
        return
    if found is not None and issubclass(found, ViewSetMixin):
        missing = set(entry.callback.actions.values()) - set(found.may)
        assert not missing, f"{found.__name__} does not say who may {missing}"
        return
    assert path in OPEN_ROUTES, f"/{path} is neither a page nor an API view, and not on the list of open routes"


OPEN_ROUTES = {
    "calendar/feed/<slug:key>.ics",
    "health/live",
    "health/ready",
    "health/work",
    "brand.css",
    "crest/<slug:digest>.png",
    "demo/sign-in/<slug:key>/",
    "unsubscribe/<str:token>/",
    "api/v1/schema/",
    "api/v1/docs/",
}
OPEN_ROUTES |= {"demo/mailbox/", "demo/mailbox/<int:pk>/", "demo/mailbox/<int:pk>/html/"}


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_are_short(path):
    assert len(path.read_text().splitlines()) <= 400


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_carry_no_inline_style_or_script(path):
    text = path.read_text()
    if "mail" in path.parts or "digests" in path.parts:
        return
    assert not re.search(r"\sstyle=|\son[a-z]+=\"|<style|javascript:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert len(text.splitlines()) <= 120


@pytest.mark.parametrize("path", sorted((ROOT / "styles").glob("*.scss")), ids=lambda path: path.name)
def test_own_styles_use_logical_properties(path):
    if path.name == "vendor.scss":
        return
    physical = re.findall(
        r"^\s*(?:margin|padding|border)-(?:left|right|top|bottom)\b|^\s*(?:left|right|top|bottom):|text-align:\s*(?:left|right)|float:",
        path.read_text(),
        re.MULTILINE,
    )
    assert not physical


def test_forbidden_homes_stay_empty():
    names = {
        "utils.py",
        "helpers.py",
        "common.py",
        "mixins.py",
        "constants.py",
        "managers.py",
        "signals.py",
        "admin.py",
    }
    assert not [path for path in CODE if path.name in names]


# Where a page finds rows that have no ``visible_to``: who may enter the room may see all of it.
SEEN_BY_ALL_WHO_ENTER = {
    "accounts/views/account.py": "one's own keys, by their owner",
    "accounts/views/people.py": "accounts, for administrators",
    "outbox/views/deliveries.py": "mails, for the office and administrators",
    "exchange/views/one_run.py": "files, for whoever may fill the target",
    "exchange/views/profiles.py": "profiles, for whoever may import",
    "ministries/views/country.py": "the one row of settings and its holidays",
    "ministries/views/rates.py": "exchange rates, a part of the settings",
}


def _finders(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef) and node.name in ("find", "rows") and "objects" in ast.unparse(node):
            yield node


@pytest.mark.parametrize("path", [path for path in CODE if "views" in path.parts or path.name == "views.py"], ids=str)
def test_pages_find_their_rows_among_the_visible(path):
    name = str(path.relative_to(ROOT))
    if name not in SEEN_BY_ALL_WHO_ENTER:
        assert not [node.lineno for node in _finders(path) if "visible_to" not in ast.unparse(node)]


def test_the_api_finds_its_rows_among_the_visible():
    """``get_queryset`` of the base goes through ``visible_to``; whoever changes it starts from that one."""
    for path in CODE:
        if "api" not in path.parts or path.is_relative_to(ROOT / "core"):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and node.name == "get_queryset":
                assert "super().get_queryset()" in ast.unparse(node), f"{path}:{node.lineno}"

"""What a person may, as the permission functions of all apps say it: never a second list beside them."""

from collections.abc import Collection, Iterator
from functools import cache
from importlib import import_module
from inspect import Parameter, getmembers, isfunction, signature

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from accounts.models import User
from core.api.permission import May
from core.api.views import opens

PREFIX = "may_"


def rights_of(user: User, scopes: Collection[str] | None = None) -> dict[str, dict[str, bool]]:
    """By app, then by the name of the permission without ``may_``: those that need no record to be decided.

    ``scopes`` are those of a key, which may of this what some address of the API lets it; None: the person.
    """
    return {
        app: {name: may(user) and (scopes is None or opens(scopes, may)) for name, may in found.items()}
        for app, found in permissions().items()
    }


@cache
def permissions() -> dict[str, dict[str, May]]:
    """Read from ``permissions`` modules, found as ``django.contrib.admin`` finds ``admin``."""
    found = {
        config.label: dict(_permissions(config.name)) for config in apps.get_app_configs() if _has_own(config.name)
    }
    return {app: named for app, named in sorted(found.items()) if named}


def _has_own(app: str) -> bool:
    return module_has_submodule(import_module(app), "permissions")


def _permissions(app: str) -> Iterator[tuple[str, May]]:
    module = import_module(f"{app}.permissions")
    for name, function in getmembers(module, isfunction):
        is_own = function.__module__ == module.__name__
        if is_own and name.startswith(PREFIX) and _takes_a_person_alone(function):
            yield name.removeprefix(PREFIX), function


def _takes_a_person_alone(function: May) -> bool:
    _person, *others = signature(function).parameters.values()
    return all(other.default is not Parameter.empty for other in others)

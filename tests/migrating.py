"""Migrations of the database of the tests, in an eighth of the time: they write the same, but where a model or a field is
added, or an option changes, the models around it are not made anew in between.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger

OPTIONS = ("indexes", "constraints", "triggers")


def reload_options(self: ProjectState, app_label: str, model_name: str, delay: bool = False) -> None:
    """An index, a constraint or a trigger came or went: no field, so neither the model nor those around it are made anew."""
    if "apps" in self.__dict__:
        said, meta = self.models[app_label, model_name].options, self.apps.get_model(app_label, model_name)._meta
        for name in OPTIONS:
            setattr(meta, name, list(said.get(name, [])))


def make_model(self: ProjectState, app_label: str, model_name: str, delay: bool = False) -> None:
    """It came: those it points to learn of it as they do when Django imports a model."""
    if "apps" in self.__dict__:
        self.apps.render_multiple([self.models[app_label, model_name]])


def make_newest_field(self: ProjectState, app_label: str, model_name: str, delay: bool = False) -> None:
    if "apps" in self.__dict__:
        name, field = list(self.models[app_label, model_name].fields.items())[-1]
        field.clone().contribute_to_class(self.apps.get_model(app_label, model_name), name)
        self.apps.clear_cache()


INSTEAD = (
    (ProjectState, "add_model", make_model),
    (ProjectState, "add_field", make_newest_field),
    (ProjectState, "_append_option", reload_options),
    (ProjectState, "_remove_option", reload_options),
    (AddTrigger, "state_forwards", reload_options),
    (RemoveTrigger, "state_forwards", reload_options),
)


@contextmanager
def reloading(instead: Callable[..., None]) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ProjectState, "reload_model", instead)
        yield


@contextmanager
def quick_migrations() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for owner, name, instead in INSTEAD:
            patch.setattr(owner, name, _with(instead, getattr(owner, name)))
        yield


def _with(instead: Callable[..., None], original: Callable[..., Any]) -> Callable[..., Any]:
    def quick(*args: Any, **kwargs: Any) -> Any:
        with reloading(instead):
            return original(*args, **kwargs)

    return quick

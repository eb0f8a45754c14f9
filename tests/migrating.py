"""Migrations of the database of the tests, in half the time: they write the same, but draw fewer models anew in between."""

from collections.abc import Iterator
from contextlib import contextmanager

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


@contextmanager
def in_place() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ProjectState, "reload_model", reload_options)
        yield


@contextmanager
def quick_migrations() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for owner, name in (
            (ProjectState, "_append_option"),
            (ProjectState, "_remove_option"),
            (AddTrigger, "state_forwards"),
            (RemoveTrigger, "state_forwards"),
        ):
            patch.setattr(owner, name, in_place()(getattr(owner, name)))
        yield

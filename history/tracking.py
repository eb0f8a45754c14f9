"""Who did what, when, to which record: database triggers write it, nobody edits it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TypeVar

import pghistory
import pgtrigger
from django.db import transaction
from django.db.models import Index, Model
from pghistory.trigger import Event

from history.marks import AT_ONCE

if TYPE_CHECKING:
    from accounts.models import User

M = TypeVar("M", bound=type[Model])
_is_inside: ContextVar[bool] = ContextVar("is_inside", default=False)


class UpdateTrigger(Event):
    """Compares the rows as they were and as they are at once, however many there are."""

    def get_func_template_kwargs(self, model: Model) -> dict[str, Any]:
        told: dict[str, Any] = super().get_func_template_kwargs(model)
        return told | {"cond_new_values": told["cond_new_values"].replace(" JOIN ", f" {AT_ONCE} ")}


class UpdateEvent(pghistory.UpdateEvent):
    def add_event_trigger(self, event_model: Any) -> None:
        trigger = UpdateTrigger(  # type: ignore[no-untyped-call]
            event_model=event_model, label=self.label, name=self.trigger_name, row=self.row, operation=self.operation,
            condition=self.condition, level=self.level,
        )  # fmt: skip
        pgtrigger.register(trigger)(event_model.pgh_tracked_model)


def track(*, exclude: tuple[str, ...] = ()) -> Callable[[M], M]:
    """Record every insert, update and delete of a model, whatever writes it. ``exclude`` names secrets and bookkeeping."""
    return pghistory.track(  # type: ignore[no-any-return]
        pghistory.InsertEvent("insert", level=pgtrigger.Statement),
        UpdateEvent("update", level=pgtrigger.Statement),
        pghistory.DeleteEvent("delete", level=pgtrigger.Statement),
        exclude=list(exclude) or None,
        append_only=True,
        meta={"indexes": [Index(fields=["pgh_created_at", "pgh_id"])]},
    )


@contextmanager
def acting(*, by: "User | None", verb: str, **about: str | int) -> Iterator[None]:
    """One transaction and one history context: every row written inside says who and what ("reported status").

    ``by`` None is the system itself, for clockwork and imports from the command line. What acts inside another act is a
    part of it: the outer one names it.
    """
    if _is_inside.get():
        with transaction.atomic():
            yield
        return
    token = _is_inside.set(True)
    try:
        with transaction.atomic(), pghistory.context(user=by.pk if by else None, verb=verb, **about):
            yield
    finally:
        _is_inside.reset(token)

"""Who did what, when, to which record: database triggers write it, nobody edits it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, TypeVar

import pghistory
import pgtrigger
from django.db import transaction
from django.db.models import Index, Model

if TYPE_CHECKING:
    from accounts.models import User

M = TypeVar("M", bound=type[Model])
_is_inside: ContextVar[bool] = ContextVar("is_inside", default=False)


def track(*, exclude: tuple[str, ...] = ()) -> Callable[[M], M]:
    """Record every insert, update and delete of a model, whatever writes it. ``exclude`` names secrets and bookkeeping."""
    return pghistory.track(  # type: ignore[no-any-return]
        pghistory.InsertEvent("insert", level=pgtrigger.Statement),
        pghistory.UpdateEvent("update", level=pgtrigger.Statement),
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

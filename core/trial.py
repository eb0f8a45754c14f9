"""A write that is only tried: all is done as always and taken back."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction

_is_on: ContextVar[bool] = ContextVar("is_on", default=False)
FAR_OUT = 10**11


@contextmanager
def trial() -> Iterator[None]:
    """A transaction that is taken back at its end. What waits for its end to be checked is checked before."""
    token = _is_on.set(True)
    try:
        with transaction.atomic():
            yield
            connection.check_constraints()
            transaction.set_rollback(True)
    finally:
        _is_on.reset(token)


def next_numbers(sequence: str, count: int) -> list[int]:
    """For codes that the system gives. A sequence is not taken back, so a trial takes nothing from it: its numbers are made up."""
    if _is_on.get():
        first = FAR_OUT + secrets.randbelow(FAR_OUT)
        return list(range(first, first + count))
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s) FROM generate_series(1, %s)", [sequence, count])
        return [number for (number,) in cursor.fetchall()]

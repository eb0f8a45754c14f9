"""What is sent while it is read: memory stays flat, and all of it is as it stood at one moment."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import Model

FIRST_PIECE, PIECE = 1024, 32 * 1024
ONE_VIEW = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
PATIENCE = "SET LOCAL idle_in_transaction_session_timeout = '60s'"  # with a reader that has stopped reading


@contextmanager
def one_moment() -> Iterator[None]:
    """What is read inside is as it stood with the first question, whoever writes meanwhile; inside a transaction it is that one's."""
    connection = transaction.get_connection()
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            with connection.cursor() as cursor:
                cursor.execute(f"{ONE_VIEW}; {PATIENCE}")
        yield


def let_go(rows: Iterable[object]) -> None:
    """Of records that were told: what hangs on one holds it in turn, untied both are gone at once. They are of no use afterwards."""
    for row in rows:
        if isinstance(row, Model):
            vars(row).clear()


def as_of_now(lines: Iterable[bytes]) -> Iterator[bytes]:
    """``lines``, read of one moment and joined to pieces worth sending. Who stops reading closes the iterator, and so the transaction."""
    with one_moment():
        yield from pieces(lines)


def pieces(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The first one is small, so that it goes out at once."""
    waiting, enough = bytearray(), FIRST_PIECE
    for line in lines:
        waiting += line
        if len(waiting) >= enough:
            yield bytes(waiting)
            waiting.clear()
            enough = PIECE
    if waiting:
        yield bytes(waiting)

"""Plays the past of the demo in the order of its days, and lets the history say those days."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from django.apps import apps
from django.db import connection
from pghistory.models import Event

Act = Callable[[datetime], object]

CLOCK = """
CREATE FUNCTION demo_context_moment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.created_at := current_setting('demo.moment')::timestamptz;
    NEW.updated_at := NEW.created_at;
    RETURN NEW;
END $$;
CREATE FUNCTION demo_moment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.pgh_created_at := current_setting('demo.moment')::timestamptz;
    RETURN NEW;
END $$
"""


@dataclass(slots=True)
class Diary:
    """Acts with their moments. They are played by moment; at one moment, in the order they were written down."""

    _acts: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _number: Iterator[int] = field(default_factory=count)

    def note(self, moment: datetime, act: Act) -> None:
        self._acts.append((moment, next(self._number), act))

    def play(self) -> None:
        """Inside a transaction: the clock of the history is a trigger that is gone when this returns."""
        with _history_clock():
            for moment, _number, act in sorted(self._acts, key=lambda noted: noted[:2]):
                _set_clock(moment)
                act(moment)
        self._acts.clear()


def _event_tables() -> list[str]:
    events = (model for model in apps.get_models() if issubclass(model, Event) and model._meta.managed)
    return [connection.ops.quote_name(model._meta.db_table) for model in events]


@contextmanager
def _history_clock() -> Iterator[None]:
    clocks = {"pghistory_context": "demo_context_moment", **dict.fromkeys(_event_tables(), "demo_moment")}
    with connection.cursor() as cursor:
        cursor.execute(CLOCK)
        for table, clock in clocks.items():
            cursor.execute(
                f"CREATE TRIGGER demo_clock BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {clock}()"
            )
        yield
        for table in clocks:
            cursor.execute(f"DROP TRIGGER demo_clock ON {table}")
        cursor.execute("DROP FUNCTION demo_moment(), demo_context_moment()")


def _set_clock(moment: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('demo.moment', %s, true)", [moment.isoformat()])

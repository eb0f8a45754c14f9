"""Which tables were written in which transaction, so that what was read from them can be kept until then (``history.keeping``).

A note is only ever added, under the number of one's own transaction: nobody waits for anybody's.
"""

from collections.abc import Collection
from typing import Any, NamedTuple

from django.db import connection
from django.db.migrations import RunSQL
from django.db.models import QuerySet

TRIGGER = "note_write"
FUNCTION = """
CREATE FUNCTION note_write() RETURNS trigger LANGUAGE plpgsql AS $note$ BEGIN
    INSERT INTO history_write ("table", written_in) VALUES (TG_TABLE_NAME, pg_current_xact_id()::text::bigint)
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $note$
"""
INSTALL = """
CREATE TRIGGER {trigger} AFTER INSERT OR UPDATE{of} OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION {trigger}()
"""
REMOVE = "DROP TRIGGER {trigger} ON {table}"
NOTED = "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = %s AND tgenabled = 'O'"
PLACE = """
SELECT pg_current_snapshot()::text, (SELECT key FROM history_epoch ORDER BY id DESC LIMIT 1)
"""
UNWRITTEN = """
WITH place AS (SELECT %(seen)s::pg_snapshot AS seen, pg_snapshot_xmin(%(seen)s::pg_snapshot)::text::bigint AS first_unseen)
SELECT (SELECT key FROM history_epoch ORDER BY id DESC LIMIT 1) IS NOT DISTINCT FROM %(epoch)s AND NOT EXISTS (
    SELECT FROM place JOIN history_write ON "table" = ANY(%(tables)s::text[]) AND written_in >= first_unseen
    WHERE NOT pg_visible_in_snapshot(written_in::text::xid8, seen)
) AND NOT EXISTS (
    SELECT FROM place JOIN history_write ON "table" = '' AND written_in > first_unseen
)
"""
SWEEP = """
WITH horizon AS (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS first_unfinished),
swept AS (DELETE FROM history_write USING horizon WHERE written_in < first_unfinished RETURNING 1),
bound AS (  -- without a table: every note with a lower number is gone
    INSERT INTO history_write ("table", written_in) SELECT '', first_unfinished FROM horizon ON CONFLICT DO NOTHING
)
SELECT count(*) FROM swept
"""


class Place(NamedTuple):
    """What could be seen at a moment: the transactions that were over, in the ``epoch`` their numbers belong to."""

    seen: str
    epoch: str | None


def note(*tables: str, **columns: Collection[str]) -> RunSQL:
    """Every statement that writes one of these tables leaves a note; of a table with ``columns`` an update of others does not."""
    named = dict.fromkeys(tables, "") | {table: f" OF {', '.join(names)}" for table, names in columns.items()}
    return RunSQL(
        [INSTALL.format(trigger=TRIGGER, table=table, of=of) for table, of in named.items()],
        [REMOVE.format(trigger=TRIGGER, table=table) for table in named],
    )


class WriteQuerySet(QuerySet[Any, Any]):
    def sweep(self) -> int:
        """Notes that everybody sees go; how far stays."""
        with connection.cursor() as cursor:
            cursor.execute(SWEEP)
            return int(cursor.fetchone()[0])


def noted_tables() -> frozenset[str]:
    with connection.cursor() as cursor:
        cursor.execute(NOTED, [TRIGGER])
        return frozenset(row[0] for row in cursor.fetchall())


def place() -> Place:
    """To be asked before anything is read."""
    with connection.cursor() as cursor:
        cursor.execute(PLACE)
        return Place(*cursor.fetchone())


def is_unwritten_since(then: Place, tables: Collection[str]) -> bool:
    """No transaction that could not be seen from there and can be seen now wrote one of these tables."""
    with connection.cursor() as cursor:
        cursor.execute(UNWRITTEN, {"seen": then.seen, "epoch": then.epoch, "tables": sorted(tables)})
        return bool(cursor.fetchone()[0])

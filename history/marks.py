"""Which records were written in which transaction, so that a program can ask for what changed since.

A mark is only ever added: nobody waits for anybody's, and two writers never meet over one.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from django.db import connection
from django.db.migrations import RunSQL
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=type[Model])
SWEEP = """
DELETE FROM history_mark older USING history_mark newer
WHERE newer.kind = older.kind AND newer.record_id = older.record_id AND newer.changed_in > older.changed_in
"""
INSTALL = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $mark$ BEGIN {body} END $mark$;
CREATE TRIGGER {name} AFTER {verb} ON {table} REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION {name}();
"""
REMOVE = "DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}();"
MARK = """
INSERT INTO history_mark (kind, record_id, changed_in)
SELECT DISTINCT touched.kind, touched.record_id, pg_current_xact_id()::text::bigint FROM ({touched}) touched
ON CONFLICT DO NOTHING;
RETURN NULL;
"""
AT_ONCE, FENCE = "FULL JOIN", "OFFSET 0"
"""Both tables have every row. A trigger is planned once a session, for as many rows as came then: a plain join, planned for
one row, would compare each of thousands with each. The fence keeps outer conditions from making it a plain one again."""
NEW, OLD = "NEW TABLE AS new_rows", "OLD TABLE AS old_rows"


@dataclass(frozen=True, slots=True)
class Marked:
    """A table whose rows leave marks. ``touches``: kind and column of each foreign key whose record is marked too."""

    table: str
    kind: str
    pk: str = "id"
    touches: tuple[tuple[str, str], ...] = ()
    ignoring: tuple[str, ...] = ()

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset({self.kind, *(kind for kind, _column in self.touches)})

    def triggers(self) -> Iterator[dict[str, str]]:
        """Names of tables and columns only, from the models."""
        for verb, rows, tables in (
            ("insert", "new_rows", NEW),
            ("update", self._changed(), f"{OLD} {NEW}"),
            ("delete", "old_rows", OLD),
        ):
            body = MARK.format(touched=self._touched(rows))
            yield {
                "name": f"mark_{verb}_{self.table}",
                "table": self.table,
                "verb": verb,
                "tables": tables,
                "body": body,
            }

    def _touched(self, rows: str) -> str:
        return " UNION ALL ".join(
            f"SELECT '{kind}' AS kind, {column} AS record_id FROM {rows} WHERE {column} IS NOT NULL"  # noqa: S608
            for kind, column in ((self.kind, self.pk), *self.touches)
        )

    def _changed(self) -> str:
        """Rows of an update that differ: as they are and, where a foreign key may have moved, as they were."""
        left_out = f" - ARRAY[{', '.join(repr(name) for name in self.ignoring)}]"
        now, was = (f"to_jsonb({row}){left_out}" if self.ignoring else row for row in ("now_row", "was_row"))
        both = f"new_rows now_row {AT_ONCE} old_rows was_row ON was_row.{self.pk} = now_row.{self.pk} WHERE {now} IS DISTINCT FROM {was}"
        rows = ("now_row", "was_row") if self.touches else ("now_row",)
        return f"({' UNION ALL '.join(f'SELECT {row}.* FROM {both}' for row in rows)} {FENCE}) changed"  # noqa: S608


MARKED: dict[str, Marked] = {}
"""By kind of record."""


def marked(*touches: str, ignoring: tuple[str, ...] = ()) -> Callable[[M], M]:
    """Every row that is written leaves a mark, by trigger, and one on each record that its foreign keys ``touches`` name:
    its row shows this one, too. An update that changes no column, or only those of ``ignoring``, is none.

    The triggers come with a migration that calls ``install`` for the same; a test compares.
    """

    def register(model: M) -> M:
        options = model._meta
        fields: list[Any] = [options.get_field(name) for name in touches]
        named = tuple((field.remote_field.model._meta.label_lower, field.column) for field in fields)
        MARKED[options.label_lower] = Marked(
            options.db_table, options.label_lower, str(options.pk.column), named, ignoring
        )
        return model

    return register


def install(*tables: Marked) -> RunSQL:
    triggers = [trigger for table in tables for trigger in table.triggers()]
    return RunSQL(
        [INSTALL.format(**trigger) for trigger in triggers], [REMOVE.format(**trigger) for trigger in triggers]
    )


class MarkQuerySet(QuerySet[Any, Any]):
    def since(self, transaction: int, kinds: Collection[str]) -> Self:
        """Left by this transaction and by every later one."""
        return self.filter(kind__in=kinds, changed_in__gte=transaction)

    def ids(self, kind: str, transaction: int) -> QuerySet[Any, Any]:
        return self.since(transaction, [kind]).values("record_id")

    def kinds(self, transaction: int, kinds: Collection[str]) -> frozenset[str]:
        """Those of the kinds that have such a mark."""
        return frozenset(self.since(transaction, kinds).values_list("kind", flat=True).distinct())

    def sweep(self) -> int:
        """Only the newest mark of a record says anything."""
        with connection.cursor() as cursor:
            cursor.execute(SWEEP)
            return int(cursor.rowcount)


def horizon() -> int:
    """The oldest transaction that is not over. What is not seen yet carries its number or a higher one, however late it is
    committed; asked before rows are read, it misses none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])

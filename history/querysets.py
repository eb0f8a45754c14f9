"""All of history as one list: each event table is asked by itself, and the database puts the answers together.

Newest first; of one moment by kind of record, then the newest number first. A page is two statements whatever the size
of the history: one finds its keys (every table gives at most a page), one reads the rows behind them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any, Self

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import F, Func, IntegerField, OuterRef, Q, Subquery, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.lookups import GreaterThan, In, IsNull, LessThan
from django.utils import timezone
from django.utils.translation import gettext as _

from core.keyset import BadCursor, KeysetPage, decode, page_of
from core.records import Ref
from history.events import Event, Related, WholeRow, event_tables

ORDER = "newest"
USER, VERB = KeyTextTransform("user", "pgh_context__metadata"), KeyTextTransform("verb", "pgh_context__metadata")
VERBS = """
WITH RECURSIVE verb AS (
    (SELECT metadata ->> 'verb' AS said FROM pghistory_context WHERE metadata ->> 'verb' IS NOT NULL ORDER BY 1 LIMIT 1)
    UNION ALL
    SELECT (SELECT metadata ->> 'verb' FROM pghistory_context WHERE metadata ->> 'verb' > verb.said ORDER BY 1 LIMIT 1)
    FROM verb WHERE verb.said IS NOT NULL
) SELECT said FROM verb WHERE said IS NOT NULL
"""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where an event stands in the list: its moment, the number of its table, its own number there."""

    at: datetime
    table: int
    number: int

    @property
    def cursor(self) -> list[Any]:
        return [f"{self.at.isoformat()} {list(event_tables())[self.table]}", self.number]


@dataclass(frozen=True, slots=True)
class Everything:
    """A question to all event tables. ``labels``: the kinds of records asked for."""

    labels: Sequence[str] = field(default_factory=lambda: list(event_tables()))
    where: Q = field(default_factory=Q)

    model = None  # a filter set asks for it

    def all(self) -> Self:
        return self

    def none(self) -> Self:
        return replace(self, labels=())

    def narrowed(self, *conditions: Any) -> Self:
        where = self.where
        for condition in conditions:
            where &= condition if isinstance(condition, Q) else Q(condition)
        return replace(self, where=where)

    def of_kind(self, label: str) -> Self:
        return replace(self, labels=[known for known in self.labels if known == label])

    def of_record(self, ref: Ref) -> Self:
        return self.of_kind(ref.model).narrowed(Q(pgh_obj_id=ref.pk))

    def labelled(self, label: str) -> Self:
        """What the trigger saw: insert, update or delete."""
        return self.narrowed(Q(pgh_label=label))

    def by(self, words: str) -> Self:
        """Done by people with all these words in name or e-mail; by nobody in person for the words "The system"."""
        if words.casefold() == _("The system").casefold():
            return self.narrowed(IsNull(USER, True))
        people = get_user_model()._default_manager.all()
        for word in words.split():
            people = people.filter(Q(full_name__unaccent__icontains=word) | Q(email__icontains=word))
        return self.narrowed(In(USER, [str(pk) for pk in people.values_list("pk", flat=True)]))

    def said(self, words: str) -> Self:
        """With all these words in the verb of the act, as it was written or in the reader's language."""
        parts = words.casefold().split()
        verbs = [verb for verb in verbs_said() if all(part in f"{verb} {_(verb)}".casefold() for part in parts)]
        return self.narrowed(In(VERB, verbs))

    def since(self, on: date) -> Self:
        return self.narrowed(Q(pgh_created_at__gte=midnight(on)))

    def until(self, on: date) -> Self:
        """The last day is inclusive."""
        return self.narrowed(Q(pgh_created_at__lt=midnight(on + timedelta(days=1))))

    def count(self, most: int) -> int:
        """How many, counted no further than ``most``."""
        tables = [self._table(label).values("pgh_id")[:most] for label in self.labels]
        return together(tables)[:most].count() if tables else 0

    def page(self, *, size: int, cursor: str = "") -> KeysetPage[Event]:
        """Raises BadCursor."""
        direction, values = decode(cursor, ORDER) if cursor else ("after", [])
        start, backwards = _place(values) if values else None, direction == "before"
        places = self._places(size + 1, start, backwards)
        found = page_of(
            places, size=size, order=ORDER, starts=start is None, backwards=backwards, place=lambda place: place.cursor
        )
        return KeysetPage(_events(found.rows), found.next, found.previous)

    def _table(self, label: str) -> Any:
        return event_tables()[label]._default_manager.filter(self.where)

    def _places(self, most: int, start: Place | None, backwards: bool) -> list[Place]:
        numbers = {label: number for number, label in enumerate(event_tables())}
        sign = "" if backwards else "-"
        moment, number, table = f"{sign}pgh_created_at", f"{sign}pgh_id", "-pgh_table" if backwards else "pgh_table"
        tables = [
            self._table(label)
            .filter(_beyond(start, numbers[label], backwards))
            .annotate(pgh_table=Value(numbers[label], IntegerField()))
            .order_by(moment, number)
            .values_list("pgh_created_at", "pgh_table", "pgh_id")[:most]
            for label in self.labels
        ]
        return [Place(*found) for found in together(tables, moment, table, number)[:most]] if tables else []


def _beyond(start: Place | None, table: int, backwards: bool) -> Any:
    """Condition on the rows of one table that stand after a place of the list (before it when ``backwards``)."""
    if start is None:
        return Q()
    if table == start.table:
        own = Func("pgh_created_at", "pgh_id", function="ROW", output_field=TextField())
        there = Func(Value(start.at), Value(start.number), function="ROW", output_field=TextField())
        return GreaterThan(own, there) if backwards else LessThan(own, there)
    is_level = (table < start.table) if backwards else (table > start.table)
    return Q(**{f"pgh_created_at__{'gt' if backwards else 'lt'}{'e' if is_level else ''}": start.at})


def together(tables: Sequence[Any], *order: str) -> Any:
    """The rows of all tables, put in this order; one table keeps its own."""
    first, *others = tables
    return first.union(*others, all=True).order_by(*order) if others else first


def _events(places: Sequence[Place]) -> list[Event]:
    """The events at these places, each with the row it replaced, in one statement."""
    tables = list(event_tables().values())
    by_table = groupby(sorted(places, key=lambda place: place.table), key=lambda place: place.table)
    parts = [_rows(tables[number], number, [place.number for place in found]) for number, found in by_table]
    rows = {(row[0], row[1]): row[2:] for row in together(parts)} if parts else {}
    about = {number: Related(tables[number].pgh_tracked_model, Q()) for number in {place.table for place in places}}
    return [
        _event(about[place.table], place, *rows[place.table, place.number])
        for place in places
        if (place.table, place.number) in rows
    ]


def _event(
    about: Related, place: Place, label: str, context_id: Any, context_at: Any, metadata: Any, row: Any, replaced: Any
) -> Event:
    return Event(about, place.number, label, place.at, context_id, context_at, metadata or {}, row, replaced)


def _rows(table: Any, number: int, numbers: Sequence[int]) -> Any:
    earlier = table._default_manager.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id"))
    return (
        table._default_manager.filter(pgh_id__in=numbers)
        .order_by()
        .annotate(
            pgh_table=Value(number, IntegerField()),
            metadata=F("pgh_context__metadata"),
            context_at=F("pgh_context__created_at"),
            row=WholeRow(),
            replaced=Subquery(earlier.order_by("-pgh_id").annotate(row=WholeRow()).values("row")[:1]),
        )
        .values_list("pgh_table", "pgh_id", "pgh_label", "pgh_context_id", "context_at", "metadata", "row", "replaced")
    )


def verbs_said() -> list[str]:
    """Every verb any act ever had; its cost grows with the verbs, not with the acts."""
    with connection.cursor() as cursor:
        cursor.execute(VERBS)
        return [said for (said,) in cursor.fetchall()]


def midnight(on: date) -> datetime:
    """The moment the day begins in the reader's time zone."""
    return timezone.make_aware(datetime.combine(on, time.min))


def _place(values: list[Any]) -> Place:
    try:
        at, label = str(values[0]).split(" ")
        place = Place(datetime.fromisoformat(at), list(event_tables()).index(label), values[1])
    except ValueError as error:
        raise BadCursor(_("This page address is damaged; start again from the first page.")) from error
    if place.at.tzinfo is None or not 0 <= place.number < 2**63:
        raise BadCursor(_("This page address is damaged; start again from the first page."))
    return place

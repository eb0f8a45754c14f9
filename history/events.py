"""Reading the event tables: one query per table, each row beside the one it replaced."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cache, partial
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import F, Func, JSONField, Model, Q, Window
from django.db.models.functions import Lag
from django.utils.functional import Promise

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Related:
    """Records whose history belongs on one timeline. ``where`` filters their events, so that removed records are found too.

    ``word`` is put before the name; None: the name of the model. ``called``: fields that name a record, such as ("title",).
    ``series``: fields within which a new record replaces the one before, such as () for submissions; None compares a
    record with its own past. ``hidden``: fields never told. ``told_as``: values told as another, such as
    ``{"status": {"draft": "owed"}}``.
    """

    model: type[Model]
    where: Q
    word: str | Promise | None = None
    called: tuple[str, ...] = ()
    series: tuple[str, ...] | None = None
    hidden: tuple[str, ...] = ()
    told_as: Mapping[str, Mapping[Any, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Event:
    """One insert, update or delete. Rows are as the database wrote them, by column name."""

    related: Related
    number: int
    label: str
    at: datetime
    context_id: UUID | None
    context_at: datetime | None
    metadata: Mapping[str, Any]
    row: Row
    replaced: Row | None


class ExactDecoder(json.JSONDecoder):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs, parse_float=Decimal)


class WholeRow(Func):
    """The row of the query's own table as JSON."""

    def __init__(self) -> None:
        super().__init__(output_field=JSONField(decoder=ExactDecoder))

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **context: Any) -> tuple[str, tuple[str | int, ...]]:
        return f"to_jsonb({compiler.quote_name_unless_alias(compiler.query.get_initial_alias())}.*)", ()


@cache
def event_tables() -> dict[str, Any]:
    """Every tracked model's event table by the model's label, in the order of the labels."""
    tables: list[Any] = [table for table in apps.get_models() if hasattr(table, "pgh_tracked_model")]
    return dict(sorted((table.pgh_tracked_model._meta.label_lower, table) for table in tables))


def event_table(model: type[Model]) -> Any | None:
    """None: the model is not tracked."""
    return event_tables().get(model._meta.label_lower)


def events_of(related: Related, *, most: int, before: datetime | None) -> list[Event]:
    """The newest ``most`` events of these records, older than ``before``; newest first."""
    within = ["pgh_obj_id"] if related.series is None else list(related.series)
    table = event_tables()[related.model._meta.label_lower]
    rows = (
        table._default_manager.filter(related.where, **({"pgh_created_at__lt": before} if before else {}))
        .annotate(
            row=WholeRow(),
            replaced=Window(
                Lag(WholeRow()), partition_by=[F(name) for name in within] or None, order_by=F("pgh_id").asc()
            ),
            metadata=F("pgh_context__metadata"),
            context_at=F("pgh_context__created_at"),
        )
        .order_by("-pgh_created_at", "-pgh_id")
        .values_list(
            "pgh_id", "pgh_label", "pgh_created_at", "pgh_context_id", "context_at", "metadata", "row", "replaced"
        )
    )
    told = partial(_told, told_as=related.told_as)
    return [
        Event(
            related, number, label, at, context_id, context_at, metadata or {}, told(row), replaced and told(replaced)
        )
        for number, label, at, context_id, context_at, metadata, row, replaced in rows[:most]
    ]


def _told(row: Row, told_as: Mapping[str, Mapping[Any, Any]]) -> Row:
    return row | {name: others.get(row[name], row[name]) for name, others in told_as.items()}


def complete(found: Sequence[list[Event]], most: int) -> tuple[list[Event], datetime | None]:
    """Events of all tables together down to the day until which no table was cut off, and that moment."""
    cut_at = [events[-1].at for events in found if len(events) == most]
    together = [event for events in found for event in events]
    if not cut_at:
        return together, None
    horizon = max(cut_at)
    newer = [event for event in together if event.at > horizon]
    return newer or [event for event in together if event.at == horizon], horizon

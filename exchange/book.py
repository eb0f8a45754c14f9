"""What an import is to write: collected first, then written set by set."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any

import orjson
from django.db import connection
from django.db.models import ForeignKey, Model

BATCH = 1000
INSERT = """
INSERT INTO {table} ({columns}) SELECT * FROM json_to_recordset(%s) AS told ({typed}) RETURNING {pk}
"""


class Book:
    def __init__(self) -> None:
        self.new: dict[type[Model], list[Any]] = defaultdict(list)
        self.changed: dict[type[Model], dict[int, Any]] = defaultdict(dict)
        self.before: dict[type[Model], dict[int, dict[str, Any]]] = defaultdict(lambda: defaultdict(dict))
        self._fields: dict[type[Model], set[str]] = defaultdict(set)

    def __bool__(self) -> bool:
        return any(self.new.values()) or any(self.changed.values())

    def add(self, record: Model) -> bool:
        self.new[type(record)].append(record)
        return True

    def change(self, record: Model, changes: Mapping[str, Any]) -> bool:
        """Set what differs; True when something did."""
        differing = {name: value for name, value in changes.items() if not _is_same(record, name, value)}
        for name, value in differing.items():
            if record.pk is not None:
                column: Any = record._meta.get_field(name)
                self.before[type(record)][record.pk].setdefault(name, getattr(record, column.attname))
            setattr(record, name, value)
        if differing and record.pk is not None:
            self.changed[type(record)][record.pk] = record
            self._fields[type(record)].update(differing)
        return bool(differing)

    def save(self, order: Sequence[type[Model]]) -> None:
        """What others point at comes first in ``order``."""
        for model in order:
            for layer in _layers(model, self.new[model]):
                insert(model, layer)
            if changed := list(self.changed[model].values()):
                model._default_manager.bulk_update(changed, sorted(self._fields[model]), batch_size=BATCH)
        _count_anew([model for model in order if len(self.new[model]) >= BATCH])


def insert(model: type[Model], records: Sequence[Any]) -> None:
    """As ``bulk_create`` writes new records, in half its time: a batch is one value, and the database takes it apart."""
    fields: list[Any] = [each for each in model._meta.concrete_fields if not each.primary_key and not each.generated]
    assert not any(getattr(each, "auto_now", False) or getattr(each, "auto_now_add", False) for each in fields)
    relations, values = [each for each in fields if each.is_relation], attrgetter(*(each.attname for each in fields))
    columns = [each.column for each in fields]
    statement = INSERT.format(
        table=model._meta.db_table,
        columns=", ".join(f'"{column}"' for column in columns),
        typed=", ".join(f'"{each.column}" {each.db_type(connection)}' for each in fields),
        pk=model._meta.pk.column,
    )
    for batch in batched(records):
        for record in batch:
            _point(record, relations)
        told = orjson.dumps([dict(zip(columns, values(record), strict=True)) for record in batch], default=str).decode()
        with connection.cursor() as cursor:
            cursor.execute(statement, [told])
            for record, (pk,) in zip(batch, cursor.fetchall(), strict=True):
                record.pk = pk
                record._state.adding, record._state.db = False, connection.alias


def batched(records: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (records[first : first + BATCH] for first in range(0, len(records), BATCH))


def _point(record: Any, relations: Sequence[Any]) -> None:
    """What a record points at may have got its number only now."""
    for field in relations:
        if vars(record)[field.attname] is None and (other := field.get_cached_value(record, None)) is not None:
            vars(record)[field.attname] = other.pk


def _layers(model: type[Model], records: list[Any]) -> Iterator[list[Any]]:
    """A record that points at another new one of its kind comes after it."""
    own = [field.name for field in model._meta.concrete_fields if field.related_model is model]
    waiting = records
    while waiting:
        ready = [each for each in waiting if not any(_is_unsaved(each, name) for name in own)]
        assert ready, "records that point at each other cannot be written"
        yield ready
        waiting = [each for each in waiting if each.pk is None]


def _is_unsaved(record: Model, name: str) -> bool:
    field: Any = record._meta.get_field(name)
    return field.is_cached(record) and getattr(record, name) is not None and getattr(record, name).pk is None


def _count_anew(models: Sequence[type[Model]]) -> None:
    """What tables are joined by: without fresh statistics the database joins thousands of new rows one by one."""
    if models:
        told = (f"{model._meta.db_table} ({', '.join(_keys(model))})" for model in models)
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(told)}")


def _keys(model: type[Model]) -> list[str]:
    fields: list[Any] = [each for each in model._meta.concrete_fields if each.primary_key or each.is_relation]
    return [each.column for each in fields]


def _is_same(record: Model, name: str, value: Any) -> bool:
    field = record._meta.get_field(name)
    if isinstance(field, ForeignKey):
        return value.pk is not None and getattr(record, field.attname) == value.pk
    return bool(getattr(record, name) == value)

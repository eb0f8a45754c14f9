"""A serializer made into one function of a row.

The serializer stays the only description of an answer. What it would decide again for each field of each row is decided once:
which attribute is read, and what is made of it. A field it does not know is asked itself, so that both always say the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models.manager import BaseManager
from rest_framework import serializers
from rest_framework.fields import Field, SkipField
from rest_framework.settings import api_settings

Row = dict[str, Any]
Tell = Callable[[Any], Row]
Turn = Callable[[Any], Any]
FIELDS = "fields"
"""The parameter of a field choice (``core/api/choice.py``)."""
SHAPES = 512  # choices of members that are kept ready


def told(serializer: Any, record: Any) -> Row:
    """One record as a serializer tells it that needs to know nothing of the reader."""
    return shape(serializer)(record)


@lru_cache(SHAPES)
def shape(serializer: Any, chosen: Collection[str] | None = None) -> Tell:
    return teller(serializer(context={FIELDS: chosen}))


def teller(serializer: Any) -> Tell:
    """The function of a serializer that has its context already."""
    if type(serializer).to_representation is not serializers.Serializer.to_representation:
        own: Tell = serializer.to_representation
        return own
    parts = [(field.field_name, _reader(field), _turner(field)) for field in serializer._readable_fields]

    def tell(row: Any) -> Row:
        answer = {}
        for name, read, turn in parts:
            try:
                value = read(row)
            except SkipField:
                continue
            answer[name] = None if value is None else turn(value)
        return answer

    return tell


def _reader(field: Any) -> Turn:
    if isinstance(field, serializers.RelatedField):
        return _reader_of_related(field)
    ask: Turn = field.get_attribute
    if type(field).get_attribute is not Field.get_attribute:
        return ask
    if not field.source_attrs:
        return lambda row: row
    get = attrgetter(".".join(field.source_attrs))

    def read(row: Any) -> Any:
        if type(row) is dict:
            return ask(row)
        try:
            value = get(row)
        except (AttributeError, ObjectDoesNotExist):
            return ask(row)
        return ask(row) if callable(value) and not isinstance(value, BaseManager) else value

    is_of_many = type(field) is serializers.ListSerializer and len(field.source_attrs) == 1
    return _reader_of_many(field.source_attrs[0], read) if is_of_many else read


def _reader_of_many(name: str, read: Turn) -> Turn:
    """What was prefetched is taken as it lies: a manager for each row costs more than its few records."""

    def read_fetched(row: Any) -> Any:
        fetched = getattr(row, "_prefetched_objects_cache", {})
        return fetched[name] if name in fetched else read(row)

    return read_fetched


def _reader_of_related(field: Any) -> Turn:
    def read(row: Any) -> Any:
        value = field.get_attribute(row)
        return None if getattr(value, "pk", value) is None else value

    return read


def _turner(field: Any) -> Turn:
    own: Turn = field.to_representation
    if isinstance(field, serializers.ListSerializer):
        return _turner_of_many(teller(field.child)) if type(field) is serializers.ListSerializer else own
    if isinstance(field, serializers.BaseSerializer):
        return teller(field)
    if type(field) is serializers.SerializerMethodField:
        method: Turn = getattr(field.parent, field.method_name)
        return method
    known = KNOWN.get(type(field).to_representation)
    return known(field) if known else own


def _turner_of_many(tell: Tell) -> Turn:
    def turn(rows: Any) -> list[Row]:
        every: Iterable[Any] = rows.all() if isinstance(rows, BaseManager) else rows
        return [tell(row) for row in every]

    return turn


def _text(field: Any) -> Turn:
    return str


def _number(field: Any) -> Turn:
    return int


def _day(field: Any) -> Turn:
    own: Turn = field.to_representation
    return lambda value: value.isoformat() if type(value) is date else own(value)


def _decimal(field: Any) -> Turn:
    """What has just the decimals that are told, as a column of the table does, is told as it stands."""
    own: Turn = field.to_representation
    places = None if field.decimal_places is None else -field.decimal_places

    def turn(value: Any) -> Any:
        stands = type(value) is Decimal and value.as_tuple().exponent == places and not field.normalize_output
        return f"{value:f}" if stands else own(value)

    is_text = getattr(field, "coerce_to_string", api_settings.COERCE_DECIMAL_TO_STRING)
    return turn if is_text and not field.localize else own


def _list(field: Any) -> Turn:
    turn = _turner(field.child)
    return lambda values: [None if value is None else turn(value) for value in values]


def _pairs(field: Any) -> Turn:
    turn = _turner(field.child)
    return lambda values: {str(key): None if value is None else turn(value) for key, value in values.items()}


KNOWN: dict[Any, Callable[[Any], Turn]] = {
    serializers.CharField.to_representation: _text,
    serializers.IntegerField.to_representation: _number,
    serializers.DateField.to_representation: _day,
    serializers.DecimalField.to_representation: _decimal,
    serializers.ListField.to_representation: _list,
    serializers.DictField.to_representation: _pairs,
}

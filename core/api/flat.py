"""What a list shows, as columns: members of members as ``lead.code``, many values in one cell with ``; `` between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from inspect import isclass
from typing import Any

import orjson
from drf_spectacular.drainage import get_override
from rest_framework import serializers

from core.exports import defused

BETWEEN = "; "
NUMBER = re.compile(r"-?\d+(\.\d+)?")
DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Column:
    """``kind``: a money is text in JSON, and a number in a spreadsheet."""

    path: tuple[str, ...]
    kind: type[str] | type[Decimal] | type[date] = str

    @property
    def head(self) -> str:
        return ".".join(self.path)

    def text(self, row: dict[str, Any]) -> Any:
        """For CSV: empty for null, ``true`` and ``false``; what a spreadsheet would run gets an apostrophe in front."""
        found = value_at(row, self.path)
        if isinstance(found, str):
            return found if self.kind is Decimal and NUMBER.fullmatch(found) else defused(found)
        return found

    def cell(self, row: dict[str, Any]) -> Any:
        """For XLSX: numbers and days as such."""
        found = value_at(row, self.path)
        if not isinstance(found, str):
            return found
        if self.kind is Decimal and NUMBER.fullmatch(found):
            return Decimal(found)
        return date.fromisoformat(found) if self.kind is date and DAY.fullmatch(found) else defused(found)


def columns_of(field: Any, path: tuple[str, ...] = ()) -> Iterator[Column]:
    """Known from the serializer alone, so that they are the same whatever the rows hold."""
    field = _as_described(field)
    if isinstance(field, serializers.Serializer):
        for name, inner in field.fields.items():
            if not inner.write_only:
                yield from columns_of(inner, (*path, name))
    elif isinstance(field, serializers.ListSerializer) or _lists_records(field):
        yield from columns_of(field.child, path)
    else:
        yield Column(path, _kind(field))


def value_at(shown: Any, path: tuple[str, ...]) -> Any:
    """Of a list: the value of each, in their order, an empty one where it has none."""
    if isinstance(shown, list | tuple):
        return BETWEEN.join("" if value is None else str(value) for value in (value_at(each, path) for each in shown))
    if path and shown is not None:
        return value_at(shown.get(path[0]), path[1:])
    if isinstance(shown, bool):
        return "true" if shown else "false"
    return orjson.dumps(shown, default=str).decode() if isinstance(shown, dict) else shown


def _as_described(field: Any) -> Any:
    """Of a method its description in the document."""
    if not isinstance(field, serializers.SerializerMethodField):
        return field
    said = get_override(getattr(field.parent, str(field.method_name)), "field", field)
    return said() if isclass(said) and issubclass(said, serializers.Field) else said


def _lists_records(field: Any) -> bool:
    return isinstance(field, serializers.ListField) and isinstance(field.child, serializers.BaseSerializer)


def _kind(field: Any) -> Any:
    if isinstance(field, serializers.DecimalField):
        return Decimal
    return date if isinstance(field, serializers.DateField) else str

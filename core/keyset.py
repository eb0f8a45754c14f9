"""Pages by key: page 900 costs what page 1 costs, and no row is lost or shown twice when the data moves.

Every order ends in the primary key and puts NULLs last, in both directions of reading.
"""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import F, Model, Q, QuerySet
from django.utils.translation import gettext as _

M = TypeVar("M", bound=Model)
Row = TypeVar("Row")


class BadCursor(ValueError):
    """The cursor was not made by this list in this order."""


@dataclass(frozen=True, slots=True)
class Key:
    """One closed, indexed order of a list: a column (or annotation) and its direction. ``id`` always breaks ties."""

    field: str
    is_descending: bool = False


@dataclass(frozen=True, slots=True)
class KeysetPage(Generic[Row]):
    rows: Sequence[Row]
    next: str | None
    previous: str | None


def encode(order: str, direction: str, values: Sequence[Any]) -> str:
    raw = json.dumps([order, direction, *(_plain(value) for value in values)], separators=(",", ":"))
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def decode(cursor: str, order: str) -> tuple[str, list[Any]]:
    """Direction ("after" or "before") and the values of the row the page starts from. Raises BadCursor."""
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        made_for, direction, *values = json.loads(raw)
    except (ValueError, binascii.Error, TypeError, RecursionError) as error:
        raise BadCursor(_("This page address is damaged; start again from the first page.")) from error
    if made_for != order or direction not in ("after", "before") or len(values) != 2 or not isinstance(values[1], int):
        raise BadCursor(_("This page address belongs to another order; start again from the first page."))
    return direction, values


def keyset_page(queryset: QuerySet[M, Any], *, order: str, key: Key, size: int, cursor: str = "") -> KeysetPage[Any]:
    """One page of ``queryset`` in the order named ``order``. ``cursor`` empty: the first page. Raises BadCursor."""
    direction, values = decode(cursor, order) if cursor else ("after", [])
    backwards = direction == "before"
    rows_in_order = queryset.order_by(*_ordering(key, backwards))
    try:
        if values:
            rows_in_order = rows_in_order.filter(_beyond(key, values, backwards))
        found = list(rows_in_order[: size + 1])
    except (ValidationError, ValueError, TypeError, OverflowError) as error:
        if not values:
            raise
        raise BadCursor(_("This page address is damaged; start again from the first page.")) from error
    return page_of(
        found, size=size, order=order, starts=not values, backwards=backwards, place=lambda row: _values(row, key)
    )


def page_of(
    found: list[Any], *, size: int, order: str, starts: bool, backwards: bool, place: Callable[[Any], list[Any]]
) -> KeysetPage[Any]:
    """The page of ``found``, which holds one row more than ``size`` where the list goes on; ``place`` is for the cursor."""
    has_more, rows = len(found) > size, found[:size]
    if backwards:
        rows.reverse()
    goes_on = bool(rows) and (has_more or backwards)
    came_from = bool(rows) and ((not starts and not backwards) or (has_more and backwards))
    return KeysetPage(
        rows,
        next=encode(order, "after", place(rows[-1])) if goes_on else None,
        previous=encode(order, "before", place(rows[0])) if came_from else None,
    )


def _ordering(key: Key, backwards: bool) -> list[Any]:
    column = F(key.field)
    if key.is_descending != backwards:
        first = column.desc(nulls_first=True) if backwards else column.desc(nulls_last=True)
    else:
        first = column.asc(nulls_first=True) if backwards else column.asc(nulls_last=True)
    return [first, "-pk" if backwards else "pk"]


def _beyond(key: Key, values: list[Any], backwards: bool) -> Q:
    value, pk = values
    tie = Q(pk__lt=pk) if backwards else Q(pk__gt=pk)
    is_null = Q(**{f"{key.field}__isnull": True})
    if value is None:
        return ~is_null | (is_null & tie) if backwards else is_null & tie
    falls = key.is_descending != backwards
    further = Q(**{f"{key.field}__{'lt' if falls else 'gt'}": value})
    level = Q(**{key.field: value}) & tie
    return further | level if backwards else further | level | is_null


def _values(row: Any, key: Key) -> list[Any]:
    value = row
    for part in key.field.split("__"):
        value = value[part] if isinstance(value, dict) else getattr(value, part, None)
    pk = row["id"] if isinstance(row, dict) else row.pk
    return [value, pk]


def _plain(value: Any) -> Any:
    if isinstance(value, date | Decimal):
        return str(value)
    return value

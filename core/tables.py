"""A list in one place: its filters, its orders, its columns. The page, the CSV, the XLSX and the API all read it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, ClassVar, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import ngettext
from django_filters import FilterSet

from core import figures
from core.keyset import BadCursor, Key, KeysetPage, keyset_page

M = TypeVar("M", bound=Model)
Words = str | Promise
MOST_ROWS = 100
FIRST_ROWS, ROWS = 20, 200
OF_PAGES = ("page", "rows", "sort", "export")
"""Parameters that no filter reads."""


@dataclass(frozen=True, slots=True)
class Column(Generic[M]):
    """A column of the exports. ``value`` gives text, number, date or None of a row."""

    head: Words
    value: Callable[[M], Any]


@dataclass(frozen=True, slots=True)
class Order:
    label: Words
    key: Key


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set, in words, and the address of the same list without it."""

    label: Words
    value: str
    without: str


class Table(Generic[M]):
    filterset: ClassVar[type[FilterSet]]
    orders: ClassVar[Mapping[str, Order]]
    columns: ClassVar[Mapping[str, Column[Any]]]
    export_name: str
    page_size: ClassVar[int] = 25
    page_sizes: ClassVar[Collection[int]] = ()
    """Other sizes that ``?rows=`` may ask for."""

    def __init__(self, rows: "QuerySet[M, M]", params: QueryDict) -> None:
        self.params = params
        self.filters = self.filterset(params, queryset=rows)

    @cached_property
    def order(self) -> str:
        wanted = self.params.get("sort", "")
        return wanted if wanted in self.orders else next(iter(self.orders))

    @cached_property
    def rows(self) -> "QuerySet[M, M]":
        """All rows of this filter; none when a filter is wrong (``filters.errors`` says why)."""
        found: QuerySet[M, M] = self.filters.qs if self.filters.is_valid() else self.filters.queryset.none()
        return found

    @property
    def filter_asked(self) -> list[tuple[str, list[str]]]:
        """What the address says of its rows, whatever their order and page."""
        return sorted((name, said) for name, said in self.params.lists() if name not in OF_PAGES)

    @cached_property
    def count(self) -> int:
        return self.rows.count()

    @cached_property
    def page(self) -> KeysetPage[M]:
        """The page the address asks for; a damaged page address gives the first page."""
        try:
            return self.page_at(self.params.get("page", ""), self.size)
        except BadCursor:
            return self.page_at("", self.size)

    @property
    def size(self) -> int:
        wanted = self.params.get("rows", "")
        return next((size for size in self.page_sizes if str(size) == wanted), self.page_size)

    def page_at(self, cursor: str, size: int) -> KeysetPage[M]:
        """Raises BadCursor."""
        return keyset_page(self.rows, order=self.order, key=self.orders[self.order].key, size=size, cursor=cursor)

    def all_rows(self) -> Iterator[M]:
        """Every row in the list's order, with flat memory; a short first chunk, so that the first byte goes out at once."""
        cursor: str | None = ""
        size = FIRST_ROWS
        while cursor is not None:
            page = self.page_at(cursor, size)
            yield from page.rows
            cursor, size = page.next, ROWS

    @property
    def count_text(self) -> str:
        return ngettext("%(n)s row", "%(n)s rows", self.count) % {"n": self.count}

    @property
    def is_filtered(self) -> bool:
        return bool(self.chips)

    @cached_property
    def chips(self) -> list[Chip]:
        form = self.filters.form
        return [
            Chip(form[name].label, self.shown(form[name]), self.address(without=name))
            for name in form.fields
            if self.params.get(name, "").strip()
        ]

    def shown(self, field: Any) -> str:
        """What is chosen in a field of the filter, in words."""
        given = self.filters.form.cleaned_data.get(field.name) if self.filters.is_valid() else None
        return figures.day_text(given) if isinstance(given, date) else _shown(field)

    @property
    def csv_address(self) -> str:
        return self.address(export="csv")

    @property
    def xlsx_address(self) -> str:
        return self.address(export="xlsx")

    @property
    def next_address(self) -> str:
        return self.address(page=self.page.next or "")

    @property
    def previous_address(self) -> str:
        return self.address(page=self.page.previous or "")

    def views(self, named: Iterable[tuple[str, Words, int]]) -> list[dict[str, Any]]:
        """Links to usual parts of the list: the value of its filter ``view``, empty for all, a label and how many rows."""
        now = self.params.get("view", "")
        return [
            {
                "label": label,
                "count": count,
                "is_current": now == name,
                "url": self.address(view=name) if name else self.address(without="view"),
            }
            for name, label, count in named
        ]

    def address(self, *, without: str = "", **changes: str) -> str:
        """The query string of this list with ``changes``, without the page and without the parameter named."""
        params = self.params.copy()
        for name in ("page", "export", without):
            params.pop(name, None)
        for name in [name for name in params if not params[name]]:
            params.pop(name)
        for name, value in changes.items():
            params[name] = value
        return f"?{params.urlencode()}"


def _shown(field: Any) -> str:
    value = field.value()
    choices = getattr(field.field, "choices", None)
    if choices is None:
        return str(value)
    return str({str(key): label for key, label in _flat(choices)}.get(str(value), value))


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label

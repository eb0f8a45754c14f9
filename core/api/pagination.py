"""Pages by key for the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from core.api.problems import BadParameters
from core.keyset import BadCursor, Key, KeysetPage, keyset_page

if TYPE_CHECKING:
    from rest_framework.views import APIView

CURSOR, SIZE, SORT, COUNT = "cursor", "page_size", "sort", "count"
CHANGED_SINCE = "changed_since"
"""The parameter of an incremental pull (``history/api.py``)."""
PARAMETERS = frozenset({CURSOR, SIZE, SORT, COUNT})
MOST_ROWS = 100
ROWS = 50


class KeysetPagination(BasePagination):
    """The view names its closed ``orders``, the first of which is the default. A total costs a count: it is there when asked for."""

    page: KeysetPage[Any]
    request: Request
    total: int | None
    address_of = CURSOR

    def paginate_queryset(self, queryset: Any, request: Request, view: APIView | None = None) -> list[Any]:
        self.request = request
        orders: Mapping[str, Key] = view.orders  # type: ignore[union-attr]
        order = order_of(request, orders)
        cursor = request.query_params.get(CURSOR, "")
        self.total = _total(queryset) if _is_counted(request) else None
        try:
            self.page = self.cut(queryset, order=order, key=orders[order], size=size_of(request), cursor=cursor)
        except BadCursor as error:
            raise BadParameters({CURSOR: [str(error)]}) from error
        return list(self.page.rows)

    def cut(self, rows: Any, *, order: str, key: Key, size: int, cursor: str) -> KeysetPage[Any]:
        """Raises BadCursor."""
        return keyset_page(rows, order=order, key=key, size=size, cursor=cursor)

    def get_paginated_response(self, data: Any) -> Response:
        following, earlier = self._address(self.page.next), self._address(self.page.previous)
        links = [f'<{url}>; rel="{rel}"' for rel, url in (("next", following), ("prev", earlier)) if url]
        headers = {"Link": ", ".join(links)} if links else None
        told = {"results": data, "next": following, "previous": earlier}
        return Response(told if self.total is None else told | {"total": self.total}, headers=headers)

    def _address(self, cursor: str | None) -> str | None:
        if cursor is None:
            return None
        name = self.address_of
        return replace_query_param(remove_query_param(self.request.build_absolute_uri(), name), name, cursor)

    def get_paginated_response_schema(self, schema: Any) -> dict[str, Any]:
        address = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["results", "next", "previous"],
            "properties": {
                "results": schema,
                "next": {**address, "description": "Address of the next page; null on the last."},
                "previous": {**address, "description": "Address of the page before; null on the first."},
                "total": {"type": "integer", "description": "Rows of all pages; only when asked for by `count`."},
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        orders = list(view.orders)
        return [
            _parameter(
                CURSOR, {"type": "string"}, "Where the page starts: taken from `next` or `previous`, never made."
            ),
            _parameter(
                SIZE,
                {"type": "integer", "minimum": 1, "default": ROWS},
                f"Rows a page. More than {MOST_ROWS} gives {MOST_ROWS}.",
            ),
            _parameter(COUNT, {"type": "boolean", "default": False}, "Also tell the `total`, which costs a count."),
            _parameter(SORT, {"type": "string", "enum": orders, "default": orders[0]}, "The order of the rows."),
        ]


def order_of(request: Request, orders: Mapping[str, Key]) -> str:
    """Raises BadParameters."""
    wanted: str = request.query_params.get(SORT, "") or next(iter(orders))
    if wanted not in orders:
        raise BadParameters({SORT: [_("Choose one of: %(orders)s.") % {"orders": ", ".join(orders)}]})
    return wanted


def size_of(request: Request) -> int:
    wanted = request.query_params.get(SIZE, "") or str(ROWS)
    if not (wanted.isascii() and wanted.isdecimal()) or int(wanted[:9]) < 1:
        raise BadParameters({SIZE: [_("Give a number from 1 to %(most)s.") % {"most": MOST_ROWS}]})
    return min(int(wanted[:9]), MOST_ROWS)


def _is_counted(request: Request) -> bool:
    wanted = request.query_params.get(COUNT, "false")
    if wanted not in ("true", "false"):
        raise BadParameters({COUNT: [_("Say true or false.")]})
    return wanted == "true"


def _total(rows: Any) -> int:
    return rows.order_by().count() if isinstance(rows, QuerySet) else len(rows)


def _parameter(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": description}

"""A whole list in one answer: ``?as=ndjson``, ``csv`` or ``xlsx`` on every list, with its filters and its orders.

Rows are read by key in a few questions a chunk and told by the function that tells the pages, all of one moment.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework.request import Request

from core.api.flat import Column, columns_of
from core.api.pagination import COUNT, CURSOR, SIZE, order_of
from core.api.problems import BadParameters
from core.api.streams import NDJSON, as_file, ndjson, streamed
from core.exports import MOST_XLSX_ROWS, XLSX, Echo, workbook
from core.streams import let_go, one_moment
from core.tables import FIRST_ROWS, ROWS

if TYPE_CHECKING:
    from core.api.views import RecordViewSet

Rows = Iterable[dict[str, Any]]
AS = "as"
CSV = "text/csv; charset=utf-8"


def exported(view: RecordViewSet[Any], request: Request) -> HttpResponseBase:
    """Raises BadParameters."""
    kind = request.query_params[AS]
    if kind not in WAYS:
        raise BadParameters({AS: [_("Choose one of: %(kinds)s.") % {"kinds": ", ".join(WAYS)}]})
    pages = [name for name in (CURSOR, SIZE, COUNT) if name in request.query_params]
    if pages:
        raise BadParameters({name: [_("The whole list has no pages.")] for name in pages})
    order, rows = order_of(request, view.orders), view.listed()
    name = f"{request.path.rstrip('/').rpartition('/')[2]}.{kind}"
    return WAYS[kind](view, request, rows, order, name)


def _as_ndjson(view: RecordViewSet[Any], request: Request, rows: Any, order: str, name: str) -> HttpResponseBase:
    return streamed(request, ndjson(_told(view, rows, order)), media_type=NDJSON, file_name=name)


def _as_csv(view: RecordViewSet[Any], request: Request, rows: Any, order: str, name: str) -> HttpResponseBase:
    columns = list(columns_of(view.get_serializer()))
    lines = csv_lines(columns, _told(view, rows, order))
    return streamed(request, lines, media_type=CSV, file_name=name)


def _as_xlsx(view: RecordViewSet[Any], request: Request, rows: Any, order: str, name: str) -> HttpResponseBase:
    if _is_longer(rows, MOST_XLSX_ROWS):
        most = {"most": MOST_XLSX_ROWS}
        raise BadParameters({AS: [_("The list has more than %(most)s rows: take it as csv or ndjson.") % most]})
    if request.method == "HEAD":
        return streamed(request, (), media_type=XLSX, file_name=name)
    columns = list(columns_of(view.get_serializer()))
    with one_moment():
        cells = ([column.cell(row) for column in columns] for row in _told(view, rows, order))
        file = workbook(name, chain([[column.head for column in columns]], cells))
    return as_file(HttpResponse(file, content_type=XLSX), name)


WAYS: dict[str, Callable[..., HttpResponseBase]] = {"ndjson": _as_ndjson, "csv": _as_csv, "xlsx": _as_xlsx}


def csv_lines(columns: Sequence[Column], rows: Rows) -> Iterator[bytes]:
    """Without a byte order mark: programs read it."""
    writer = csv.writer(Echo())
    yield writer.writerow([column.head for column in columns]).encode()
    for row in rows:
        yield writer.writerow([column.text(row) for column in columns]).encode()


def _told(view: RecordViewSet[Any], rows: Any, order: str) -> Iterator[dict[str, Any]]:
    cursor: str | None = ""
    size = FIRST_ROWS
    while cursor is not None:
        told, cursor = _chunk(view, rows, order, size, cursor)
        yield from told
        size = ROWS


def _chunk(
    view: RecordViewSet[Any], rows: Any, order: str, size: int, cursor: str
) -> tuple[Sequence[dict[str, Any]], str | None]:
    pagination: Any = view.paginator
    page = pagination.cut(rows, order=order, key=view.orders[order], size=size, cursor=cursor)
    told = list(view.shown(page.rows))
    let_go(page.rows)
    return told, page.next


def _is_longer(rows: Any, most: int) -> bool:
    count: int = len(rows) if isinstance(rows, list) else rows.order_by()[: most + 1].count()
    return count > most

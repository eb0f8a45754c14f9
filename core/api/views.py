"""The base of every viewset: rows only through ``visible_to``, parameters from a closed list, versions as ETags."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from core.access import Access, access_of
from core.api.exporting import AS, exported
from core.api.once import Handler, once
from core.api.pagination import PARAMETERS
from core.api.permission import May
from core.api.problems import BadParameters, Stale, VersionMissing
from core.api.rates import LEFT, POLICY, Rate
from core.api.rows import FIELDS, shape, teller
from core.api.trying import tried
from core.keyset import Key
from core.scopes import TokenScope

M = TypeVar("M", bound=Model)
PACKED = re.compile(r'-(?:gzip|zstd|br)"$')


class Filters(DjangoFilterBackend):
    """The FilterSet of the list's table; a value without meaning is a 400 that names the parameter."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any, Any], view: Any) -> Any:
        filterset = self.get_filterset(request, queryset, view) if view.action == "list" else None
        if filterset is None:
            return queryset
        if not filterset.is_valid():
            raise BadParameters(filterset.errors)
        return filterset.qs


class RecordViewSet(GenericViewSet[M], Generic[M]):
    """List and retrieve. ``queryset`` carries all that a row shows; ``orders`` is closed, its first entry the default.

    ``is_told_alike``: a row is told without knowing who reads it; False where its serializer asks for the request.
    ``means``: by action, the rule without a record that its rule in ``may`` includes; ``me/`` tells it to a key.
    """

    may: ClassVar[Mapping[str, May]] = {}
    means: ClassVar[Mapping[str, May]] = {}
    scopes: ClassVar[Mapping[str, str]] = {
        "list": TokenScope.PORTFOLIO_READ,
        "retrieve": TokenScope.PORTFOLIO_READ,
    }
    orders: ClassVar[Mapping[str, Key]]
    filterset_class: ClassVar[Any] = None
    filter_backends = [Filters]
    is_trial = False
    http_method_names = ["get", "head", "post"]
    is_told_alike: ClassVar[bool] = True
    access: Access

    def perform_authentication(self, request: Request) -> None:
        super().perform_authentication(request)
        self.access = access_of(request.user)
        request.access = self.access  # type: ignore[attr-defined]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method == "POST" and self.action is not None:
            self.post: Handler = (tried if self.is_trial else once)(self, self.post)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        rate: Rate | None = getattr(request, "rate", None)
        for name, value in rate.headers().items() if rate else ():
            answer[name] = value
        return answer

    def check_permissions(self, request: Request) -> None:
        super().check_permissions(request)
        if self.action is not None:  # else 405 is the answer
            self._refuse_parameters(request)

    def _refuse_parameters(self, request: Request) -> None:
        """Also an empty one: a variable that was never set must not give a client the whole government."""
        given, known = request.query_params, self._parameters()
        wrong = {name: [_("This parameter is not known here.")] for name in given if name not in known}
        wrong |= {name: [_("Give a value or leave it out.")] for name in given if name in known and not given[name]}
        if wrong:
            raise BadParameters(wrong)

    def _parameters(self) -> frozenset[str]:
        if self.action != "list":
            return frozenset()
        return PARAMETERS | {AS} | frozenset(self.filterset_class.base_filters if self.filterset_class else ())

    def get_queryset(self) -> Any:
        rows: Any = super().get_queryset()
        return rows.visible_to(self.access)

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """The address says in what form a whole list is sent."""
        return super().perform_content_negotiation(request, force or AS in request.query_params)

    def list(self, request: Request) -> HttpResponseBase:
        if AS in request.query_params:
            return exported(self, request)
        rows = self.paginate_queryset(self.listed())
        return tagged(self.get_paginated_response(self.shown(rows or ())), request)

    def listed(self) -> Any:
        """All rows of the list, under the filters of the request, in no order."""
        return self.filter_queryset(self.get_queryset())

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        return self.show(self.get_object(), request)

    def get_unchanged(self, request: Request) -> M:
        """The record a writing verb is about, as its caller read it; its ``version`` goes on to the service.

        Raises VersionMissing (428) without If-Match and Stale (412) where the record was changed since. What is saved
        between here and the service is a Conflict, which ``problem`` answers as 412 too.
        """
        record, version = self.get_object(), named_version(request)
        if version != record.version:  # type: ignore[attr-defined]
            raise Stale
        return record

    def shown(self, rows: Sequence[Any]) -> Sequence[dict[str, Any]]:
        """Rows of ``get_queryset()`` as every answer tells them: pages, single records, pulls and files alike."""
        serializer: Any = self.get_serializer(rows, many=True).child  # type: ignore[attr-defined]
        if self.is_told_alike:
            chosen = serializer.context.get(FIELDS)
            kind: Any = type(serializer)
            tell = shape(kind, chosen)
        else:
            tell = teller(serializer)
        return [tell(row) for row in rows]

    def show(self, record: Any, request: Request, **kwargs: Any) -> Response:
        version = getattr(record, "version", None)  # what is never changed has none
        return tagged(Response(self.shown([record])[0], **kwargs), request, version=version)


def opens(scopes: Collection[str], rule: May) -> bool:
    """Some action that asks this rule belongs to one of these scopes of a key."""
    return any(
        asked is rule and viewset.scopes.get(action) in scopes
        for viewset in _all_below(RecordViewSet)
        for action, asked in (*viewset.may.items(), *viewset.means.items())
    )


def _all_below(viewset: type[RecordViewSet[Any]]) -> Iterator[type[RecordViewSet[Any]]]:
    for each in viewset.__subclasses__():
        yield each
        yield from _all_below(each)


def tagged(response: Response, request: Request, *, version: int | None = None) -> Response:
    """``ETag`` is ``"<version>.<hash of body>"``, of lists the hash alone; a client that has it already gets a 304."""

    def tag(rendered: Any) -> HttpResponse | None:
        digest = hashlib.sha256(rendered.content).hexdigest()[:20]
        rendered["ETag"] = f'"{digest}"' if version is None else f'"{version}.{digest}"'
        rendered["Cache-Control"] = "private, no-cache"
        patch_vary_headers(rendered, ["Authorization", "Cookie"])
        return _not_modified(rendered) if is_known(request, rendered["ETag"]) else None

    response.add_post_render_callback(tag)
    return response


def is_known(request: Request, etag: str) -> bool:
    known = parse_etags(request.headers.get("If-None-Match", ""))
    is_read = request.method in ("GET", "HEAD")
    return is_read and ("*" in known or etag in map(_as_made, known))


def _as_made(etag: str) -> str:
    """Without what was added by who packed the answer: Django makes it weak, proxies append the name of the packing."""
    return PACKED.sub('"', etag.removeprefix("W/"))


def _not_modified(rendered: Any) -> HttpResponse:
    answer = HttpResponse(status=304)
    del answer["Content-Type"]
    for name in ("ETag", "Cache-Control", "Vary", "Link", POLICY, LEFT):
        if name in rendered:
            answer[name] = rendered[name]
    return answer


def named_version(request: Request) -> int:
    """The version the caller read, from ``If-Match``. Raises VersionMissing (428) without one, Stale (412) for no version of ours."""
    header = request.headers.get("If-Match", "").strip()
    if not header or header == "*":
        raise VersionMissing
    version = header.removeprefix("W/").strip('"').partition(".")[0]
    if not (version.isascii() and version.isdecimal() and len(version) < 10):
        raise Stale
    return int(version)

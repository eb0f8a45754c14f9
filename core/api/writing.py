"""Records that are kept through the API as they are on pages: by the same services, for the same people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Generic, TypeVar

from django.db.models import Model
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.content import Content, changed
from core.api.views import RecordViewSet
from core.scopes import TokenScope
from core.versions import one_of_two

M = TypeVar("M", bound=Model)


class KeptViewSet(RecordViewSet[M], Generic[M]):
    """Also create and change. ``contents`` says by action what a client may send; ``make(by=..., **said)`` and
    ``change(record, version, by=..., **changes)`` are the services of the pages."""

    contents: ClassVar[Mapping[str, type[Content]]]
    make: ClassVar[Callable[..., Any]]
    change: ClassVar[Callable[..., Any]]
    scopes = {
        **RecordViewSet.scopes,
        "create": TokenScope.REGISTERS_WRITE,
        "partial_update": TokenScope.REGISTERS_WRITE,
    }
    http_method_names = ["get", "head", "post", "patch"]

    def create(self, request: Request) -> Response:
        said = self.said(request)
        with one_of_two():
            made = self.make(by=request.user, **said)
        return self.stored(made, request)

    def partial_update(self, request: Request, **kwargs: Any) -> Response:
        """Members that are left out stay. Saying what stands already stores nothing."""
        record: Any = self.get_unchanged(request)
        changes = changed(record, self.said(request, record=record))
        if changes:
            with one_of_two():
                self.change(record, record.version, by=request.user, **changes)
        return self.show(self.get_queryset().get(pk=record.pk), request)

    def said(self, request: Request, **context: Any) -> dict[str, Any]:
        """What the client sent, in the terms of the service. Raises ValidationError (422)."""
        content = self.content(data=request.data, context={"request": request, **context})
        content.is_valid(raise_exception=True)
        return dict(content.validated_data)

    def content(self, **kwargs: Any) -> Content:
        return self.contents[self.action](partial=self.action == "partial_update", **kwargs)

    def stored(self, made: Any, request: Request) -> Response:
        """201 with the record as it is stored and, as Location, its address."""
        record = self.get_queryset().get(pk=made.pk)
        address = self.reverse_action("detail", args=[getattr(record, self.lookup_field)])
        return self.show(record, request, status=201, headers={"Location": address})

"""Records that are kept through the API as they are on pages: by the same services, for the same people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Generic, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.content import Content, changed
from core.api.permission import May
from core.api.views import RecordViewSet
from core.scopes import TokenScope
from core.versions import Conflict, one_of_two

M = TypeVar("M", bound=Model)


class VerbViewSet(RecordViewSet[M], Generic[M]):
    """Verbs on one record. ``contents`` says by action what a client may send; the document shows ``examples`` of it."""

    contents: ClassVar[Mapping[str, type[Content]]]
    examples: ClassVar[Mapping[str, Mapping[str, Any]]] = {}

    def act(self, request: Request, service: Callable[..., Any], **kwargs: Any) -> Response:
        """``service(record, version, by=..., **said)``; the answer is the record as it is stored."""
        record: Any = self.get_unchanged(request)
        said = self.said(request, record=record)
        with one_of_two():
            service(record, record.version, **self.signature(request), **said)
        return self.show(self.get_queryset().get(pk=record.pk), request, **kwargs)

    def signature(self, request: Request) -> dict[str, Any]:
        """Who does it, as services ask."""
        return {"by": request.user}

    def said(self, request: Request, **context: Any) -> dict[str, Any]:
        """What the client sent, in the terms of the service. Raises ValidationError (422)."""
        content = self.content(data=request.data, context={"request": request, **context})
        content.is_valid(raise_exception=True)
        return dict(content.validated_data)

    def content(self, **kwargs: Any) -> Content:
        return self.contents[self.action](partial=self.action == "partial_update", **kwargs)


class AddedViewSet(VerbViewSet[M], Generic[M]):
    """Also create, by ``make(by=..., **said)``, the service of the pages.

    Where a new record belongs to another one, ``parent`` is the member that names it, and ``may_on`` says who may add to it.
    """

    make: ClassVar[Callable[..., Any]]
    parent: ClassVar[str] = ""
    may_on: ClassVar[Mapping[str, May]] = {}
    scopes: ClassVar[Mapping[str, str]] = {**RecordViewSet.scopes, "create": TokenScope.REGISTERS_WRITE}

    def create(self, request: Request) -> Response:
        said = self.said(request)
        if self.parent and not self.may_on["create"](request.user, said[self.parent]):
            raise PermissionDenied
        try:
            with one_of_two():
                made = self.make(**self.signature(request), **said)
        except Conflict as conflict:  # nobody who adds has read a version
            raise ValidationError(_("This is on record already. Read it and change it there.")) from conflict
        return self.stored(made, request)

    def stored(self, made: Any, request: Request) -> Response:
        """201 with the record as it is stored and, as Location, its address."""
        record = self.get_queryset().get(pk=made.pk)
        address = self.reverse_action("detail", args=[getattr(record, self.lookup_field)])
        return self.show(record, request, status=201, headers={"Location": address})


class KeptViewSet(AddedViewSet[M], Generic[M]):
    """Also change, by ``change(record, version, by=..., **changes)``."""

    change: ClassVar[Callable[..., Any]]
    scopes: ClassVar[Mapping[str, str]] = {**AddedViewSet.scopes, "partial_update": TokenScope.REGISTERS_WRITE}
    http_method_names = ["get", "head", "post", "patch"]

    def partial_update(self, request: Request, **kwargs: Any) -> Response:
        """Members that are left out stay. Saying what stands already stores nothing."""
        record: Any = self.get_unchanged(request)
        changes = changed(record, self.said(request, record=record))
        if changes:
            with one_of_two():
                self.change(record, record.version, **self.signature(request), **changes)
        return self.show(self.get_queryset().get(pk=record.pk), request)


class RemovedViewSet(AddedViewSet[M], Generic[M]):
    """Also take away, by ``remove(record, version, by=...)``; history keeps it."""

    remove: ClassVar[Callable[..., Any]]
    http_method_names = ["get", "head", "post", "delete"]

    def destroy(self, request: Request, **kwargs: Any) -> Response:
        record: Any = self.get_unchanged(request)
        self.remove(record, record.version, **self.signature(request))
        return Response(status=204)

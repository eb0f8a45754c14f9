"""Field choice: ``?fields=code,title`` on lists and single records; what is not asked for is not loaded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from django.db.models import Model
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request

from core.access import Access
from core.api.problems import BadParameters
from core.api.rows import FIELDS
from core.api.views import RecordViewSet

M = TypeVar("M", bound=Model)
Load = Callable[[Any, Access], Any]


class ChosenSerializer(serializers.ModelSerializer[M], Generic[M]):
    """Shows the members that were chosen, without a choice all. Only top-level members can be."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        fields, chosen = super().get_fields(), self.context.get(FIELDS)
        return fields if chosen is None else {name: field for name, field in fields.items() if name in chosen}


class ChosenViewSet(RecordViewSet[M], Generic[M]):
    """``serializer_class`` is a ChosenSerializer; ``loads`` says by member what the rows need for it, beyond their own columns."""

    loads: ClassVar[Mapping[str, Load]]
    is_told = True

    @property
    def members(self) -> Sequence[str]:
        """All that there are to choose from."""
        serializer: Any = self.serializer_class
        names: Sequence[str] = serializer.Meta.fields
        return names

    @property
    def has_choice(self) -> bool:
        return self.action in ("list", "retrieve")

    @cached_property
    def chosen(self) -> frozenset[str] | None:
        """None: all. Raises BadParameters for a name that is none."""
        given = self.request.query_params.get(FIELDS) if self.has_choice else None
        if given is None:
            return None
        wanted = frozenset(given.split(","))
        unknown = sorted(wanted - set(self.members))
        if unknown:
            said = {"unknown": ", ".join(unknown), "members": ", ".join(self.members)}
            raise BadParameters({FIELDS: [_("Unknown: %(unknown)s. Choose from: %(members)s.") % said]})
        return wanted

    def _parameters(self) -> frozenset[str]:
        return super()._parameters() | ({FIELDS} if self.has_choice else frozenset())

    def get_unchanged(self, request: Request) -> M:
        """With its own columns alone: what an answer tells beyond them is read when it is written."""
        self.is_told = False
        try:
            return super().get_unchanged(request)
        finally:
            self.is_told = True

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        for name, load in self.loads.items():
            if self.is_told and (self.chosen is None or name in self.chosen):
                rows = load(rows, self.access)
        return rows

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), FIELDS: self.chosen}

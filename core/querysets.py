from typing import Any, Self, TypeVar

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


class RecordQuerySet(QuerySet[M, M]):
    """A question with a name fits after the noun: ``Milestone.objects.open().overdue(on)``."""

    def related(self, name: str) -> QuerySet[Any, Any]:
        """All rows of the table behind a relation of this model: reaches a sibling without importing it."""
        model = self.model._meta.get_field(name).related_model
        assert isinstance(model, type)
        return model._default_manager.all()

    def none_unless(self, is_allowed: bool) -> Self:
        return self if is_allowed else self.none()

from datetime import date
from typing import Any, Self, TypeVar

from django.db.models import F, Func, Model, Q, QuerySet, TextField

M = TypeVar("M", bound=Model)


def covers(on: date) -> Q:
    """The day lies inside the record's time; a missing first day counts as always."""
    return (Q(starts_on__isnull=True) | Q(starts_on__lte=on)) & (Q(ends_on__isnull=True) | Q(ends_on__gte=on))


def sorted_by(name: str) -> Func:
    """The sorting text of a column: whatever the case and the accents."""
    return Func(F(name), function="sort_key", output_field=TextField())


class RecordQuerySet(QuerySet[M, M]):
    """A question with a name fits after the noun: ``Milestone.objects.open().overdue(on)``."""

    def related(self, name: str) -> QuerySet[Any, Any]:
        """All rows of the table behind a relation of this model: reaches a sibling without importing it."""
        model = self.model._meta.get_field(name).related_model
        assert isinstance(model, type)
        return model._default_manager.all()

    def between(self, name: str, first: date, last: date) -> Self:
        """Whose day of this name lies between two others, both inclusive."""
        return self.filter(**{f"{name}__range": (first, last)})

    def none_unless(self, is_allowed: bool) -> Self:
        return self if is_allowed else self.none()

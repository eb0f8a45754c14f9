"""A record named from outside its app."""

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from django.apps import apps
from django.db.models import Model

if TYPE_CHECKING:
    from core.access import Access


class Ref(NamedTuple):
    """``("projects.project", 31)``: model label in lower case and primary key."""

    model: str
    pk: int


def ref(record: Model) -> Ref:
    return Ref(record._meta.label_lower, record.pk)


def seen_by(access: "Access", refs: Iterable[Ref]) -> dict[Ref, Any]:
    """The records themselves, as far as they are there and may be seen: one query for each kind."""
    by_model: dict[str, list[int]] = defaultdict(list)
    for each in refs:
        by_model[each.model].append(each.pk)
    found: dict[Ref, Any] = {}
    for model, pks in sorted(by_model.items()):
        rows: Any = apps.get_model(model)._default_manager.all()
        found |= {Ref(model, row.pk): row for row in rows.visible_to(access).select_related().filter(pk__in=pks)}
    return found

"""What records are called, asked for all of them at once; of a record that was removed, what it was called at last."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import ForeignKey, Model, prefetch_related_objects
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from core.access import Access
from history.events import WholeRow, event_table

Key = tuple[str, Any]
UNSEEN = gettext_lazy("another record")


class Names:
    """The names of all records that a page mentions: two queries per model at most, and only what the reader may see."""

    def __init__(self, keys: Iterable[Key], access: Access | None) -> None:
        wanted: dict[str, set[Any]] = {}
        for label, pk in keys:
            wanted.setdefault(label, set()).add(pk)
        self._records: dict[Key, Model] = {}
        self._gone: dict[Key, str] = {}
        for label, pks in wanted.items():
            self._ask(label, pks, access)

    def __getitem__(self, key: Key) -> str:
        record = self._records.get(key)
        return self._gone.get(key, str(UNSEEN)) if record is None else str(record)

    def address(self, key: Key) -> str:
        """The page of the record; empty where there is none."""
        record: Any = self._records.get(key)
        return record.get_absolute_url() if hasattr(record, "get_absolute_url") else ""

    def _ask(self, label: str, pks: set[Any], access: Access | None) -> None:
        model = apps.get_model(label)
        found = {record.pk: record for record in _visible(model, access).filter(pk__in=pks)}
        self._records |= {(label, pk): record for pk, record in found.items()}
        if len(found) < len(pks) and (access is None or access.sees_everything):
            self._gone |= {(label, pk): name for pk, name in last_names(model, pks - set(found)).items()}


def _visible(model: type[Model], access: Access | None) -> Any:
    """With what names are made of, and without what history does not hold: files, drafts, passwords."""
    rows: Any = model._default_manager.all()
    if access is not None and hasattr(rows, "visible_to"):
        rows = rows.visible_to(access)
    return rows.select_related().defer(*_not_kept(model))


def _not_kept(model: type[Model]) -> list[str]:
    table = event_table(model)
    if table is None:
        return []
    kept = {field.name for field in table._meta.concrete_fields}
    return [field.name for field in model._meta.concrete_fields if field.name not in kept and not field.is_relation]


def last_names(model: type[Model], pks: Iterable[Any]) -> dict[Any, str]:
    """What removed records were called when history saw them last."""
    table = event_table(model)
    if table is None:
        return {}
    newest = table._default_manager.filter(pgh_obj_id__in=pks).order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id")
    records = [_as_it_was(model, row) for row in newest.annotate(row=WholeRow()).values_list("row", flat=True)]
    named_by = [field.name for field in model._meta.concrete_fields if isinstance(field, ForeignKey) and not field.null]
    prefetch_related_objects(records, *named_by)
    return {record.pk: _last_name(record) for record in records}


def _as_it_was(model: type[Model], row: dict[str, Any]) -> Model:
    fields = [field for field in model._meta.concrete_fields if field.column in row]
    return model(**{field.attname: field.to_python(row[str(field.column)]) for field in fields})


def _last_name(record: Model) -> str:
    """Its kind and number where it was named by another record that is gone as well."""
    try:
        return str(record)
    except (ObjectDoesNotExist, AttributeError):
        return f"{capfirst(str(record._meta.verbose_name))} {record.pk}"

"""Values of a tracked row in words: labels from the model, choices by label, references by name."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias

from django.db import models
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from core import figures, ratings
from core.models import MoneyField, WithheldField
from history.events import event_tables
from history.names import Key, Names

Field: TypeAlias = "models.Field[Any, Any]"


def told_fields(model: type[models.Model], hidden: Iterable[str]) -> list[Field]:
    """The fields a reader is told of: no keys, versions, files or moments the system sets itself."""
    return [
        field
        for field in model._meta.concrete_fields
        if field.editable
        and not field.primary_key
        and not isinstance(field, models.BinaryField)
        and field.name not in hidden
        and field.name in _tracked(model)
    ]


def _tracked(model: type[models.Model]) -> frozenset[str]:
    table = event_tables()[model._meta.label_lower]
    return frozenset(field.name for field in table._meta.concrete_fields)


def reference(field: Field, value: Any) -> Key | None:
    """Which record a foreign key points to, as a key of ``Names``; None where it is none."""
    if not isinstance(field, models.ForeignKey) or value is None:
        return None
    return field.related_model._meta.label_lower, field.target_field.to_python(value)


def words(field: Field, value: Any, names: Names, currency: str, *, exact: bool = False) -> str:
    """A value as the database wrote it, as a reader says it; nothing given is an empty text."""
    if value is None or value == "" or value == [] or value == {}:
        return ""
    key = reference(field, value)
    if key:
        return names[key]
    if field.flatchoices:
        return str(dict(field.flatchoices).get(field.to_python(value), value))
    if field.name in ("rating", "signal"):
        return str(ratings.step_of(value).word)
    return _typed(field, field.to_python(value), currency, exact)


def _typed(field: Field, value: Any, currency: str, exact: bool) -> str:
    if isinstance(field, WithheldField):
        return ", ".join(f"{label_of(field.model, name)} ({reason})" for name, reason in value.items())
    if isinstance(field, MoneyField):
        return f"{currency} {figures.number(value, 2)}".strip() if exact else figures.money_text(value, currency)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), _("j M Y, H:i"))
    if isinstance(value, date):
        return figures.day_text(value)
    return ", ".join(str(item) for item in value) if isinstance(value, list) else str(value)


def label_of(model: type[models.Model], name: str) -> str:
    by_name: Mapping[str, Any] = {field.name: field for field in model._meta.concrete_fields}
    return str(by_name[name].verbose_name) if name in by_name else name

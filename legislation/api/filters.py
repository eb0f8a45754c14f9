"""Filters that several lists share. What nobody has, or the caller does not see, finds nothing."""

from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _

MOST = 2**31 - 1


def by_code(field: str, label: Any) -> filters.CharFilter:
    return filters.CharFilter(field_name=f"{field}__code", label=label, max_length=20)


def by_item(field: str = "item") -> filters.CharFilter:
    return by_code(field, _("Code of the item"))


def by_consultation(field: str = "consultation") -> filters.CharFilter:
    return by_code(field, _("Code of the consultation"))


def by_number(label: Any) -> filters.NumberFilter:
    return filters.NumberFilter(label=label, min_value=1, max_value=MOST, decimal_places=0)

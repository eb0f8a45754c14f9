"""Filters that several lists share. What nobody has, or the caller does not see, finds nothing."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

MOST = 2**31 - 1


def by_project() -> filters.CharFilter:
    return filters.CharFilter(field_name="project__code", label=_("Code of the project"), max_length=20)


def by_round() -> filters.NumberFilter:
    return filters.NumberFilter(label=_("Number of the round"), min_value=1, max_value=MOST, decimal_places=0)

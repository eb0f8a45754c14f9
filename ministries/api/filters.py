"""Filters that several lists share."""

from datetime import date
from typing import Any

import django_filters as filters
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from core.access import today
from core.api.problems import BadParameters
from core.dates import FIRST_DAY, LAST_DAY
from ministries.models import CoordinationFunction, Institution

AS_OF = "as_of"
BOUNDS = [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]


def institutions(request: Any) -> QuerySet[Institution]:
    return Institution.objects.order_by("code")


def functions(request: Any) -> QuerySet[CoordinationFunction]:
    return CoordinationFunction.objects.order_by("code")


def by_institution(**kwargs: Any) -> filters.ModelChoiceFilter:
    """A filter by the code of an institution."""
    return filters.ModelChoiceFilter(queryset=institutions, to_field_name="code", **kwargs)


def by_function(**kwargs: Any) -> filters.ModelChoiceFilter:
    return filters.ModelChoiceFilter(
        queryset=functions, to_field_name="code", label=gettext_lazy("Code of the function"), **kwargs
    )


def by_day(label: Any, **kwargs: Any) -> filters.DateFilter:
    return filters.DateFilter(label=label, validators=BOUNDS, **kwargs)


def held_on(rows: Any, name: str, value: date) -> Any:
    return rows.current(value)


def as_of(what: str) -> OpenApiParameter:
    return OpenApiParameter(AS_OF, date, description=f"The day {what}; today without it.")


def day_of(request: Request) -> date:
    """The day that ``as_of`` names, or today. Raises BadParameters."""
    given = request.query_params.get(AS_OF, "")
    if not given:
        return today()
    try:
        day: date = forms.DateField(input_formats=["%Y-%m-%d"], validators=BOUNDS).clean(given)
    except forms.ValidationError as error:
        raise BadParameters({AS_OF: error.messages}) from error
    return day

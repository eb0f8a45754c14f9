from datetime import date
from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core.access import today
from core.api.views import RecordViewSet
from ministries.models import Appointment, Institution
from ministries.permissions import may_see_institutions
from ministries.tables import AppointmentFilters, DirectoryTable, InstitutionTable


class InstitutionBrief(serializers.ModelSerializer[Institution]):
    """An institution where another record names it."""

    class Meta:
        model = Institution
        fields = ["code", "name", "acronym"]
        read_only_fields = fields


class InstitutionSerializer(serializers.ModelSerializer[Institution]):
    parent = serializers.CharField(  # type: ignore[assignment]
        source="parent.code",
        default=None,
        read_only=True,
        allow_null=True,
        help_text="Code of the institution it is part of.",
    )

    class Meta:
        model = Institution
        fields = ["code", "name", "acronym", "kind", "parent", "starts_on", "ends_on", "remit", "version"]
        read_only_fields = fields


class PersonBrief(serializers.Serializer[Any]):
    full_name = serializers.CharField(read_only=True)
    job_title = serializers.CharField(read_only=True)


class AppointmentSerializer(serializers.ModelSerializer[Appointment]):
    institution = InstitutionBrief(read_only=True)
    person = PersonBrief(read_only=True)

    class Meta:
        model = Appointment
        fields = ["id", "institution", "person", "post", "starts_on", "ends_on", "instrument", "version"]
        read_only_fields = fields


def institutions(request: Any) -> QuerySet[Institution]:
    return Institution.objects.order_by("code")


def by_institution(**kwargs: Any) -> filters.ModelChoiceFilter:
    """A filter by the code of an institution."""
    return filters.ModelChoiceFilter(queryset=institutions, to_field_name="code", **kwargs)


class AppointmentApiFilters(AppointmentFilters):
    """The directory shows today only; here every day may be asked for."""

    institution = by_institution(label=_("Institution"))
    current_on = filters.DateFilter(label=_("Held on"), method="on_day")

    def on_day(self, rows: Any, name: str, value: date) -> Any:
        return rows.current(value)


class InstitutionViewSet(RecordViewSet[Institution]):
    """Ministries, agencies and other bodies that exist today; `when` asks for those of the past. One by its code: always."""

    may = {"list": may_see_institutions, "retrieve": may_see_institutions}
    queryset = Institution.objects.all()
    serializer_class = InstitutionSerializer
    filterset_class = InstitutionTable.filterset
    orders = {name: order.key for name, order in InstitutionTable.orders.items()}
    lookup_field = "code"
    lookup_value_regex = r"[-\w]+"

    def get_queryset(self) -> Any:
        return super().get_queryset().for_list(today())


class AppointmentViewSet(RecordViewSet[Appointment]):
    """Who holds which post of which institution, from when to when; the last day is inclusive."""

    may = {"list": may_see_institutions, "retrieve": may_see_institutions}
    queryset = Appointment.objects.for_list()
    serializer_class = AppointmentSerializer
    filterset_class = AppointmentApiFilters
    orders = {name: order.key for name, order in DirectoryTable.orders.items()}
    lookup_value_regex = "[0-9]+"

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import User
from accounts.services import Newcomer
from core.api.content import Code, Content, Day, Words, optional_day, optional_words
from core.api.writing import KeptViewSet
from history.api import PulledViewSet
from ministries.api.briefs import InstitutionBrief, PersonBrief
from ministries.api.filters import by_day, by_institution, held_on
from ministries.models import Appointment, Institution
from ministries.permissions import (
    may_manage_institution,
    may_manage_institutions,
    may_read_hand_over,
    may_see_institutions,
)
from ministries.services import appoint, appoint_new, end_appointment, write_hand_over
from ministries.tables import AppointmentFilters, DirectoryTable


class AppointmentSerializer(serializers.ModelSerializer[Appointment]):
    institution = InstitutionBrief(read_only=True)
    person = PersonBrief(read_only=True)

    hand_over = serializers.SerializerMethodField(
        help_text="What whoever comes next should know. Null: not for the caller; empty: not written."
    )

    class Meta:
        model = Appointment
        fields = ["id", "institution", "person", "post", "starts_on", "ends_on", "instrument", "hand_over", "version"]
        read_only_fields = fields

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_hand_over(self, appointment: Appointment) -> str | None:
        user = self.context["request"].user
        return appointment.hand_over if may_read_hand_over(user, appointment) else None


class PersonContent(Content):
    """Somebody with an account, by e-mail; somebody new with the name too, who then gets one."""

    email = serializers.EmailField(max_length=254)
    full_name = Words("Only of somebody who has no account yet.", most=200, required=False)

    def validate(self, said: dict[str, Any]) -> dict[str, Any]:
        known = User.objects.filter(email__iexact=said["email"]).first()
        if known is None and "full_name" not in said:
            raise serializers.ValidationError({"full_name": _("Nobody has this e-mail yet: give the full name too.")})
        if known and said.get("full_name", known.full_name) != known.full_name:
            raise serializers.ValidationError({"full_name": _("The account with this e-mail has another name.")})
        if known and not (known.is_active and known.kind == User.Kind.OFFICIAL):
            raise serializers.ValidationError({"email": _("Only officials who may sign in can be appointed.")})
        return {"known": known, **said}


class AppointmentContent(Content):
    institution = Code(queryset=Institution.objects.all(), help_text="Code of the institution.")
    person = PersonContent()
    post = serializers.ChoiceField(choices=Appointment.Post.choices)
    starts_on = Day()
    ends_on = optional_day(help_text="The last day, inclusive; null: open.")
    instrument = optional_words("The decree or letter, for instance Decree 12/2026.", most=300)


class AppointmentChange(Content):
    """Another person or another post is another appointment."""

    ends_on = Day(help_text="The last day, inclusive. The right to write ends with it.")
    hand_over = optional_words("What whoever comes next should know.", most=10_000, has_lines=True)


def appointed(*, by: User, person: dict[str, Any], **terms: Any) -> Appointment:
    if person["known"]:
        return appoint(person["known"], by=by, **terms)
    return appoint_new(Newcomer(person["email"], person["full_name"]), by=by, at=timezone.now(), **terms)


def amended(appointment: Appointment, version: int, *, by: User, **changes: Any) -> Appointment:
    """Each member by its own service, both or neither."""
    with transaction.atomic():
        if "ends_on" in changes:
            appointment = end_appointment(appointment, version, by=by, ends_on=changes["ends_on"])
            version = appointment.version
        if "hand_over" in changes:
            appointment = write_hand_over(appointment, version, by=by, hand_over=changes["hand_over"])
    return appointment


class AppointmentApiFilters(AppointmentFilters):
    """The directory shows today only; here every day may be asked for."""

    institution = by_institution(label=gettext_lazy("Institution"))
    current_on = by_day(gettext_lazy("Held on"), method=held_on)


class AppointmentViewSet(PulledViewSet[Appointment], KeptViewSet[Appointment]):
    """Who holds which post of which institution, from when to when; the last day is inclusive."""

    is_told_alike = False
    may = {
        "list": may_see_institutions,
        "retrieve": may_see_institutions,
        "create": may_manage_institutions,
        "partial_update": may_manage_institution,
    }
    contents = {"create": AppointmentContent, "partial_update": AppointmentChange}
    make = staticmethod(appointed)
    change = staticmethod(amended)
    queryset = Appointment.objects.for_list()
    through = (
        "institution",
        "person",
    )
    is_of_today = True
    serializer_class = AppointmentSerializer
    filterset_class = AppointmentApiFilters
    orders = {name: order.key for name, order in DirectoryTable.orders.items()}
    lookup_value_regex = "[0-9]+"

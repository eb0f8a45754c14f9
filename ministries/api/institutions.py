from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.access import today
from core.api.content import Code, Content, Words, optional_day, optional_words
from core.api.rows import told
from core.api.views import tagged
from core.api.writing import KeptViewSet
from core.scopes import TokenScope
from history.api import PulledViewSet
from ministries.api.briefs import PersonBrief
from ministries.api.filters import AS_OF, as_of, by_day, by_institution, day_of
from ministries.api.tree import TreeSerializer, branches
from ministries.models import Appointment, Institution, Succession
from ministries.permissions import may_manage_institution, may_manage_institutions, may_see_institutions
from ministries.querysets.appointment import first_in_chain
from ministries.services import create_institution, edit_institution
from ministries.tables.institutions import InstitutionFilters, InstitutionTable


class AskedSerializer(serializers.ModelSerializer[Appointment]):
    """Somebody who is asked to answer. ``institution`` is the parent while every post of the child is vacant."""

    person = PersonBrief(read_only=True)
    institution = serializers.CharField(
        source="institution.code", read_only=True, help_text="Where the post is: here or, while all are vacant, above."
    )

    class Meta:
        model = Appointment
        fields = ["person", "post", "institution"]
        read_only_fields = fields


class PredecessorSerializer(serializers.ModelSerializer[Succession]):
    code = serializers.CharField(source="predecessor.code", read_only=True)
    name = serializers.CharField(source="predecessor.name", read_only=True)

    class Meta:
        model = Succession
        fields = ["code", "name", "kind", "on"]
        read_only_fields = fields


class SuccessorSerializer(PredecessorSerializer):
    code = serializers.CharField(source="successor.code", read_only=True)
    name = serializers.CharField(source="successor.name", read_only=True)


class InstitutionSerializer(serializers.ModelSerializer[Institution]):
    parent = serializers.CharField(  # type: ignore[assignment]
        source="parent.code",
        default=None,
        read_only=True,
        allow_null=True,
        help_text="Code of the institution it is part of.",
    )
    children = serializers.SerializerMethodField(help_text="Codes of the institutions that are part of it today.")
    predecessors = PredecessorSerializer(source="precessions", many=True, read_only=True)
    successors = SuccessorSerializer(source="successions", many=True, read_only=True)
    asked = serializers.SerializerMethodField(help_text="Who is asked to answer for it today; empty: nobody.")

    class Meta:
        model = Institution
        fields = [
            "code",
            "name",
            "acronym",
            "kind",
            "parent",
            "children",
            "starts_on",
            "ends_on",
            "remit",
            "predecessors",
            "successors",
            "asked",
            "version",
        ]
        read_only_fields = fields

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_children(self, institution: Any) -> list[str]:
        return [child.code for child in institution.children_today]

    @extend_schema_field(AskedSerializer(many=True))
    def get_asked(self, institution: Institution) -> Any:
        held = {each.pk: each.posts_today for each in (institution, institution.parent) if each}
        return [told(AskedSerializer, post) for post in first_in_chain(held, institution)]


class InstitutionContent(Content):
    """The system gives the code, from the short name or the name; it never changes."""

    name = Words("Its full name.", most=300)
    acronym = optional_words("As it stands in tables, for instance Finance.", most=60)
    kind = serializers.ChoiceField(choices=Institution.Kind.choices)
    parent = Code(  # type: ignore[assignment]
        queryset=Institution.objects.all(),
        required=False,
        allow_null=True,
        help_text="Code of the institution it is part of.",
    )
    starts_on = optional_day(help_text="Exists from; null: always did.")
    ends_on = optional_day(help_text="The last day; null: it still exists.")
    remit = optional_words("What it does.", most=2000, has_lines=True)


class InstitutionApiFilters(InstitutionFilters):
    """Those of the page; and any day may be asked for."""

    parent = by_institution(label=_("Code of the institution it is part of"))
    current_on = by_day(_("Existing on that day"), method="on_day")

    def on_day(self, rows: Any, name: str, value: Any) -> Any:
        return rows

    def filter_queryset(self, queryset: Any) -> Any:
        said = self.form.cleaned_data
        if not said.get("current_on"):
            return super().filter_queryset(queryset)
        said["when"] = said.get("when") or "all"
        return super().filter_queryset(queryset.current(said["current_on"]))


class InstitutionViewSet(PulledViewSet[Institution], KeptViewSet[Institution]):
    """Ministries, agencies and other bodies that exist today; `when` and `current_on` ask for others. One by its code: always."""

    may = {
        "list": may_see_institutions,
        "retrieve": may_see_institutions,
        "tree": may_see_institutions,
        "create": may_manage_institutions,
        "partial_update": may_manage_institution,
    }
    scopes = {**KeptViewSet.scopes, "tree": TokenScope.PORTFOLIO_READ}
    contents = {"create": InstitutionContent, "partial_update": InstitutionContent}
    make = staticmethod(create_institution)
    change = staticmethod(edit_institution)
    queryset = Institution.objects.all()
    whole_when = (
        "ministries.institution",
        "ministries.appointment",
        "ministries.succession",
        "accounts.user",
    )
    is_of_today = True
    serializer_class = InstitutionSerializer
    filterset_class = InstitutionApiFilters
    orders = {name: order.key for name, order in InstitutionTable.orders.items()}
    lookup_field = "code"
    lookup_value_regex = r"[-\w]+"

    def get_queryset(self) -> Any:
        return super().get_queryset().for_api(today())

    def _parameters(self) -> frozenset[str]:
        return frozenset({AS_OF}) if self.action == "tree" else super()._parameters()

    @extend_schema(parameters=[as_of("on which they exist")], responses=TreeSerializer, filters=False)
    @action(detail=False, pagination_class=None)
    def tree(self, request: Request) -> Response:
        """All institutions of a day in one answer, each below the one it is part of. One whose parent is gone stands by itself."""
        on = day_of(request)
        rows = Institution.objects.visible_to(self.access).current(on).by_name()
        return tagged(Response({"as_of": on, "results": branches(rows)}), request)

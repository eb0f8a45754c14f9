"""What stands in the way and what is owed, for programs: the same answers as on the desk, cut by what the caller may see."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from core import questions
from core.access import today
from core.api.pagination import KeysetPagination
from core.api.problems import BadParameters
from core.api.views import RecordViewSet
from core.keyset import BadCursor, Key, KeysetPage, decode, page_of
from core.questions import ConcernKind, DueKind, Scope
from core.scopes import TokenScope
from desk.models import Handling
from desk.permissions import may_open_desk
from desk.queue import OFFICE, Line, Teller, Thing, concerns


def texts(name: str, **kwargs: Any) -> serializers.CharField:
    return serializers.CharField(source=f"thing.{name}", read_only=True, **kwargs)


def days(name: str) -> serializers.DateField:
    return serializers.DateField(source=f"thing.{name}", read_only=True)


class HandlingSerializer(serializers.ModelSerializer[Handling]):
    handled_by = serializers.CharField(source="handled_by.full_name", read_only=True, default=None, allow_null=True)

    class Meta:
        model = Handling
        fields = ["snoozed_until", "handled_by", "note", "version"]
        read_only_fields = fields


class MoverSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(source="mover_code", read_only=True)
    name = serializers.CharField(source="mover", read_only=True)


class RecordSerializer(serializers.Serializer[Any]):
    """The record it is about, as events and follows name it."""

    model = serializers.CharField(read_only=True)
    pk = serializers.IntegerField(read_only=True)


class LineSerializer(serializers.Serializer[Any]):
    key = texts("key", help_text="Lives exactly as long as the concern or the duty.")
    title = texts("title")
    why = texts("why")
    path = texts("path", help_text="The page, or the form, where it is settled.")
    record = RecordSerializer(source="thing.record", read_only=True)
    asked = serializers.CharField(read_only=True, help_text="Who answers for the institution today; empty: the office.")
    reminded_on = serializers.DateField(
        source="nudge.on", read_only=True, default=None, allow_null=True, help_text="Day of the last reminder by hand."
    )
    handling = serializers.SerializerMethodField(
        help_text="What the office does about it; null: nothing yet, or the caller does not see the whole government."
    )

    @extend_schema_field(HandlingSerializer(allow_null=True))
    def get_handling(self, line: Line) -> Any:
        if line.handling is None or not self.context["request"].access.sees_everything:
            return None
        return HandlingSerializer(line.handling).data

    def institution_of(self, line: Line) -> Any:
        return MoverSerializer(line).data if line.mover_code not in ("", OFFICE) else None


class ConcernSerializer(LineSerializer):
    kind = serializers.ChoiceField(source="thing.kind", choices=[str(kind) for kind in ConcernKind], read_only=True)
    severity = serializers.IntegerField(source="thing.severity", read_only=True, help_text="1 worst to 3.")
    since_on = days("since_on")
    institution = serializers.SerializerMethodField(help_text="Whose move it is; null: the office's.")
    days = serializers.IntegerField(
        source="thing.days", read_only=True, allow_null=True, help_text="Size of a gap, clash or delay."
    )
    money = serializers.DecimalField(
        source="thing.money", max_digits=18, decimal_places=2, read_only=True, allow_null=True,
        help_text="What rests on it.",
    )  # fmt: skip
    currency = texts("currency")
    for_council_since = serializers.DateField(
        source="handling.council_on", read_only=True, default=None, allow_null=True
    )

    @extend_schema_field(MoverSerializer(allow_null=True))
    def get_institution(self, line: Line) -> Any:
        return self.institution_of(line)


class DueSerializer(LineSerializer):
    kind = serializers.ChoiceField(source="thing.kind", choices=[str(kind) for kind in DueKind], read_only=True)
    asked_on = days("asked_on")
    due_on = days("due_on")
    institution = serializers.SerializerMethodField(help_text="Who owes it; null: a person.")
    optional = serializers.BooleanField(source="thing.optional", read_only=True)
    is_begun = serializers.BooleanField(
        source="thing.is_begun", read_only=True, help_text="Somebody saved the form; it is still owed."
    )

    @extend_schema_field(MoverSerializer(allow_null=True))
    def get_institution(self, line: Line) -> Any:
        return self.institution_of(line)


class AnswerPagination(KeysetPagination):
    """Pages over pairs of place and line, sorted by place: a line that goes meanwhile shifts nothing."""

    def cut(self, rows: Sequence[tuple[str, Line]], *, order: str, key: Key, size: int, cursor: str) -> KeysetPage[Any]:
        direction, values = decode(cursor, order) if cursor else ("after", ["", 0])
        start, is_backwards = values[0], direction == "before"
        if not isinstance(start, str):
            raise BadCursor(_("This page address is damaged; start again from the first page."))
        beyond = [row for row in rows if (row[0] < start if is_backwards else row[0] > start)]
        found = (beyond[::-1] if is_backwards else beyond)[: size + 1]
        return page_of(
            found, size=size, order=order, starts=not cursor, backwards=is_backwards, place=lambda row: [row[0], 0]
        )


INSTITUTION = OpenApiParameter("institution", str, description="Code of the institution whose move it is.")


class AnswerViewSet(RecordViewSet[Handling]):
    """A list of answers, which are no records: they are asked for anew each time."""

    is_told_alike = False
    may = {"list": may_open_desk}
    scopes = {"list": TokenScope.DESK_READ}
    queryset = Handling.objects.none()
    pagination_class = AnswerPagination
    http_method_names = ["get", "head"]
    kinds: ClassVar[Sequence[str]]

    def _parameters(self) -> frozenset[str]:
        return super()._parameters() | {"kind", "institution"}

    def things(self) -> Iterable[Thing]:
        raise NotImplementedError

    def place(self, line: Line) -> str:
        """A text by which the list is sorted, of its own for every line."""
        raise NotImplementedError

    def listed(self) -> Any:
        request = self.request
        kind = request.query_params.get("kind")
        if kind is not None and kind not in self.kinds:
            raise BadParameters({"kind": [_("Choose one of: %(kinds)s.") % {"kinds": ", ".join(self.kinds)}]})
        things = [thing for thing in self.things() if kind in (None, thing.kind)]
        teller = Teller(things, today(), may_act=False, mail_day=today())
        code = request.query_params.get("institution")
        lines = [line for line in map(teller.line, things) if code in (None, line.mover_code)]
        return sorted((self.place(line), line) for line in lines)

    def shown(self, rows: Sequence[Any]) -> Sequence[dict[str, Any]]:
        return super().shown([line for _place, line in rows])


class ConcernViewSet(AnswerViewSet):
    """What stands in the way, since when by its rule, and whose move it is. Worst first: severity, money, age."""

    serializer_class = ConcernSerializer
    orders: ClassVar[Mapping[str, Key]] = {"worst": Key("worst_first")}
    kinds = [str(kind) for kind in ConcernKind]

    def things(self) -> Iterable[Thing]:
        return concerns(self.access, today())

    def place(self, line: Line) -> str:
        cents = 10**20 - int(line.worth * 100)
        return f"{line.severity}{cents:021d}{line.since_on:%Y%m%d}{line.thing.key}"

    @extend_schema(
        parameters=[OpenApiParameter("kind", str, enum=kinds), INSTITUTION], responses=ConcernSerializer(many=True)
    )
    def list(self, request: Request) -> HttpResponseBase:
        return super().list(request)


class DueViewSet(AnswerViewSet):
    """What institutions owe and by when, as far as the caller sees it; the oldest first."""

    serializer_class = DueSerializer
    orders: ClassVar[Mapping[str, Key]] = {"soonest": Key("due_on")}
    kinds = [str(kind) for kind in DueKind]

    def things(self) -> Iterable[Thing]:
        return questions.due(Scope(today(), access=self.access))

    def place(self, line: Line) -> str:
        return f"{line.since_on:%Y%m%d}{line.thing.key}"

    @extend_schema(
        parameters=[OpenApiParameter("kind", str, enum=kinds), INSTITUTION], responses=DueSerializer(many=True)
    )
    def list(self, request: Request) -> HttpResponseBase:
        return super().list(request)

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from core.access import today
from core.api.choice import ChosenSerializer, ChosenViewSet, Load
from core.api.content import Code, Content, Words, optional_address, optional_words, shown_address
from core.api.writing import KeptViewSet
from history.api import PulledViewSet
from legislation.api.writing import WRITE, InLegislation, item_code, number, shown, undated
from legislation.models import Consultation, Practice
from legislation.permissions import may_edit_item, may_run_consultation, may_see_legislation, may_write_legislation
from legislation.services import (
    ask_institution,
    conclude,
    edit_consultation,
    open_consultation,
    prepare_consultation,
    withdraw,
)
from legislation.tables import ConsultationTable
from legislation.tally import Tally, tally
from ministries.api import InstitutionBrief
from ministries.models import Institution


class TallySerializer(serializers.Serializer[Tally]):
    """Of the requests for an opinion, on time, late and silent each counted once."""

    asked = number()
    answered = number()
    on_time = number()
    late = number()
    silent = number()
    awaited = number()
    not_approved = number("against", "Whose last word is: not approved.")
    dissents = number(help_text="Of these, dissents that nobody has ended.")


class ConsultationSerializer(ChosenSerializer[Consultation]):
    item = shown("item.code", "Code of the item.")
    lead = InstitutionBrief(source="item.lead", read_only=True, help_text="Who asks.")
    number = number(help_text="Which round of the item it is.")
    draft_url = shown_address("Where the draft can be read.")
    last_due_on = serializers.DateField(
        read_only=True, allow_null=True, help_text="The last deadline of anybody asked, with the time that was granted."
    )
    is_past_due = serializers.BooleanField(read_only=True, help_text="Open, and the last deadline has passed.")
    institutions = serializers.SerializerMethodField(help_text="Codes of the institutions that are asked.")
    opinions = TallySerializer(source="told", read_only=True)

    class Meta:
        model = Consultation
        fields = [
            "code", "item", "lead", "number", "title", "draft_url", "changes", "status", "days", "shortened_why", "opened_on",
            "due_on", "last_due_on", "is_past_due", "ended_on", "ended_words", "institutions", "opinions", "version",
        ]  # fmt: skip
        read_only_fields = fields

    def get_institutions(self, round_: Consultation) -> list[str]:
        return sorted(request.institution.code for request in round_.requests.all())


class ConsultationChange(Content):
    """Only while it is in preparation. The item stays."""

    title = Words("The name of the draft that goes out.", most=300)
    draft_url = optional_address("Where the draft can be read.")
    changes = optional_words(
        "What changed since the last round; needed where there was one.", most=4000, has_lines=True
    )
    days = serializers.IntegerField(
        min_value=1, max_value=250, required=False, help_text="Working days; without them the usual term of the rules."
    )
    institutions = Code(
        queryset=Institution.objects.all(),
        many=True,
        required=False,
        help_text="Codes of exactly those that are asked.",
    )

    def validate_institutions(self, said: list[Institution]) -> list[Institution]:
        return by_code(said)


class ConsultationContent(ConsultationChange):
    """The system gives the code; it never changes."""

    item = item_code()


class OpenContent(Content):
    shortened_why = optional_words(
        "Needed where the term is shorter than the least; it stands in the record.", most=500
    )


class AskContent(Content):
    institution = Code(queryset=Institution.objects.all(), help_text="Code of the institution that is asked too.")


class EndContent(Content):
    words = Words("How it ends, in plain sentences; they stand in the record.", most=4000, has_lines=True)


def by_code(institutions: Collection[Institution]) -> list[Institution]:
    """Each once, in an order that does not depend on how they were named."""
    return sorted(set(institutions), key=lambda each: each.code)


def prepare(*, by: User, on: date, days: int | None = None, **said: Any) -> Consultation:
    usual = days or Practice.objects.on(on).usual_days
    return prepare_consultation(by=by, on=on, days=usual, **{"institutions": [], **said})


def ask(consultation: Consultation, version: int, *, institution: Institution, by: User, on: date) -> None:
    try:
        ask_institution(consultation, institution, by=by, on=on)
    except ValidationError as refusal:
        told = getattr(refusal, "error_dict", {}).get("institutions")
        raise ValidationError({"institution": told}) if told else refusal from refusal


OF_REQUESTS = ("last_due_on", "institutions", "opinions")
LOADS: Mapping[str, Load] = {"lead": lambda rows, access: rows.select_related("item__lead")}


class ConsultationViewSet(
    PulledViewSet[Consultation], InLegislation, ChosenViewSet[Consultation], KeptViewSet[Consultation]
):
    """Rounds in which institutions are asked for their opinion on a draft; a new round after changes keeps the old one."""

    may = {
        "list": may_see_legislation,
        "retrieve": may_see_legislation,
        "create": may_write_legislation,
        "partial_update": may_run_consultation,
        "open": may_run_consultation,
        "ask": may_run_consultation,
        "conclude": may_run_consultation,
        "withdraw": may_run_consultation,
    }
    may_on = {"create": may_edit_item}
    scopes = {**InLegislation.scopes, "open": WRITE, "ask": WRITE, "conclude": WRITE, "withdraw": WRITE}
    parent = "item"
    contents = {
        "create": ConsultationContent,
        "partial_update": ConsultationChange,
        "open": OpenContent,
        "ask": AskContent,
        "conclude": EndContent,
        "withdraw": EndContent,
    }
    make = staticmethod(prepare)
    change = staticmethod(undated(edit_consultation))
    queryset = Consultation.objects.select_related("item")
    loads = LOADS
    is_of_today = True
    through = (
        "item",
        "item__lead",
        "item__consultations",
        "requests",
        "requests__institution",
        "requests__opinions__signed_by",
        "requests__opinions__appointment",
    )
    serializer_class = ConsultationSerializer
    filterset_class = ConsultationTable.filterset
    orders = {name: order.key for name, order in ConsultationTable.orders.items()}
    lookup_field = "code"
    lookup_value_regex = r"[-\w]+"

    @property
    def tells_requests(self) -> bool:
        return self.chosen is None or not self.chosen.isdisjoint(OF_REQUESTS)

    def get_queryset(self) -> Any:
        rows = super().get_queryset().as_seen(self.access, today())
        return rows.for_list() if self.tells_requests else rows

    def get_unchanged(self, request: Request) -> Consultation:
        record: Any = super().get_unchanged(request)
        record.institutions = by_code([each.institution for each in record.requests.all()])
        return record  # type: ignore[no-any-return]

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        if args and self.tells_requests:
            for round_ in list(args[0]) if kwargs.get("many") else [args[0]]:
                round_.told = tally(round_.requests.all(), today())
        return super().get_serializer(*args, **kwargs)

    @extend_schema(responses=ConsultationSerializer)
    @action(detail=True, methods=["post"])
    def open(self, request: Request, **kwargs: Any) -> Response:
        """Everybody named is asked, with the term counted from today."""
        return self.act(request, open_consultation)

    @extend_schema(responses=ConsultationSerializer)
    @action(detail=True, methods=["post"])
    def ask(self, request: Request, **kwargs: Any) -> Response:
        """One more institution, in an open round, with the full term of its own."""
        return self.act(request, ask)

    @extend_schema(responses=ConsultationSerializer)
    @action(detail=True, methods=["post"])
    def conclude(self, request: Request, **kwargs: Any) -> Response:
        """No opinion is taken after it. Everybody must have answered or let the deadline pass; every comment must be answered."""
        return self.act(request, conclude)

    @extend_schema(responses=ConsultationSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, **kwargs: Any) -> Response:
        """The round is called off; whoever has not answered needs not any more."""
        return self.act(request, withdraw)

from datetime import date
from typing import Any

import django_filters as filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request as Asked
from rest_framework.response import Response

from accounts.models import User
from core.access import today
from core.api.content import Content, Day, Words, optional_words
from core.api.writing import VerbViewSet
from core.keyset import Key
from history.api import PulledViewSet
from legislation.api.filters import by_consultation, by_item
from legislation.api.writing import WRITE, InLegislation, shown, shown_choice
from legislation.models import Opinion, Request
from legislation.permissions import (
    may_answer_extension,
    may_give_opinion,
    may_see_legislation,
    may_settle_by_council,
)
from legislation.rules.terms import Standing
from legislation.services import answer_extension, ask_extension, end_dissent, give_opinion, settle_by_council
from ministries.api import InstitutionBrief, by_institution

MOST_COMMENTS = 200


class RequestSerializer(serializers.ModelSerializer[Request]):
    """``standing`` and ``days_over`` are those of today."""

    consultation = shown("consultation.code", "Code of the consultation.")
    item = shown("consultation.item.code", "Code of the item.")
    institution = InstitutionBrief(read_only=True, help_text="Who is asked.")
    standing = serializers.SerializerMethodField()
    days_over = serializers.SerializerMethodField(help_text="Days since its deadline; 0 until then.")
    first_on = serializers.DateField(
        read_only=True, allow_null=True, help_text="The day of the first opinion, which decides whether it was on time."
    )
    position = serializers.ChoiceField(
        source="last_word.position", choices=Opinion.Position.choices, default=None, allow_null=True, read_only=True,
        help_text="Its last word; null: no answer.",
    )  # fmt: skip
    settled_by = shown_choice(Request.Settler.choices, "Whose word ended the dissent. Empty: nobody's.")
    is_dissent = serializers.BooleanField(read_only=True, help_text="Not approved, and nobody has ended it.")

    class Meta:
        model = Request
        fields = [
            "id", "consultation", "item", "institution", "asked_on", "due_on", "standing", "days_over", "first_on", "position",
            "extension_until", "extension_why", "extension_asked_on", "extension_granted", "extension_answered_on",
            "extension_words", "is_dissent", "settled_on", "settled_by", "settled_words", "version",
        ]  # fmt: skip
        read_only_fields = fields

    def get_standing(self, request: Request) -> Standing:
        return request.standing_on(today())

    def get_days_over(self, request: Request) -> int:
        return request.days_over(today())


class CommentContent(Content):
    provision = Words("Such as § 9 (2), or the whole draft.", most=200)
    text = Words("What is said of it.", most=10_000, has_lines=True)


class OpinionContent(Content):
    """A later opinion replaces the last one with all its comments; one said again word for word keeps its answer."""

    position = serializers.ChoiceField(choices=Opinion.Position.choices)
    words = optional_words("Reasons; needed where it is not approved.", most=10_000, has_lines=True)
    comments = CommentContent(many=True, required=False, max_length=MOST_COMMENTS)  # type: ignore[call-arg]


class AskExtensionContent(Content):
    until = Day(help_text="A day after the present deadline.")
    why = Words("Why more time is needed; the lead reads it.", most=500, has_lines=True)


class AnswerExtensionContent(Content):
    is_granted = serializers.BooleanField(help_text="True moves the deadline of this institution alone.")
    words = optional_words("Why not; needed where it is refused.", most=500, has_lines=True)


class SettleContent(Content):
    words = Words("How it ended: what was agreed or decided, and where.", most=4000, has_lines=True)


class RequestFilters(filters.FilterSet):
    consultation = by_consultation()
    item = by_item("consultation__item")
    institution = by_institution(label=_("Institution that is asked"))
    standing = filters.ChoiceFilter(label=_("How it stands today"), choices=Standing.choices, method="by_standing")
    state = filters.ChoiceFilter(
        label=_("State"),
        choices=[
            ("extension", _("Asks for more time, not answered yet")),
            ("dissent", _("Dissent that nobody has ended")),
        ],
        method="in_state",
    )

    class Meta:
        model = Request
        fields: list[str] = []

    def by_standing(self, rows: Any, name: str, value: str) -> Any:
        return rows.stands(Standing(value), today())

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        return rows.asking_for_time() if value == "extension" else rows.dissenting()


def give(
    request: Request, version: int, *, comments: list[dict[str, str]] | None = None, by: User, on: date, **said: Any
) -> None:
    remarks = [(each["provision"], each["text"]) for each in comments or []]
    give_opinion(request, version=version, comments=remarks, by=by, on=on, at=timezone.now(), **said)


class RequestViewSet(PulledViewSet[Request], InLegislation, VerbViewSet[Request]):
    """What one institution is asked for in a round: by when, whether it answered on time, and what more time it asks for."""

    may = {
        "list": may_see_legislation,
        "retrieve": may_see_legislation,
        "give_opinion": may_give_opinion,
        "ask_extension": may_give_opinion,
        "answer_extension": may_answer_extension,
        "end_dissent": may_give_opinion,
        "settle": may_settle_by_council,
    }
    scopes = {
        **InLegislation.scopes,
        "give_opinion": WRITE,
        "ask_extension": WRITE,
        "answer_extension": WRITE,
        "end_dissent": WRITE,
        "settle": WRITE,
    }
    contents = {
        "give_opinion": OpinionContent,
        "ask_extension": AskExtensionContent,
        "answer_extension": AnswerExtensionContent,
        "end_dissent": SettleContent,
        "settle": SettleContent,
    }
    examples = {
        "give_opinion": {
            "position": "approved with comments",
            "comments": [{"provision": "§ 9 (2)", "text": "Thirty days are too short."}],
        }
    }
    queryset = Request.objects.for_page().select_related("consultation__item")
    is_of_today = True
    through = (
        "consultation",
        "consultation__item",
        "consultation__item__lead",
        "consultation__item__consultations",
        "institution",
        "opinions__signed_by",
        "opinions__appointment",
    )
    serializer_class = RequestSerializer
    filterset_class = RequestFilters
    orders = {"id": Key("id"), "newest": Key("id", is_descending=True), "due": Key("due_on")}
    lookup_value_regex = "[0-9]+"

    @extend_schema(responses=RequestSerializer)
    @action(detail=True, methods=["post"], url_path="give-opinion")
    def give_opinion(self, request: Asked, **kwargs: Any) -> Response:
        """Sign what the institution says, in the post held today. Late ones are taken until the round is concluded."""
        return self.act(request, give)

    @extend_schema(responses=RequestSerializer)
    @action(detail=True, methods=["post"], url_path="ask-extension")
    def ask_extension(self, request: Asked, **kwargs: Any) -> Response:
        """The institution wants more time, before its own deadline."""
        return self.act(request, ask_extension)

    @extend_schema(responses=RequestSerializer)
    @action(detail=True, methods=["post"], url_path="answer-extension")
    def answer_extension(self, request: Asked, **kwargs: Any) -> Response:
        """The lead ministry grants more time or says why not."""
        return self.act(request, answer_extension)

    @extend_schema(responses=RequestSerializer)
    @action(detail=True, methods=["post"], url_path="end-dissent")
    def end_dissent(self, request: Asked, **kwargs: Any) -> Response:
        """The institution no longer objects; its opinion stays on record."""
        return self.act(request, end_dissent)

    @extend_schema(responses=RequestSerializer)
    @action(detail=True, methods=["post"])
    def settle(self, request: Asked, **kwargs: Any) -> Response:
        """The council has decided about the dissent."""
        return self.act(request, settle_by_council)

from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.content import Content, optional_words
from core.api.views import RecordViewSet
from core.api.writing import VerbViewSet
from core.keyset import Key
from history.api import PulledViewSet
from legislation.api.filters import by_consultation, by_item, by_number
from legislation.api.writing import WRITE, InLegislation, shown, shown_choice
from legislation.models import Comment, Opinion
from legislation.permissions import may_reply, may_see_legislation
from legislation.services import reply_to
from ministries.api import InstitutionBrief, by_institution

ORDERS = {"id": Key("id"), "newest": Key("id", is_descending=True)}
ROUND = "request__consultation"


class OpinionSerializer(serializers.ModelSerializer[Opinion]):
    """What an institution said. It never changes; a later word has the next number."""

    consultation = shown(f"{ROUND}.code".replace("__", "."), "Code of the consultation.")
    institution = InstitutionBrief(source="request.institution", read_only=True)
    signed_by = shown("signed_by.full_name")
    post = shown("appointment.post", "The signer's post.")

    class Meta:
        model = Opinion
        fields = [
            "id", "request", "consultation", "institution", "number", "position", "words", "signed_by", "post", "at",
            "given_on",
        ]  # fmt: skip
        read_only_fields = fields


class OpinionFilters(filters.FilterSet):
    request = by_number(_("Number of the request"))
    consultation = by_consultation(ROUND)
    item = by_item(f"{ROUND}__item")
    institution = by_institution(label=_("Institution that said it"), field_name="request__institution")
    position = filters.ChoiceFilter(label=_("Opinion"), choices=Opinion.Position.choices)
    state = filters.ChoiceFilter(label=_("State"), choices=[("last", _("Last word"))], method="in_state")

    class Meta:
        model = Opinion
        fields: list[str] = []

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        return rows.standing()


class OpinionViewSet(PulledViewSet[Opinion], InLegislation, RecordViewSet[Opinion]):
    """What institutions said of drafts, every word of each; given by `opinion-requests/{id}/give-opinion/`."""

    may = {"list": may_see_legislation, "retrieve": may_see_legislation}
    queryset = Opinion.objects.select_related("request__institution", ROUND, "signed_by", "appointment")
    through = (
        "request",
        "request__institution",
        "request__consultation",
        "request__consultation__item",
        "request__consultation__item__lead",
        "request__consultation__item__consultations",
        "signed_by",
        "appointment",
    )
    serializer_class = OpinionSerializer
    filterset_class = OpinionFilters
    orders = ORDERS
    lookup_value_regex = "[0-9]+"


class CommentSerializer(serializers.ModelSerializer[Comment]):
    consultation = shown("opinion.request.consultation.code", "Code of the consultation.")
    institution = InstitutionBrief(source="opinion.request.institution", read_only=True)
    reply = shown_choice(Comment.Reply.choices, "Empty: not answered yet.")

    class Meta:
        model = Comment
        fields = [
            "id", "opinion", "consultation", "institution", "number", "provision", "text", "reply", "reply_words",
            "replied_on", "version",
        ]  # fmt: skip
        read_only_fields = fields


class ReplyContent(Content):
    reply = serializers.ChoiceField(choices=Comment.Reply.choices)
    words = optional_words("Why; needed where it is not taken over, or not all of it.", most=10_000, has_lines=True)


class CommentFilters(filters.FilterSet):
    opinion = by_number(_("Number of the opinion"))
    consultation = by_consultation(f"opinion__{ROUND}")
    item = by_item(f"opinion__{ROUND}__item")
    institution = by_institution(label=_("Institution that said it"), field_name="opinion__request__institution")
    reply = filters.ChoiceFilter(label=_("Answer"), choices=Comment.Reply.choices)
    state = filters.ChoiceFilter(
        label=_("State; without it also what a later opinion replaced"),
        choices=[
            ("standing", _("Of the last word of each institution")),
            ("unanswered", _("Of these, not answered yet")),
        ],
        method="in_state",
    )

    class Meta:
        model = Comment
        fields: list[str] = []

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        return rows.standing() if value == "standing" else rows.standing().unanswered()


class CommentViewSet(PulledViewSet[Comment], InLegislation, VerbViewSet[Comment]):
    """Remarks of opinions, tied to provisions of the draft, and the lead's answers: `?state=standing` is the table of comments."""

    may = {"list": may_see_legislation, "retrieve": may_see_legislation, "reply": may_reply}
    scopes = {**InLegislation.scopes, "reply": WRITE}
    contents = {"reply": ReplyContent}
    queryset = Comment.objects.select_related("opinion__request__institution", f"opinion__{ROUND}__item")
    through = (
        "opinion",
        "opinion__request",
        "opinion__request__institution",
        "opinion__request__consultation",
        "opinion__request__consultation__item",
        "opinion__request__consultation__item__lead",
        "opinion__request__consultation__item__consultations",
    )
    serializer_class = CommentSerializer
    filterset_class = CommentFilters
    orders = ORDERS
    lookup_value_regex = "[0-9]+"

    @extend_schema(responses=CommentSerializer)
    @action(detail=True, methods=["post"])
    def reply(self, request: Request, **kwargs: Any) -> Response:
        """The lead's answer; it may be changed until the round is concluded."""
        return self.act(request, reply_to)

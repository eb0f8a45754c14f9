from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.content import Code, Content, optional_words
from core.api.writing import AddedViewSet
from core.keyset import Key
from history.api import PulledViewSet
from ministries.api import InstitutionBrief, by_institution
from ministries.models import Institution
from projects.api.filters import by_project
from projects.api.writing import WRITE, InPortfolio, project_code
from projects.models import Participation
from projects.permissions import may_answer_participation, may_edit_project, may_see_portfolio, may_write_portfolio
from projects.services import answer_participation, invite


class PartnerSerializer(serializers.ModelSerializer[Participation]):
    institution = InstitutionBrief(read_only=True)

    class Meta:
        model = Participation
        fields = ["institution", "role", "answer", "reason", "asked_on", "answered_on"]
        read_only_fields = fields


class ParticipationSerializer(PartnerSerializer):
    project = serializers.CharField(source="project.code", read_only=True, help_text="Code of the project.")

    class Meta:
        model = Participation
        fields = ["id", "project", *PartnerSerializer.Meta.fields, "version"]
        read_only_fields = fields


class InvitationContent(Content):
    project = project_code()
    institution = Code(queryset=Institution.objects.all(), help_text="Code of the institution that is asked.")
    role = serializers.ChoiceField(choices=Participation.Role.choices)


class AnswerContent(Content):
    answer = serializers.ChoiceField(
        choices=[choice for choice in Participation.Answer.choices if choice[0] != Participation.Answer.ASKED]
    )
    reason = optional_words("Why not; wanted where the institution declines.", most=500, has_lines=True)


class ParticipationFilters(filters.FilterSet):
    project = by_project()
    institution = by_institution(label=_("Institution that takes part"))
    role = filters.ChoiceFilter(label=_("Role"), choices=Participation.Role.choices)
    answer = filters.ChoiceFilter(label=_("Answer"), choices=Participation.Answer.choices)

    class Meta:
        model = Participation
        fields: list[str] = []


class ParticipationViewSet(PulledViewSet[Participation], InPortfolio, AddedViewSet[Participation]):
    """Parts that institutions take in projects of others: who was asked for what, and what they said."""

    may = {
        "list": may_see_portfolio,
        "retrieve": may_see_portfolio,
        "create": may_write_portfolio,
        "answer": may_answer_participation,
    }
    may_on = {"create": may_edit_project}
    scopes = {**InPortfolio.scopes, "answer": WRITE}
    parent = "project"
    contents = {"create": InvitationContent, "answer": AnswerContent}
    examples = {
        "create": {"project": "P-2026-0131", "institution": "interior", "role": "data provider"},
        "answer": {"answer": "declined", "reason": "The register is being replaced."},
    }
    make = staticmethod(invite)
    queryset = Participation.objects.select_related("project", "institution")
    through = (
        "project",
        "institution",
    )
    serializer_class = ParticipationSerializer
    filterset_class = ParticipationFilters
    orders = {"id": Key("id"), "newest": Key("id", is_descending=True)}
    lookup_value_regex = "[0-9]+"

    @extend_schema(responses=ParticipationSerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, **kwargs: Any) -> Response:
        """The word of the institution that was asked; it may be given anew."""
        return self.act(request, answer_participation)

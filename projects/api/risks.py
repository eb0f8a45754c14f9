from datetime import date
from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from core.api.content import Code, Content, Day, Words
from core.api.writing import KeptViewSet
from core.keyset import Key
from history.api import PulledViewSet
from ministries.api import InstitutionBrief, by_institution
from ministries.models import Institution
from projects.api.filters import by_project
from projects.api.writing import WRITE, InPortfolio, project_code
from projects.models import Risk
from projects.permissions import may_edit_project, may_keep_risk, may_see_portfolio, may_write_portfolio
from projects.services import close_risk, edit_risk, escalate_risk, raise_risk, take_back_risk


class RiskSerializer(serializers.ModelSerializer[Risk]):
    project = serializers.CharField(source="project.code", read_only=True, help_text="Code of the project.")
    owner = InstitutionBrief(read_only=True)
    score = serializers.IntegerField(read_only=True, help_text="Likelihood times impact; 15 or more is serious.")

    class Meta:
        model = Risk
        fields = [
            "id",
            "project",
            "kind",
            "title",
            "effect",
            "likelihood",
            "impact",
            "score",
            "owner",
            "mitigation",
            "due_on",
            "raised_on",
            "escalated_on",
            "escalated_why",
            "closed_on",
            "version",
        ]
        read_only_fields = fields


class RiskChange(Content):
    """The project stays. A risk that has happened becomes an issue, whose likelihood is 5."""

    kind = serializers.ChoiceField(choices=Risk.Kind.choices)
    title = Words("The risk or issue in one line.", most=200)
    effect = Words("What happens then.", most=4000, has_lines=True)
    likelihood = serializers.IntegerField(
        min_value=1, max_value=5, required=False, help_text="Of a risk, 1 rare to 5 almost certain; an issue has 5."
    )
    impact = serializers.IntegerField(min_value=1, max_value=5, help_text="1 slight to 5 severe.")
    owner = Code(
        queryset=Institution.objects.all(),
        required=False,
        help_text="Code of the institution that answers for it; the lead if none is named.",
    )
    mitigation = Words("What is done about it.", most=4000, has_lines=True)
    due_on = Day(help_text="By when that is done.")


class RiskContent(RiskChange):
    project = project_code()


class WhyContent(Content):
    why = Words("The reason; it stands in the history.", most=500, has_lines=True)


class NothingContent(Content):
    """An empty object."""


class RiskFilters(filters.FilterSet):
    project = by_project()
    owner = by_institution(label=_("Owner"))
    kind = filters.ChoiceFilter(label=_("Kind"), choices=Risk.Kind.choices)
    state = filters.ChoiceFilter(
        label=_("State"),
        choices=[("open", _("Open")), ("closed", _("Closed")), ("escalated", _("For the council"))],
        method="in_state",
    )

    class Meta:
        model = Risk
        fields: list[str] = []

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        return {"open": rows.open, "closed": rows.closed, "escalated": rows.open().escalated}[value]()


def _take_back(risk: Risk, version: int, *, by: User, on: date) -> Risk:
    return take_back_risk(risk, version, by=by)


class RiskViewSet(PulledViewSet[Risk], InPortfolio, KeptViewSet[Risk]):
    """Risks and issues of the projects: what may happen or has happened, who answers for it, what is done until when."""

    may = {
        "list": may_see_portfolio,
        "retrieve": may_see_portfolio,
        "create": may_write_portfolio,
        "partial_update": may_keep_risk,
        "escalate": may_keep_risk,
        "take_back": may_keep_risk,
        "close": may_keep_risk,
    }
    may_on = {"create": may_edit_project}
    scopes = {**InPortfolio.scopes, "escalate": WRITE, "take_back": WRITE, "close": WRITE}
    parent = "project"
    contents = {
        "create": RiskContent,
        "partial_update": RiskChange,
        "escalate": WhyContent,
        "take_back": NothingContent,
        "close": WhyContent,
    }
    examples = {
        "create": {
            "project": "P-2026-0131",
            "kind": "risk",
            "title": "The register of addresses comes late",
            "effect": "Half of the forms cannot be filled in beforehand.",
            "likelihood": 4,
            "impact": 3,
            "mitigation": "Take the file of last year until then.",
            "due_on": "2027-02-15",
        },
        "escalate": {"why": "Decide which ministry pays for the interface."},
    }
    make = staticmethod(raise_risk)
    change = staticmethod(edit_risk)
    queryset = Risk.objects.for_list()
    through = (
        "project",
        "project__lead",
        "owner",
    )
    serializer_class = RiskSerializer
    filterset_class = RiskFilters
    orders = {
        "id": Key("id"),
        "newest": Key("id", is_descending=True),
        "score": Key("scored", is_descending=True),
        "due": Key("due_on"),
    }
    lookup_value_regex = "[0-9]+"

    @action(detail=True, methods=["post"])
    def escalate(self, request: Request, **kwargs: Any) -> Response:
        """For the council, with what it is to decide or to do."""
        return self.act(request, escalate_risk)

    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request: Request, **kwargs: Any) -> Response:
        """No longer for the council."""
        return self.act(request, _take_back)

    @action(detail=True, methods=["post"])
    def close(self, request: Request, **kwargs: Any) -> Response:
        """It is over; it stays on record and is not opened again."""
        return self.act(request, close_risk)

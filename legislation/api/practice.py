"""Terms of stages and rules of consultation: from a day on, never backwards."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core.api.content import Content, Day, Words
from core.api.writing import AddedViewSet
from core.keyset import Key
from history.api import PulledViewSet
from legislation.api.writing import InLegislation
from legislation.models import Practice, Stage, StageTerm
from legislation.permissions import may_see_legislation, may_set_practice
from legislation.rules.stages import USUAL
from legislation.services import set_practice, set_stage_term

MAY = {"list": may_see_legislation, "retrieve": may_see_legislation, "create": may_set_practice}
STAGES = [stage for stage in Stage.choices if stage[0] in USUAL]
ORDERS = {"newest": Key("starts_on", is_descending=True), "oldest": Key("starts_on")}


def days(help_text: str, *, least: int = 1, most: int) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=least, max_value=most, help_text=help_text)


class TermSerializer(serializers.ModelSerializer[StageTerm]):
    class Meta:
        model = StageTerm
        fields = ["id", "stage", "starts_on", "usual_days", "least_days", "basis", "version"]
        read_only_fields = fields


class TermContent(Content):
    stage = serializers.ChoiceField(choices=STAGES)
    starts_on = Day(help_text="A day to come: what was expected until then stays as it is.")
    usual_days = days("Calendar days it usually lasts.", most=3650)
    least_days = days("Calendar days it lasts at least, if all goes well.", least=0, most=3650)
    basis = Words("The law, the rules of procedure or the practice it rests on.", most=300)


class TermFilters(filters.FilterSet):
    stage = filters.ChoiceFilter(label=_("Stage"), choices=STAGES)

    class Meta:
        model = StageTerm
        fields: list[str] = []


class TermViewSet(PulledViewSet[StageTerm], InLegislation, AddedViewSet[StageTerm]):
    """How long a stage of an item usually lasts, and lasts at least, from a day on. Before the first the usual ones hold."""

    may = MAY
    contents = {"create": TermContent}
    make = staticmethod(set_stage_term)
    queryset = StageTerm.objects.all()
    serializer_class = TermSerializer
    filterset_class = TermFilters
    orders = ORDERS
    lookup_value_regex = "[0-9]+"


class RulesSerializer(serializers.ModelSerializer[Practice]):
    class Meta:
        model = Practice
        fields = ["id", "starts_on", "usual_days", "least_days", "silence_agrees", "reason", "version"]
        read_only_fields = fields


class RulesContent(Content):
    starts_on = Day(help_text="A day to come: what was asked for until then stays as it is.")
    usual_days = days("Working days for an opinion.", most=90)
    least_days = days("Working days at least; a shorter term needs a recorded reason.", most=90)
    silence_agrees = serializers.BooleanField(
        default=False,
        help_text="No answer by the deadline is counted as agreement; without this never among the approvals.",
    )
    reason = Words("Who decided it, and where it stands.", most=2000, has_lines=True)


class ConsultationRulesViewSet(PulledViewSet[Practice], InLegislation, AddedViewSet[Practice]):
    """The rules of consultation from a day on. Before the first: 15 working days, at least 10, and silence is no answer."""

    may = MAY
    contents = {"create": RulesContent}
    make = staticmethod(set_practice)
    queryset = Practice.objects.all()
    serializer_class = RulesSerializer
    orders = ORDERS
    lookup_value_regex = "[0-9]+"

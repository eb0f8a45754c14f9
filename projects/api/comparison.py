"""Two rounds side by side."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request

from core.api.problems import BadParameters
from projects.api.fields import RoundBrief
from projects.api.filters import MOST
from projects.models import Project, Round
from projects.querysets.rounds import RoundQuerySet

PAIR = {
    name: OpenApiParameter(name, int, description="Number of a round the caller sees; name both or none.")
    for name in ("one", "other")
}


def pair_of(rounds: RoundQuerySet, request: Request) -> tuple[Round, Round]:
    """The earlier and the later. Raises BadParameters where there are no two."""
    given = request.query_params
    if any(name in given for name in PAIR):
        chosen = [_round(rounds, name, given.get(name, "")) for name in PAIR]
    else:
        chosen = list(rounds.closed().order_by("-ends_on", "-pk")[:2])
    earlier, later = min(chosen, key=_age, default=None), max(chosen, key=_age, default=None)
    if earlier is None or later is None or earlier == later:
        raise BadParameters({"other": [_("Name two different rounds.")]})
    return earlier, later


def _age(round_: Round) -> tuple[Any, int]:
    return round_.ends_on, round_.pk


def _round(rounds: RoundQuerySet, name: str, number: str) -> Round:
    is_number = number.isascii() and number.isdecimal() and int(number[:19]) <= MOST
    found = rounds.filter(pk=int(number)).first() if is_number else None
    if found is None:
        raise BadParameters({name: [_("There is no round of this number.")]})
    return found


class ProjectBrief(serializers.ModelSerializer[Project]):
    class Meta:
        model = Project
        fields = ["code", "title"]
        read_only_fields = fields


class StandSerializer(serializers.Serializer[Any]):
    """How a project stood in one round; ratings 1 to 5, null where nobody gave one."""

    cio_rating = serializers.IntegerField(source="cio", read_only=True, allow_null=True)
    signal = serializers.IntegerField(source="computed", read_only=True, allow_null=True)
    assessment = serializers.IntegerField(source="assessed", read_only=True, allow_null=True)
    forecast_ends_on = serializers.DateField(source="ends_on", read_only=True, allow_null=True)
    forecast_cost = serializers.DecimalField(
        source="cost", max_digits=18, decimal_places=2, read_only=True, allow_null=True
    )


class MoveSerializer(serializers.Serializer[Any]):
    project = ProjectBrief(read_only=True)
    before = StandSerializer(read_only=True)
    now = StandSerializer(read_only=True)
    steps = serializers.IntegerField(
        read_only=True,
        help_text="Of the assessments or, where one is missing, of the CIO's ratings; better is positive.",
    )
    days = serializers.IntegerField(
        read_only=True, allow_null=True, help_text="Days by which the forecast end moved; later is positive."
    )
    cost = serializers.DecimalField(
        max_digits=18,
        decimal_places=2,
        read_only=True,
        allow_null=True,
        help_text="By which the forecast cost moved, in the currency of the project.",
    )


class ComparisonSerializer(serializers.Serializer[Any]):
    """Of the projects the caller sees. ``came`` and ``gone`` were asked in one of the two rounds only."""

    earlier = RoundBrief(read_only=True)
    later = RoundBrief(read_only=True)
    fell = serializers.IntegerField(source="found.fell", read_only=True)
    rose = serializers.IntegerField(source="found.rose", read_only=True)
    moves = MoveSerializer(
        source="found.moves", many=True, read_only=True, help_text="What moved, the worst fall first."
    )
    came = ProjectBrief(source="found.came", many=True, read_only=True)
    gone = ProjectBrief(source="found.gone", many=True, read_only=True)

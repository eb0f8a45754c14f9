"""Parts that several answers share."""

from typing import Any, Final

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.ratings import RatingShown
from projects.models import Milestone, Round


class SeenMilestone(serializers.PrimaryKeyRelatedField[Milestone]):
    """A milestone by its number, among those the caller sees."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Milestone.objects.all(), **kwargs)

    def get_queryset(self) -> Any:
        found: Any = super().get_queryset()
        return found.visible_to(self.context["request"].access)


WORDS: Final = {1: "red", 2: "amber/red", 3: "amber", 4: "amber/green", 5: "green"}
NOT_RATED, EXEMPT = "not rated", "exempt"


class RatingSerializer(serializers.Serializer[Any]):
    """``shown`` of a record: a rating of the scale, or why there is none. The words do not depend on the language."""

    rating = serializers.IntegerField(
        source="shown.step", min_value=1, max_value=5, allow_null=True, read_only=True, help_text="1 red to 5 green."
    )
    word = serializers.SerializerMethodField()
    reason = serializers.CharField(
        source="shown.reason", read_only=True, help_text="Why an exempt rating is withheld; else empty."
    )

    @extend_schema_field({"type": "string", "enum": [*WORDS.values(), NOT_RATED, EXEMPT]})
    def get_word(self, rated: Any) -> str:
        shown: RatingShown = rated.shown
        if shown.is_exempt:
            return EXEMPT
        return NOT_RATED if shown.step is None else WORDS[shown.step]


class RoundBrief(serializers.ModelSerializer[Round]):
    """A round where another record names it."""

    class Meta:
        model = Round
        fields = ["id", "name", "ends_on"]
        read_only_fields = fields


class WithheldField(serializers.DictField):
    """Member name to reason, for values that exist and may not be shown; they are null where they would stand."""

    child = serializers.CharField()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, help_text="Member name to the reason why its value is withheld.", **kwargs)

"""What a ministry's system sends with a report."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from rest_framework import serializers

from core.api.content import Content
from core.dates import FIRST_DAY, LAST_DAY
from ministries.models import Country
from projects.models import Milestone, Report
from projects.services import MilestoneForecast, ReportContent, wrong_dates

MOST_WORDS = 4000


def words(help_text: str, **kwargs: Any) -> serializers.CharField:
    return serializers.CharField(help_text=help_text, max_length=MOST_WORDS, **kwargs)


def optional_words(help_text: str) -> serializers.CharField:
    return words(help_text, required=False, allow_blank=True, default="")


def money(help_text: str) -> serializers.DecimalField:
    return serializers.DecimalField(
        help_text=help_text, max_digits=18, decimal_places=2, min_value=0, required=False, allow_null=True, default=None
    )


def day(**kwargs: Any) -> serializers.DateField:
    return serializers.DateField(
        required=False,
        allow_null=True,
        validators=[MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)],
        **kwargs,
    )


class MilestoneContent(Content):
    """How a milestone stands now. What is left out stays as it is."""

    id = serializers.IntegerField(min_value=1)
    forecast_on = day()
    actual_on = day(help_text="The day it was done.")

    def validate(self, said: dict[str, Any]) -> dict[str, Any]:
        milestone = _milestones(self).get(said["id"])
        if milestone is None:
            raise serializers.ValidationError({"id": [_("The project has no milestone of this number.")]})
        stands = {name: said.get(name, getattr(milestone, name)) for name in ("forecast_on", "actual_on")}
        wrong = wrong_dates(baseline_on=milestone.baseline_on, **stands, on=self.context["on"])
        if wrong:
            raise serializers.ValidationError(wrong)
        return {"milestone_id": milestone.pk, "version": milestone.version, **stands}


class SubmissionContent(Content):
    """Sums are in the currency of the project, in full: 21.9 million is 21900000."""

    rating = serializers.IntegerField(min_value=1, max_value=5, help_text="1 red to 5 green; 1, 3, 5 in three steps.")
    why = words("Why this rating, in one sentence.")
    progress = optional_words("What was done in the period.")
    forecast_ends_on = day(default=None, help_text="When the project will end.")
    forecast_cost = money("What it will cost in the end.")
    spent = money("Spent to date.")
    schedule_words = optional_words("Why the end moved; wanted where it is well after the approved one.")
    signal_words = optional_words("Why the rating is better than the computed signal; wanted where it is.")
    cost_words = optional_words("Why the cost moved; wanted where it is more than 5 % over the approved one.")
    top_risk = optional_words("What could go wrong most.")
    help_needed = optional_words("What is needed from others.")
    milestones = MilestoneContent(many=True, required=False, default=list)

    def validate_rating(self, rating: int) -> int:
        if rating not in Country.objects.current().scale:
            raise serializers.ValidationError(_("This country rates in three steps: 1, 3 or 5."))
        return rating

    def validate_milestones(self, said: list[dict[str, Any]]) -> list[dict[str, Any]]:
        numbers = [one["milestone_id"] for one in said]
        if len(numbers) != len(set(numbers)):
            raise serializers.ValidationError([_("Name each milestone once.")])
        return said

    def content(self) -> ReportContent:
        said = dict(self.validated_data)
        return ReportContent(**{**said, "milestones": [MilestoneForecast(**one) for one in said["milestones"]]})


def _milestones(serializer: Content) -> dict[int, Milestone]:
    """The milestones of the report's project by number, read once."""
    context: Any = serializer.context
    if "milestones" not in context:
        report: Report = context["report"]
        context["milestones"] = {found.pk: found for found in report.project.milestones.all()}
    found: dict[int, Milestone] = context["milestones"]
    return found

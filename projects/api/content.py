"""What a ministry's system sends with a report."""

from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from core.access import today
from core.api.content import Content, Words, money, optional_day, optional_words
from ministries.models import Country
from projects.models import Milestone, Report
from projects.services import MilestoneForecast, wrong_dates

words = partial(Words, most=4000, has_lines=True)
more_words = partial(optional_words, most=4000, has_lines=True, default="")
sum_of = partial(money, default=None)


class MilestoneContent(Content):
    """How a milestone stands now. What is left out stays as it is."""

    id = serializers.IntegerField(min_value=1)
    forecast_on = optional_day()
    actual_on = optional_day(help_text="The day it was done.")

    def validate(self, said: dict[str, Any]) -> Any:
        """What the service takes, with the version of the milestone as it was read with the report."""
        milestone = _milestones(self).get(said["id"])
        if milestone is None:
            raise serializers.ValidationError({"id": [_("The project has no milestone of this number.")]})
        stands = {name: said.get(name, getattr(milestone, name)) for name in ("forecast_on", "actual_on")}
        wrong = wrong_dates(baseline_on=milestone.baseline_on, **stands, on=today())
        if wrong:
            raise serializers.ValidationError(wrong)
        return MilestoneForecast(milestone.pk, version=milestone.version, **stands)


class SubmissionContent(Content):
    """Sums are in the currency of the project, in full: 21.9 million is 21900000."""

    rating = serializers.IntegerField(min_value=1, max_value=5, help_text="1 red to 5 green; 1, 3, 5 in three steps.")
    why = words("Why this rating, in one sentence.")
    progress = more_words("What was done in the period.")
    forecast_ends_on = optional_day(default=None, help_text="When the project will end.")
    forecast_cost = sum_of("What it will cost in the end.")
    spent = sum_of("Spent to date.")
    schedule_words = more_words("Why the end moved; wanted where it is well after the approved one.")
    signal_words = more_words("Why the rating is better than the computed signal; wanted where it is.")
    cost_words = more_words("Why the cost moved; wanted where it is more than 5 % over the approved one.")
    top_risk = more_words("What could go wrong most.")
    help_needed = more_words("What is needed from others.")
    milestones = MilestoneContent(many=True, required=False, default=list)

    def validate_rating(self, rating: int) -> int:
        if rating not in Country.objects.current().scale:
            raise serializers.ValidationError(_("This country rates in three steps: 1, 3 or 5."))
        return rating

    def validate_milestones(self, said: list[MilestoneForecast]) -> list[MilestoneForecast]:
        numbers = [one.milestone_id for one in said]
        if len(numbers) != len(set(numbers)):
            raise serializers.ValidationError([_("Name each milestone once.")])
        return said


def _milestones(serializer: Content) -> dict[int, Milestone]:
    """The milestones of the report's project by number, read once."""
    context: Any = serializer.context
    if "milestones" not in context:
        report: Report = context["record"]
        context["milestones"] = {found.pk: found for found in report.project.milestones.all()}
    found: dict[int, Milestone] = context["milestones"]
    return found

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.figures import value_text
from core.models import Record
from history.marks import marked
from history.tracking import track
from projects.models.project import Project
from projects.querysets.outcomes import OutcomeQuerySet
from strategy.models import Indicator, Objective
from strategy.models.measures import MeasureField


@marked()
@track()
class Outcome(Record):
    """What a project is to change for an objective: in words, and where an indicator shows it, by how much and by when.

    It is a promise. Whether it came true is told by the readings of the indicator, never by the project's progress.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="outcomes")
    objective = models.ForeignKey(
        Objective, verbose_name=_("objective"), null=True, blank=True, on_delete=models.PROTECT, related_name="outcomes"
    )
    indicator = models.ForeignKey(
        Indicator, verbose_name=_("indicator"), null=True, blank=True, on_delete=models.PROTECT, related_name="outcomes"
    )
    statement = models.TextField(
        _("outcome"), max_length=2000, help_text=_("What will be different for people, not what will be done.")
    )
    amount = MeasureField(_("moves the indicator by"), null=True, blank=True)
    due_on = models.DateField(_("by"), null=True, blank=True)

    objects = OutcomeQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["id"]
        verbose_name = _("outcome")
        constraints = [
            models.CheckConstraint(
                name="outcome_serves_something",
                condition=Q(objective__isnull=False) | Q(indicator__isnull=False),
                violation_error_message=_("Choose the objective or the indicator the project contributes to."),
            ),
            models.CheckConstraint(name="outcome_in_words", condition=~Q(statement="")),
            models.CheckConstraint(
                name="outcome_amount_of_an_indicator",
                condition=Q(amount__isnull=True) | Q(indicator__isnull=False),
                violation_error_message=_("An amount moves an indicator. Choose which."),
            ),
            models.UniqueConstraint(
                fields=["project", "objective", "indicator"],
                name="outcome_once",
                nulls_distinct=False,
                violation_error_message=_("The project has an outcome for this already. Change that one."),
            ),
        ]

    def __str__(self) -> str:
        return self.statement

    def get_absolute_url(self) -> str:
        """Where the project says what it is for."""
        return f"{self.project.get_absolute_url()}#outcomes"

    @property
    def amount_text(self) -> str:
        """Such as +12 %; read with the indicator, whose unit it is in."""
        if self.amount is None or self.indicator is None:
            return ""
        sign = "+" if self.amount > 0 else ""
        return sign + value_text(self.amount, self.indicator.unit)

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models import Period, Record, period_in_order
from history.marks import marked
from history.tracking import track
from ministries.models import Institution
from strategy.querysets.aims import ObjectiveQuerySet, StrategyQuerySet


@marked()
@track()
class Strategy(Period, Record):
    """A paper that says what government wants to reach in a time."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    title = models.CharField(_("strategy"), max_length=300)
    lead = models.ForeignKey(
        Institution, verbose_name=_("lead institution"), on_delete=models.PROTECT, related_name="led_strategies"
    )
    text = models.TextField(_("what it is about"), max_length=10_000, blank=True)
    url = models.URLField(_("link to the text"), max_length=500, blank=True)

    objects = StrategyQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["-starts_on", "title", "id"]
        verbose_name = _("strategy")
        verbose_name_plural = _("strategies")
        constraints = [period_in_order("strategy_period")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("strategy:strategy-detail", args=[self.code])


@marked("strategy")
@track()
class Objective(Record):
    """An aim of a strategy. What was done for it is told by projects, what was reached by its indicators: never one field."""

    strategy = models.ForeignKey(
        Strategy, verbose_name=_("strategy"), on_delete=models.PROTECT, related_name="objectives"
    )
    code = models.SlugField(_("code"), max_length=60, unique=True)
    title = models.CharField(_("objective"), max_length=300)
    text = models.TextField(_("what it means"), max_length=10_000, blank=True)
    lead = models.ForeignKey(
        Institution, verbose_name=_("lead institution"), on_delete=models.PROTECT, related_name="led_objectives"
    )
    rank = models.PositiveSmallIntegerField(_("place in lists"), default=100)

    objects = ObjectiveQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["rank", "title", "id"]
        verbose_name = _("objective")
        indexes = [models.Index(fields=["strategy", "rank"], name="objective_by_rank")]
        constraints = [
            models.UniqueConstraint(
                fields=["strategy", "title"],
                name="objective_once",
                violation_error_message=_("The strategy has an objective with this title already."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Among the objectives of its strategy; the settings name a page that shows more, where there is one."""
        return f"{self.strategy.get_absolute_url()}#{self.code}"

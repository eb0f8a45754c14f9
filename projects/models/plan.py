from __future__ import annotations

from datetime import date

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import MoneyField, Record, WithheldField, withheld_is_empty
from history.marks import marked
from history.tracking import track
from ministries.models import Institution
from projects.models.project import Project
from projects.querysets.plan import BaselineQuerySet, FundingQuerySet, MilestoneQuerySet
from projects.rules.money import KINDS, Amounts
from projects.rules.variance import Plan


@marked("project")
@track()
class Baseline(models.Model):
    """What was approved. Numbered from 1; a new one has a reason; none is ever changed or removed.

    In force on a day: the last approved until then. Years that are imported later stand behind newer ones.
    """

    class Reason(models.TextChoices):
        FIRST = "first", _("First approval")
        FUNDING = "funding change", _("Funding change")
        CONTRACTING = "contracting change", _("Contracting change")
        SCOPE = "scope change", _("Scope change")
        REPLAN = "replan within goals", _("Replan within the goals")
        NOT_USEFUL = "baseline no longer useful", _("Baseline no longer useful")
        CORRECTION = "correction", _("Correction")
        PUBLISHED = "as published", _("As published")

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="baselines")
    number = models.PositiveSmallIntegerField(_("number"))
    approved_on = models.DateField(_("approved on"))
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    cost = MoneyField(_("whole-life cost"))
    benefits = MoneyField(_("benefits"))
    reason = models.CharField(_("reason"), max_length=30, choices=Reason)
    words = models.TextField(_("in words"), max_length=10_000, blank=True)
    withheld = WithheldField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = BaselineQuerySet.as_manager()

    class Meta:
        ordering = ["approved_on", "number"]
        triggers = [pgtrigger.Protect(name="baseline_kept", operation=pgtrigger.Update | pgtrigger.Delete)]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="baseline_numbered"),
            models.CheckConstraint(
                name="baseline_period",
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The end must not be before the start."),
            ),
            models.CheckConstraint(name="baseline_cost_positive", condition=Q(cost__isnull=True) | Q(cost__gte=0)),
            withheld_is_empty("baseline_withheld", "starts_on", "ends_on", "cost", "benefits"),
        ]

    def __str__(self) -> str:
        return f"{self.project.code} baseline {self.number}"

    @property
    def plan(self) -> Plan:
        """What the variances are held against."""
        return Plan(self.starts_on, self.ends_on, self.cost)


@marked()
@track()
class Milestone(Record):
    """A point of the plan: what was approved, what is expected now, when it happened."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(_("milestone"), max_length=200)
    owner = models.ForeignKey(
        Institution, verbose_name=_("owner"), on_delete=models.PROTECT, related_name="owned_milestones"
    )
    baseline_on = models.DateField(_("baseline"), null=True, blank=True)
    forecast_on = models.DateField(_("forecast"), null=True, blank=True)
    actual_on = models.DateField(_("done on"), null=True, blank=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["baseline_on", "id"]
        indexes = [
            models.Index(fields=["project", "forecast_on"], condition=Q(actual_on__isnull=True), name="milestone_open"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["project", "title"], name="milestone_titled_once"),
            models.CheckConstraint(
                name="milestone_dated",
                condition=Q(baseline_on__isnull=False) | Q(forecast_on__isnull=False) | Q(actual_on__isnull=False),
                violation_error_message=_("Give the milestone a date."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def expected_on(self) -> date | None:
        return self.actual_on or self.forecast_on or self.baseline_on

    @property
    def days_late(self) -> int:
        """Days after the baseline, as it is done or expected; 0 where one of the two is unknown."""
        if self.baseline_on is None or self.expected_on is None:
            return 0
        return (self.expected_on - self.baseline_on).days


@marked()
@track()
class Funding(Record):
    """The money of one financial year from one source. ``year`` is the calendar year in which the financial year ends."""

    class Source(models.TextChoices):
        BUDGET = "state budget", _("State budget")
        AGREEMENT = "agreement", _("Agreement")

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="fundings")
    year = models.PositiveSmallIntegerField(_("year"))
    source = models.CharField(_("source"), max_length=20, choices=Source, default=Source.BUDGET)
    source_name = models.CharField(_("name of the source"), max_length=200, blank=True)
    planned = MoneyField(_("planned"))
    forecast = MoneyField(_("forecast"))
    committed = MoneyField(_("committed"))
    spent = MoneyField(_("spent"))
    words = models.TextField(_("why it moved"), max_length=10_000, blank=True)
    withheld = WithheldField()

    objects = FundingQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["year", "source", "source_name"]
        constraints = [
            models.UniqueConstraint(fields=["project", "year", "source", "source_name"], name="funding_once"),
            models.CheckConstraint(name="funding_source_known", condition=Q(source__in=["state budget", "agreement"])),
            models.CheckConstraint(name="funding_agreement_named", condition=~Q(source="agreement", source_name="")),
            withheld_is_empty("funding_withheld", *KINDS),
        ]

    def __str__(self) -> str:
        return f"{self.project.code} {self.year}"

    def amounts(self, on: date) -> Amounts:
        """What the rules of the year's money read of it on that day."""
        return Amounts(**{kind: getattr(self, kind) for kind in KINDS}, is_over=self.year < on.year)

    def shown(self, kind: str) -> object:
        """A figure for an export: the figure, "withheld: why", or nothing."""
        reason = self.withheld.get(kind)
        return _("withheld: %(reason)s") % {"reason": reason} if reason else getattr(self, kind)

    @property
    def source_text(self) -> str:
        return self.source_name or self.get_source_display()

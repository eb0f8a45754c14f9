from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from core.models import MoneyField, WithheldField
from core.ratings import Rated, RatingShown
from history.marks import marked
from projects.models.project import Project
from projects.models.rounds import Round
from projects.querysets.current import CurrentQuerySet
from projects.rules.words import Reason, reasons


class Standing(models.Model):
    """How a project stands on a day, as lists show it: derived of today (``Current``), or frozen (``SnapshotRow``).

    Ratings are those of the newest round that has one. ``status_on`` is empty where the newest report was imported:
    such a status belongs to its round, not to a day. ``trend`` runs oldest first over the last 12 rounds the project
    took part in; each step is the assessment of the round, or the CIO's rating where nobody assessed.

    ``as_of_on``: the day that variances and signal hold for: the last of its newest round where that was imported. Where the
    project reports it is the day itself, which ``Current`` leaves empty, so that a row is new only where it says something new.
    ``signal_findings``: what each rule says, worst first. ``widest_gap``: between any two of CIO, signal and assessment of one
    round, in the country's steps; ``is_apart``: two of them or more, one in a three-step country.
    """

    cio_rating = models.PositiveSmallIntegerField(_("CIO's rating"), null=True)
    cio_is_exempt = models.BooleanField(default=False)
    assessed_rating = models.PositiveSmallIntegerField(_("assessment"), null=True)
    assessed_is_exempt = models.BooleanField(default=False)
    assessor = models.CharField(_("assessor"), max_length=200, blank=True)
    assessor_is_independent = models.BooleanField(default=False)
    gap = models.SmallIntegerField(_("gap"), null=True)
    trend = ArrayField(models.SmallIntegerField(null=True), default=list)
    status_on = models.DateField(_("status of"), null=True)
    silent_since_on = models.DateField(_("silent since"), null=True)
    next_milestone = models.CharField(_("next milestone"), max_length=200, blank=True)
    next_milestone_on = models.DateField(_("next milestone on"), null=True)
    baseline_ends_on = models.DateField(_("baseline end"), null=True)
    forecast_ends_on = models.DateField(_("forecast end"), null=True)
    days_late = models.IntegerField(_("days later than the baseline"), null=True)
    baseline_cost = MoneyField(_("baseline cost"))
    forecast_cost = MoneyField(_("forecast cost"))
    withheld = WithheldField()
    as_of_on = models.DateField(_("as of"), null=True)
    signal = models.PositiveSmallIntegerField(_("signal"), null=True)
    signal_findings = models.JSONField(default=list)
    schedule_variance = models.DecimalField(_("schedule variance"), max_digits=12, decimal_places=4, null=True)
    cost_variance = models.DecimalField(_("cost variance"), max_digits=24, decimal_places=4, null=True)
    unchanged_running = models.PositiveSmallIntegerField(_("reports running that nothing changed"), default=0)
    widest_gap = models.PositiveSmallIntegerField(_("widest gap"), null=True)
    is_apart = models.BooleanField(_("ratings apart"), default=False)

    class Meta:
        abstract = True

    @property
    def cio_shown(self) -> RatingShown:
        return RatingShown(self.cio_rating, self.cio_is_exempt, self.withheld.get("rating", ""))

    @property
    def assessed_shown(self) -> RatingShown:
        return RatingShown(self.assessed_rating, self.assessed_is_exempt, self.withheld.get("assessed_rating", ""))

    @property
    def reasons(self) -> list[Reason]:
        return reasons(self.signal_findings)

    @property
    def worst_reason(self) -> str:
        """Why the signal is what it is, in one sentence; empty without a signal."""
        return self.reasons[0].sentence if self.signal and self.signal_findings else ""

    @property
    def cost_over(self) -> Decimal | None:
        if self.forecast_cost is None or self.baseline_cost is None:
            return None
        over: Decimal = self.forecast_cost - self.baseline_cost
        return over

    def rated(self, on: date, *, over: str = "") -> Rated:
        """How it stands, as every list tells it. ``over``: its stage, where it owes nothing any more."""
        return Rated(
            cio=self.cio_shown,
            computed=RatingShown(self.signal),
            assessed=self.assessed_shown,
            assessor=self.assessor,
            gap=self.widest_gap,
            trend=tuple(self.trend),
            age=(on - self.status_on).days if self.status_on and not over else None,
            silent=(on - self.silent_since_on).days if self.silent_since_on and not over else None,
            unchanged=0 if over else self.unchanged_running,
            instead=over or self._instead_of_age(),
        )

    def _instead_of_age(self) -> str:
        """An imported status belongs to its round: a record here, a name in a snapshot."""
        round_ = getattr(self, "status_round", None)
        return str(_("as of round %(round)s") % {"round": round_} if round_ else _("no report yet"))

    def shown(self, name: str, value: object) -> object:
        """A value for an export: the value, "withheld: why", or nothing."""
        reason = self.withheld.get(name)
        return _("withheld: %(reason)s") % {"reason": reason} if reason else value


@marked()
class Current(Standing):
    """What lists sort by, one row per project: derived, rewritten by services and nightly, equal to the live query by test."""

    project = models.OneToOneField(Project, primary_key=True, on_delete=models.CASCADE, related_name="current")
    cio_round = models.ForeignKey(Round, null=True, on_delete=models.DO_NOTHING, related_name="+")
    assessed_round = models.ForeignKey(Round, null=True, on_delete=models.DO_NOTHING, related_name="+")
    status_round = models.ForeignKey(Round, null=True, on_delete=models.DO_NOTHING, related_name="+")

    objects = CurrentQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["cio_rating", "project"], name="current_by_cio"),
            models.Index(fields=["assessed_rating", "project"], name="current_by_assessment"),
            models.Index(F("widest_gap").desc(nulls_last=True), "project", name="current_by_widest_gap"),
            models.Index(fields=["signal", "project"], name="current_by_signal"),
            models.Index(fields=["status_on", "project"], name="current_by_status"),
            models.Index(fields=["silent_since_on", "project"], name="current_by_silence"),
            models.Index(F("unchanged_running").desc(nulls_last=True), "project", name="current_by_unchanged"),
            models.Index(fields=["next_milestone_on", "project"], name="current_by_milestone"),
            models.Index(F("days_late").desc(nulls_last=True), "project", name="current_by_days_late"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id}"

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models import MoneyField, kept, withheld_is_empty
from history.tracking import track
from ministries.models import ExchangeRate, Institution
from projects.models.current import Standing
from projects.models.project import Project
from projects.models.rounds import Report, Round
from projects.querysets.snapshots import SnapshotQuerySet, SnapshotRowQuerySet

SAME_ROUND = """
IF NEW.corrects_id IS NOT NULL AND NEW.round_id <> (SELECT round_id FROM projects_snapshot WHERE id = NEW.corrects_id) THEN
    RAISE EXCEPTION 'Cannot correct a snapshot of another round';
END IF;
RETURN NEW;
"""


@dataclass(frozen=True, slots=True)
class MilestoneThen:
    """A milestone as a row of a snapshot keeps it."""

    title: str
    owner: str
    baseline_on: date | None
    forecast_on: date | None
    actual_on: date | None

    @classmethod
    def of(cls, kept: dict[str, str | None]) -> MilestoneThen:
        days = (kept["baseline_on"], kept["forecast_on"], kept["actual_on"])
        return cls(
            kept["title"] or "", kept["owner"] or "", *(date.fromisoformat(day) if day else None for day in days)
        )

    @property
    def expected_on(self) -> date | None:
        return self.actual_on or self.forecast_on or self.baseline_on

    @property
    def days_late(self) -> int:
        """Days after the baseline, as it was done or expected; 0 where one of the two is unknown."""
        if self.baseline_on is None or self.expected_on is None:
            return 0
        return (self.expected_on - self.baseline_on).days


@track()
class Snapshot(models.Model):
    """The portfolio as it was published when a round closed; never changed. A correction is another one that names it.

    What its page says is kept here in words, so that a renamed round, person or currency changes nothing. ``as_of_on``: the
    day it speaks of; ``published_on``: the day it was made, later for a correction. ``rates``: those its totals are made with.
    """

    version = 1  # for the API: what never changes has one version

    number = models.PositiveIntegerField(_("number"), unique=True)
    round = models.ForeignKey(Round, verbose_name=_("round"), on_delete=models.PROTECT, related_name="snapshots")
    round_name = models.CharField(_("name of the round"), max_length=60)
    starts_on = models.DateField(_("period from"))
    ends_on = models.DateField(_("period until"))
    due_on = models.DateField(_("due on"))
    as_of_on = models.DateField(_("as of"))
    published_on = models.DateField(_("published on"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("published by")
    )
    publisher = models.CharField(_("name of the publisher"), max_length=200, blank=True)
    currency = models.CharField(_("reporting currency"), max_length=3)
    rates = models.JSONField(_("rates"), default=list)
    corrects = models.OneToOneField(
        "self", verbose_name=_("corrects"), null=True, on_delete=models.PROTECT, related_name="correction"
    )
    reason = models.CharField(_("reason"), max_length=1000, blank=True)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        verbose_name = _("snapshot")
        triggers: ClassVar = [
            *kept("snapshot"),
            pgtrigger.Trigger(
                name="snapshot_corrects_its_round", operation=pgtrigger.Insert, when=pgtrigger.Before, func=SAME_ROUND
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["round"], condition=Q(corrects__isnull=True), name="snapshot_first_of_round_once"
            ),
            models.CheckConstraint(
                name="snapshot_correction_says_why",
                condition=Q(corrects__isnull=True, reason="") | Q(corrects__isnull=False) & ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Snapshot %(number)s, %(round)s") % {"number": self.number, "round": self.round_name})

    def get_absolute_url(self) -> str:
        return reverse("projects:snapshot-detail", args=[self.number])

    @property
    def corrected_by(self) -> Snapshot | None:
        return getattr(self, "correction", None)

    @property
    def kept_rates(self) -> list[ExchangeRate]:
        return [
            ExchangeRate(
                currency=each["currency"],
                rate=Decimal(each["rate"]),
                on=date.fromisoformat(each["on"]),
                source=each["source"],
            )
            for each in self.rates
        ]


class SnapshotRow(Standing):
    """One project as it was published: typed, in the words of its day, never changed.

    ``reader_ids``: the institutions that could then read a restricted record, its lead and those that had a part in it.
    ``report_status`` and ``filed_on`` (the first signature) are of the round's own report; empty: it was not asked.
    ``cio_round``, ``assessed_round`` and ``status_round`` name the round a word was said in, which may be an earlier one;
    ``why`` to ``cost_words`` are of ``status_round``. ``first_...``: the first baseline. ``milestones``: title, owner and
    the days ``baseline_on``, ``forecast_on``, ``actual_on`` of each.
    """

    version = 1

    class Asked(models.TextChoices):
        SUBMITTED = Report.Status.SUBMITTED.value, Report.Status.SUBMITTED.label
        RETURNED = Report.Status.RETURNED.value, Report.Status.RETURNED.label
        ACCEPTED = Report.Status.ACCEPTED.value, Report.Status.ACCEPTED.label
        MISSED = Report.Status.MISSED.value, Report.Status.MISSED.label
        WAIVED = Report.Status.WAIVED.value, Report.Status.WAIVED.label

    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="rows")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="snapshot_rows")
    code = models.CharField(_("code"), max_length=20)
    title = models.CharField(_("title"), max_length=300)
    lead = models.ForeignKey(Institution, verbose_name=_("lead"), on_delete=models.PROTECT, related_name="+")
    lead_code = models.CharField(_("code of the lead"), max_length=60)
    lead_name = models.CharField(_("name of the lead"), max_length=300)
    lead_short_name = models.CharField(_("short name of the lead"), max_length=300)
    sponsor = models.CharField(_("sponsor"), max_length=200, blank=True)
    stage = models.CharField(_("stage"), max_length=20, choices=Project.Stage)
    stage_since_on = models.DateField(_("in this stage since"))
    resumes_on = models.DateField(_("resumes on"), null=True)
    visibility = models.CharField(_("visibility"), max_length=20, choices=Project.Visibility)
    reader_ids = ArrayField(models.BigIntegerField(), default=list)
    currency = models.CharField(_("currency"), max_length=3)
    report_status = models.CharField(_("report"), max_length=10, choices=Asked, blank=True)
    report_reason = models.CharField(_("reason"), max_length=500, blank=True)
    filed_on = models.DateField(_("filed on"), null=True)
    is_unchanged = models.BooleanField(_("nothing changed"), default=False)
    cio_round = models.CharField(_("round of the CIO's rating"), max_length=60, blank=True)
    assessed_round = models.CharField(_("round of the assessment"), max_length=60, blank=True)
    status_round = models.CharField(_("round of the status"), max_length=60, blank=True)
    assessed_on = models.DateField(_("assessed on"), null=True)
    basis = models.TextField(_("basis of the assessment"), blank=True)
    why = models.TextField(_("why"), blank=True)
    progress = models.TextField(_("progress"), blank=True)
    top_risk = models.TextField(_("top risk"), blank=True)
    help_needed = models.TextField(_("help needed"), blank=True)
    schedule_words = models.TextField(_("why the end moved"), blank=True)
    cost_words = models.TextField(_("why the cost moved"), blank=True)
    spent = MoneyField(_("spent to date"))
    baseline_number = models.PositiveSmallIntegerField(_("baseline in force"), null=True)
    baseline_starts_on = models.DateField(_("baseline start"), null=True)
    first_ends_on = models.DateField(_("first baseline end"), null=True)
    first_cost = MoneyField(_("first baseline cost"))
    milestones = models.JSONField(_("milestones"), default=list)

    objects = SnapshotRowQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("row of a snapshot")
        triggers: ClassVar = kept("snapshot_row")
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "project"], name="snapshot_row_once"),
            models.CheckConstraint(
                name="snapshot_row_report_known",
                condition=Q(report_status__in=["", "submitted", "returned", "accepted", "missed", "waived"]),
            ),
            withheld_is_empty(
                "snapshot_row_withheld", "forecast_ends_on", "forecast_cost", "spent", "first_ends_on", "first_cost"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def current(self) -> SnapshotRow:
        """How it stood, under the name by which the cells of the portfolio ask a project."""
        return self

    @property
    def is_over(self) -> bool:
        return self.stage in (Project.Stage.CLOSED, Project.Stage.CANCELLED)

    @property
    def path(self) -> str:
        """Of the project as it is today."""
        return reverse("projects:project-detail", args=[self.code])

    @property
    def plan(self) -> list[MilestoneThen]:
        """Its milestones, typed, by the day each was done or expected."""
        return [MilestoneThen.of(kept) for kept in self.milestones]

    @property
    def days_after_first(self) -> int | None:
        """Days the expected end was after the first approved one, as ``days_late`` is after the one in force."""
        if self.days_late is None or self.baseline_ends_on is None or self.first_ends_on is None:
            return None
        return self.days_late + (self.baseline_ends_on - self.first_ends_on).days

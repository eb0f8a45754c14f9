from __future__ import annotations

from datetime import date
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models import MoneyField, Record, WithheldField, rating_known, withheld_is_empty
from core.ratings import RatingShown
from exchange.models import ImportRun
from history.marks import marked
from history.tracking import track
from ministries.models import Appointment, Institution
from projects.models.project import Project
from projects.querysets.rounds import ReportQuerySet, RoundQuerySet, SubmissionQuerySet


@marked()
@track()
class Round(Record):
    """A reporting round: the period it speaks of, when it opened, by when reports are due. At most one is open."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    starts_on = models.DateField(_("period from"))
    ends_on = models.DateField(_("period until"))
    opens_on = models.DateField(_("opened on"))
    due_on = models.DateField(_("due on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["-ends_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["closed_on"],
                name="one_open_round",
                condition=Q(closed_on__isnull=True),
                nulls_distinct=False,
                violation_error_message=_("Another round is still open. Close it first."),
            ),
            models.CheckConstraint(
                name="round_period",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The period must not end before it starts."),
            ),
            models.CheckConstraint(
                name="round_due_after_opening",
                condition=Q(due_on__gte=F("opens_on")),
                violation_error_message=_("Reports cannot be due before the round opens."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("projects:round-detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.closed_on is None


@track(exclude=("draft", "draft_by", "draft_saved_at"))
@marked("project", ignoring=("draft", "draft_by_id", "draft_saved_at"))
class Report(Record):
    """One per project and round. ``draft`` is what was typed, as typed; nobody but the writers sees it."""

    class Status(models.TextChoices):
        OWED = "owed", _("Owed")
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        RETURNED = "returned", _("Returned")
        ACCEPTED = "accepted", _("Accepted")
        MISSED = "missed", _("Missed")
        WAIVED = "waived", _("Waived")

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="reports")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="reports")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="reports")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OWED)
    is_late = models.BooleanField(_("late"), default=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    asked_on = models.DateField(_("asked on"))
    returned_on = models.DateField(_("returned on"), null=True, blank=True)
    signal = models.PositiveSmallIntegerField(_("signal of its day"), null=True, blank=True)
    signal_findings = models.JSONField(default=list, blank=True, editable=False)
    draft = models.JSONField(default=dict, blank=True)
    draft_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    draft_saved_at = models.DateTimeField(null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["-round__ends_on", "project__code"]
        indexes = [
            models.Index(
                fields=["institution"], condition=Q(status__in=["owed", "draft", "returned"]), name="report_open"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["project", "round"], name="report_once"),
            models.CheckConstraint(
                name="report_status_known",
                condition=Q(status__in=["owed", "draft", "submitted", "returned", "accepted", "missed", "waived"]),
            ),
            models.CheckConstraint(
                name="report_reason_given", condition=~Q(status__in=["returned", "waived"]) | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.round}"

    def get_absolute_url(self) -> str:
        return reverse("projects:report-detail", args=[self.project.code, self.round_id])

    @property
    def is_filed(self) -> bool:
        return self.status in (self.Status.SUBMITTED, self.Status.RETURNED, self.Status.ACCEPTED)

    @property
    def is_open_to_writers(self) -> bool:
        """Owed, begun, returned, or missed: a missed one submitted later is late."""
        return self.status in (self.Status.OWED, self.Status.DRAFT, self.Status.RETURNED, self.Status.MISSED)


@marked("report")
@track()
class Submission(models.Model):
    """What was signed. Inserted and never changed; an imported one names its import run instead of signer and post."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField(_("number"))
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    appointment = models.ForeignKey(
        Appointment, verbose_name=_("in the post of"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    import_run = models.ForeignKey(ImportRun, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    is_unchanged = models.BooleanField(_("nothing changed"), default=False)
    rating = models.PositiveSmallIntegerField(_("rating"), null=True, blank=True)
    why = models.TextField(_("why"), max_length=10_000, blank=True)
    progress = models.TextField(_("progress"), max_length=10_000, blank=True)
    forecast_ends_on = models.DateField(_("forecast end"), null=True, blank=True)
    forecast_cost = MoneyField(_("forecast cost"))
    spent = MoneyField(_("spent to date"))
    schedule_words = models.TextField(_("why the end moved"), max_length=10_000, blank=True)
    cost_words = models.TextField(_("why the cost moved"), max_length=10_000, blank=True)
    signal_words = models.TextField(_("why better than the signal"), max_length=10_000, blank=True)
    top_risk = models.TextField(_("top risk"), max_length=10_000, blank=True)
    help_needed = models.TextField(_("help needed"), max_length=10_000, blank=True)
    milestones = models.JSONField(_("milestones"), default=list, blank=True)
    withheld = WithheldField()

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-number"]
        triggers = [pgtrigger.Protect(name="submission_kept", operation=pgtrigger.Update | pgtrigger.Delete)]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="submission_numbered"),
            models.CheckConstraint(
                name="submission_signed_or_imported",
                condition=Q(signed_by__isnull=False, appointment__isnull=False, import_run__isnull=True)
                | Q(signed_by__isnull=True, appointment__isnull=True, import_run__isnull=False),
            ),
            rating_known("submission_rating_known"),
            withheld_is_empty("submission_withheld", "rating", "forecast_ends_on", "forecast_cost", "spent"),
        ]

    def __str__(self) -> str:
        return f"{self.report} no. {self.number}"

    @property
    def standing_milestones(self) -> list[dict[str, Any]]:
        """Every milestone as this submission left it: title, ``actual_on``, ``expected_on``."""
        return [
            {
                "title": said["title"],
                "actual_on": _day(said["actual_on"]),
                "expected_on": _day(said["forecast_on"] or said["baseline_on"]),
            }
            for said in self.milestones
        ]

    @property
    def shown(self) -> RatingShown:
        return RatingShown(self.rating, "rating" in self.withheld, self.withheld.get("rating", ""))


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None

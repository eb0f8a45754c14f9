from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Record, WithheldField, rating_known, withheld_is_empty
from core.ratings import RatingShown
from exchange.models import ImportRun
from history.marks import marked
from history.tracking import track
from projects.models.project import Project
from projects.models.rounds import Round
from projects.querysets.ratings import AssessmentQuerySet


@marked("project")
@track()
class Assessment(Record):
    """A rating of the office or of an independent reviewer, beside the CIO's, never over it."""

    class Source(models.TextChoices):
        OFFICE = "office", _("Coordination office")
        REVIEWER = "reviewer", _("Reviewer")

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="assessments")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="assessments")
    source = models.CharField(_("whose"), max_length=10, choices=Source)
    assessor = models.CharField(_("assessor"), max_length=200)
    is_independent = models.BooleanField(_("independent"), default=False)
    rating = models.PositiveSmallIntegerField(_("rating"), null=True, blank=True)
    basis = models.TextField(_("on what basis"), max_length=10_000, blank=True)
    assessed_on = models.DateField(_("on"))
    withheld = WithheldField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    import_run = models.ForeignKey(ImportRun, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = AssessmentQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["-assessed_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "round", "assessor"], name="assessment_once"),
            rating_known("assessment_rating_known"),
            withheld_is_empty("assessment_withheld", "rating"),
            models.CheckConstraint(
                name="assessment_made_or_imported",
                condition=Q(made_by__isnull=False, import_run__isnull=True)
                | Q(made_by__isnull=True, import_run__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project}, {self.assessor}"

    @property
    def shown(self) -> RatingShown:
        return RatingShown(self.rating, "rating" in self.withheld, self.withheld.get("rating", ""))

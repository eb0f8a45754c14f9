from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models import Record
from history.marks import marked
from history.tracking import track
from ministries.models import Institution
from projects.models.project import Project
from projects.querysets.risks import RiskQuerySet
from projects.rules.risks import SERIOUS


class Likelihood(models.IntegerChoices):
    RARE = 1, _("1 rare")
    UNLIKELY = 2, _("2 unlikely")
    POSSIBLE = 3, _("3 possible")
    LIKELY = 4, _("4 likely")
    CERTAIN = 5, _("5 almost certain, or happened")


class Impact(models.IntegerChoices):
    SLIGHT = 1, _("1 slight")
    SMALL = 2, _("2 small")
    MODERATE = 3, _("3 moderate")
    LARGE = 4, _("4 large")
    SEVERE = 5, _("5 severe")


@marked()
@track()
class Risk(Record):
    """What may happen to a project (a risk) or has happened (an issue): who answers for it, what is done about it, until when.

    ``due_on``: by when the mitigation is done. Escalated: it is for the council, with the reason why.
    """

    class Kind(models.TextChoices):
        RISK = "risk", _("Risk")
        ISSUE = "issue", _("Issue")

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="risks")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.RISK)
    title = models.CharField(_("title"), max_length=200)
    effect = models.TextField(_("what happens then"), max_length=4000)
    likelihood = models.PositiveSmallIntegerField(_("likelihood"), choices=Likelihood)
    impact = models.PositiveSmallIntegerField(_("impact"), choices=Impact)
    owner = models.ForeignKey(
        Institution, verbose_name=_("owner"), on_delete=models.PROTECT, related_name="owned_risks"
    )
    mitigation = models.TextField(_("mitigation"), max_length=4000)
    due_on = models.DateField(_("due on"))
    raised_on = models.DateField(_("raised on"), editable=False)
    escalated_on = models.DateField(_("escalated on"), null=True, blank=True)
    escalated_why = models.CharField(_("why escalated"), max_length=500, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = RiskQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["id"]
        verbose_name = _("risk")
        indexes = [
            models.Index(fields=["project"], condition=Q(closed_on__isnull=True), name="risk_open"),
            models.Index(F("likelihood") * F("impact"), "id", name="risk_by_score"),
            models.Index(fields=["due_on", "id"], name="risk_by_due"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "title"],
                condition=Q(closed_on__isnull=True),
                name="risk_titled_once",
                violation_error_message=_("The project has an open risk or issue of this title already."),
            ),
            models.CheckConstraint(name="risk_kind_known", condition=Q(kind__in=["risk", "issue"])),
            models.CheckConstraint(name="risk_likelihood_known", condition=Q(likelihood__range=(1, 5))),
            models.CheckConstraint(name="risk_impact_known", condition=Q(impact__range=(1, 5))),
            models.CheckConstraint(
                name="issue_has_happened",
                condition=~Q(kind="issue") | Q(likelihood=5),
                violation_error_message=_("An issue has happened: its likelihood is 5."),
            ),
            models.CheckConstraint(
                name="risk_escalated_says_why",
                condition=Q(escalated_on__isnull=True, escalated_why="")
                | (Q(escalated_on__isnull=False) & ~Q(escalated_why="")),
            ),
            models.CheckConstraint(
                name="risk_closed_after_raised",
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("raised_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("projects:edit-risk", args=[self.pk])

    @property
    def score(self) -> int:
        return self.likelihood * self.impact

    @property
    def is_serious(self) -> bool:
        return self.score >= SERIOUS

    def days_over(self, on: date) -> int:
        """Since the day of its mitigation; 0 until then."""
        return max((on - self.due_on).days, 0)

    @property
    def is_open(self) -> bool:
        return self.closed_on is None

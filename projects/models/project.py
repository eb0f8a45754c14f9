from __future__ import annotations

from dataclasses import replace
from datetime import date

import pgtrigger
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models import Record, WithheldField
from history.marks import marked
from history.tracking import track
from ministries.models import Institution
from projects.querysets.project import ParticipationQuerySet, ProjectQuerySet
from projects.rules.stages import PAIRS
from projects.rules.variance import NONE, Course, Plan, Variance, variance


@marked()
@track()
class Project(Record):
    """A cross-government project. ``lead`` is a column, not a participation, so that there is always exactly one."""

    class Stage(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        APPROVED = "approved", _("Approved")
        DELIVERY = "delivery", _("Delivery")
        CLOSING = "closing", _("Closing")
        CLOSED = "closed", _("Closed")
        PAUSED = "paused", _("Paused")
        CANCELLED = "cancelled", _("Cancelled")

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("Public record")
        GOVERNMENT = "government", _("Government")
        RESTRICTED = "restricted", _("Restricted")

    code = models.CharField(_("code"), max_length=20, unique=True)
    title = models.CharField(_("title"), max_length=300)
    aims = models.TextField(_("aims"), max_length=10_000, blank=True)
    lead = models.ForeignKey(Institution, verbose_name=_("lead"), on_delete=models.PROTECT, related_name="led_projects")
    sponsor = models.CharField(
        _("sponsor"), max_length=200, blank=True, help_text=_("The senior responsible owner: a name and a post.")
    )
    stage = models.CharField(_("stage"), max_length=20, choices=Stage, default=Stage.PROPOSED)
    stage_since_on = models.DateField(_("in this stage since"))
    resumes_on = models.DateField(_("resumes on"), null=True, blank=True)
    programme = models.ForeignKey(
        "self", verbose_name=_("programme"), null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )
    visibility = models.CharField(_("visibility"), max_length=20, choices=Visibility, default=Visibility.GOVERNMENT)
    currency = models.CharField(_("currency"), max_length=3)
    withheld = WithheldField()

    objects = ProjectQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["code"]
        triggers = [*Record.Meta.triggers, pgtrigger.FSM(name="stage_moves", field="stage", transitions=PAIRS)]
        indexes = [
            models.Index(Func("title", function="sort_key"), "id", name="project_by_title"),
            GinIndex(OpClass(Func("title", function="sort_key"), name="gin_trgm_ops"), name="project_title_words"),
            models.Index(fields=["stage", "id"], name="project_by_stage"),
        ]
        constraints = [
            models.CheckConstraint(
                name="project_paused_resumes",
                condition=Q(resumes_on__isnull=True) | Q(stage="paused"),
                violation_error_message=_("Only a paused project has a day on which it resumes."),
            ),
            models.CheckConstraint(
                name="project_stage_known",
                condition=Q(stage__in=["proposed", "approved", "delivery", "closing", "closed", "paused", "cancelled"]),
            ),
            models.CheckConstraint(
                name="project_visibility_known", condition=Q(visibility__in=["public", "government", "restricted"])
            ),
            models.CheckConstraint(name="project_currency_iso", condition=Q(currency__regex=r"^[A-Z]{3}$")),
            models.CheckConstraint(
                name="project_not_own_programme", condition=Q(programme__isnull=True) | ~Q(programme=F("id"))
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("projects:project-detail", args=[self.code])

    def against(self, plan: Plan, course: Course, on: date) -> Variance:
        """How far it is from a plan on a day, or on the one that ``current`` speaks of. Cancelled: not at all after that day."""
        if self.stage == self.Stage.CANCELLED:
            return NONE
        ended_on = self.stage_since_on if self.stage == self.Stage.CLOSED else None
        return variance(plan, replace(course, ended_on=ended_on), self.current.as_of_on or on)

    @property
    def is_over(self) -> bool:
        return self.stage in (self.Stage.CLOSED, self.Stage.CANCELLED)


@marked("project")
@track()
class Identifier(Record):
    """An identifier the project has elsewhere; it keeps every one it ever had."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(_("scheme"), max_length=60)
    value = models.CharField(_("value"), max_length=200)

    class Meta(Record.Meta):
        ordering = ["scheme", "value"]
        indexes = [models.Index(Upper("value"), name="identifier_by_value")]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "value"], name="identifier_once"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme}: {self.value}"


@marked("project")
@track()
class Participation(Record):
    """Another institution's part in a project, and whether it said yes."""

    class Role(models.TextChoices):
        PARTNER = "partner", _("Partner")
        DATA_PROVIDER = "data provider", _("Data provider")
        USER = "user", _("User")
        FUNDER = "funder", _("Funder")

    class Answer(models.TextChoices):
        ASKED = "asked", _("Not answered")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="participations")
    institution = models.ForeignKey(
        Institution, verbose_name=_("institution"), on_delete=models.PROTECT, related_name="participations"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, default=Answer.ASKED)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    asked_on = models.DateField(_("asked on"))
    answered_on = models.DateField(_("answered on"), null=True, blank=True)

    objects = ParticipationQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["role", "id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "institution", "role"], name="participation_once"),
            models.CheckConstraint(
                name="participation_answer_dated",
                condition=Q(answer="asked", answered_on__isnull=True)
                | Q(answered_on__isnull=False) & ~Q(answer="asked"),
            ),
            models.CheckConstraint(name="participation_decline_says_why", condition=~Q(answer="declined", reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.institution}, {self.get_role_display()}"

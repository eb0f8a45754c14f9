from __future__ import annotations

from datetime import date

import pgtrigger
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models import Record
from history.marks import marked
from history.tracking import track
from legislation.models.act import Act
from legislation.querysets import ItemQuerySet, PlanQuerySet, TouchedActQuerySet
from legislation.rules.stages import OVER, PAIRS
from ministries.models import CoordinationFunction, Institution


class Stage(models.TextChoices):
    IDENTIFIED = "identified", _("Identified")
    INTENT = "intent", _("Legislative intent")
    DRAFTING = "drafting", _("Drafting")
    CONSULTATION = "consultation", _("Consultation")
    GOVERNMENT = "government", _("Government")
    PARLIAMENT = "parliament", _("Parliament")
    ADOPTED = "adopted", _("Adopted")
    IN_FORCE = "in force", _("In force")
    DROPPED = "dropped", _("Dropped")


STAGES = [stage.value for stage in Stage]


@marked()
@track()
class Item(Record):
    """A harmonisation item: a problem in the law, the acts it touches, who leads its solution and how far that is."""

    Stage = Stage

    class Problem(models.TextChoices):
        CONFLICT = "conflict", _("Conflict: laws contradict each other")
        GAP = "gap", _("Gap: no law says it")
        OBSOLETE = "obsolete", _("Obsolete: the law asks for what is no longer done")
        TRANSPOSITION = "transposition", _("Transposition: EU law has to become national law")

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("Public record")
        GOVERNMENT = "government", _("Government")
        RESTRICTED = "restricted", _("Restricted")

    code = models.CharField(_("code"), max_length=20, unique=True)
    title = models.CharField(_("title"), max_length=300)
    problem = models.CharField(_("problem"), max_length=20, choices=Problem)
    description = models.TextField(_("what is wrong, and what would solve it"), max_length=10_000)
    lead = models.ForeignKey(
        Institution, verbose_name=_("lead ministry"), on_delete=models.PROTECT, related_name="led_items"
    )
    stage = models.CharField(_("stage"), max_length=20, choices=Stage, default=Stage.IDENTIFIED)
    stage_since_on = models.DateField(_("in this stage since"))
    visibility = models.CharField(_("visibility"), max_length=20, choices=Visibility, default=Visibility.GOVERNMENT)

    objects = ItemQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["code"]
        verbose_name = _("harmonisation item")
        triggers = [*Record.Meta.triggers, pgtrigger.FSM(name="item_stage_moves", field="stage", transitions=PAIRS)]
        indexes = [
            models.Index(Func("title", function="sort_key"), "id", name="item_by_title"),
            GinIndex(OpClass(Func("title", function="sort_key"), name="gin_trgm_ops"), name="item_title_words"),
            models.Index(fields=["stage", "id"], name="item_by_stage"),
            models.Index(fields=["stage_since_on", "id"], name="item_by_stage_day"),
        ]
        constraints = [
            models.CheckConstraint(name="item_stage_known", condition=Q(stage__in=STAGES)),
            models.CheckConstraint(
                name="item_problem_known", condition=Q(problem__in=["conflict", "gap", "obsolete", "transposition"])
            ),
            models.CheckConstraint(
                name="item_visibility_known", condition=Q(visibility__in=["public", "government", "restricted"])
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("legislation:item-detail", args=[self.code])

    @property
    def is_running(self) -> bool:
        return self.stage not in OVER

    def days_in_stage(self, on: date) -> int:
        return max((on - self.stage_since_on).days, 0)


@marked("item", "act")
@track()
class TouchedAct(Record):
    """An act an item touches, and which of its provisions."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="touched_acts")
    act = models.ForeignKey(Act, verbose_name=_("act"), on_delete=models.PROTECT, related_name="touched_by")
    provisions = models.CharField(_("provisions"), max_length=300, blank=True, help_text=_("Such as § 9 and § 12 (3)."))

    objects = TouchedActQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "act"],
                name="touched_once",
                violation_error_message=_("The item names this act already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item.code}: {self.act}"


@marked("item")
@track()
class ItemFunction(Record):
    """A coordination function an item is about: who holds its mandates is proposed for its consultations."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="item_functions")
    function = models.ForeignKey(
        CoordinationFunction, verbose_name=_("function"), on_delete=models.PROTECT, related_name="item_functions"
    )

    class Meta(Record.Meta):
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["item", "function"], name="item_function_once")]

    def __str__(self) -> str:
        return f"{self.item.code}: {self.function}"


@marked("item")
@track()
class Plan(Record):
    """The day planned for an item to enter a stage, and the day it did. ``actual_on``: the newest entry, should it go back."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="plans")
    stage = models.CharField(_("stage"), max_length=20, choices=Stage)
    planned_on = models.DateField(_("planned"), null=True, blank=True)
    actual_on = models.DateField(_("actual"), null=True, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["item", "stage"], name="plan_once"),
            models.CheckConstraint(name="plan_stage_known", condition=Q(stage__in=STAGES) & ~Q(stage="dropped")),
            models.CheckConstraint(
                name="plan_says_a_day", condition=Q(planned_on__isnull=False) | Q(actual_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item.code}: {self.get_stage_display()}"

from __future__ import annotations

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models import Record
from history.marks import marked
from history.tracking import track
from projects.models.plan import Milestone
from projects.models.project import Project
from projects.querysets.dependencies import DependencyQuerySet
from projects.rules.supply import Need, Supply, need

NO_CIRCLE = """
-- One at a time: of two halves of a circle that are added at once the second sees the first.
PERFORM pg_advisory_xact_lock(hashtext('projects_dependency'));
IF NEW.dropped_on IS NULL AND EXISTS (
    WITH RECURSIVE onward AS (
        SELECT NEW.supplier_id AS id
        UNION
        SELECT link.supplier_id FROM projects_dependency link JOIN onward ON link.project_id = onward.id
        WHERE link.dropped_on IS NULL AND link.id IS DISTINCT FROM NEW.id
    )
    SELECT FROM onward WHERE id = NEW.project_id
) THEN
    RAISE EXCEPTION 'projects that wait for each other in a circle'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'dependency_no_circle';
END IF;
RETURN NEW;
"""
OF_SUPPLIER = """
IF NEW.milestone_id IS NOT NULL
    AND NOT EXISTS (SELECT FROM projects_milestone WHERE id = NEW.milestone_id AND project_id = NEW.supplier_id)
THEN
    RAISE EXCEPTION 'a milestone of another project'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'dependency_milestone_of_supplier';
END IF;
RETURN NEW;
"""


@marked()
@track()
class Dependency(Record):
    """A project needs something from another by a day: from one of its milestones or, without one, from its end.

    ``stated_on``: since when the need stands as it does. ``dropped_on``: it is no longer needed.
    """

    project = models.ForeignKey(
        Project, verbose_name=_("project that waits"), on_delete=models.CASCADE, related_name="needs"
    )
    supplier = models.ForeignKey(
        Project, verbose_name=_("from project"), on_delete=models.PROTECT, related_name="awaited"
    )
    milestone = models.ForeignKey(
        Milestone,
        verbose_name=_("its milestone"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="awaited",
    )
    what = models.CharField(_("what is needed"), max_length=300)
    needed_on = models.DateField(_("needed by"))
    stated_on = models.DateField(_("stated on"), editable=False)
    dropped_on = models.DateField(_("no longer needed since"), null=True, blank=True)

    as_of_on: date  # of rows that were read ``as_of`` a day

    objects = DependencyQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["needed_on", "id"]
        verbose_name = _("dependency")
        verbose_name_plural = _("dependencies")
        indexes = [models.Index(fields=["needed_on", "id"], name="dependency_by_need")]
        constraints = [
            models.CheckConstraint(
                name="dependency_of_another",
                condition=~Q(supplier=F("project")),
                violation_error_message=_("A project cannot wait for itself."),
            ),
            models.UniqueConstraint(
                fields=["project", "supplier", "what"],
                condition=Q(dropped_on__isnull=True),
                name="dependency_once",
                violation_error_message=_("The project waits for this already."),
            ),
            models.CheckConstraint(
                name="dependency_dropped_after_stated",
                condition=Q(dropped_on__isnull=True) | Q(dropped_on__gte=F("stated_on")),
            ),
        ]
        triggers = [
            *Record.Meta.triggers,
            pgtrigger.Trigger(
                name="no_circle",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func=NO_CIRCLE,
            ),
            pgtrigger.Trigger(
                name="milestone_of_supplier",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func=OF_SUPPLIER,
            ),
        ]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return reverse("projects:edit-dependency", args=[self.pk])

    @property
    def supply(self) -> Supply:
        """What is known of its day: of the milestone, else of the supplier's end. A closed project has delivered."""
        supplier, milestone = self.supplier, self.milestone
        closed_on = supplier.stage_since_on if supplier.stage == Project.Stage.CLOSED else None
        is_cancelled = supplier.stage == Project.Stage.CANCELLED
        if milestone:
            return Supply(milestone.actual_on or closed_on, milestone.forecast_on, milestone.baseline_on, is_cancelled)
        return Supply(closed_on, supplier.current.forecast_ends_on, supplier.current.baseline_ends_on, is_cancelled)

    @property
    def now(self) -> Need:
        """As of the day the row was read for."""
        return self.need(self.as_of_on)

    def need(self, on: date) -> Need:
        return need(self.needed_on, self.supply, on)

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Record
from history.marks import marked
from history.tracking import track
from ministries.models import CoordinationFunction
from projects.models.project import Project
from projects.querysets.functions import ServedFunctionQuerySet


@marked("project")
@track()
class ServedFunction(Record):
    """A coordination function the project serves; whoever leads the function answers for it."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="served_functions")
    function = models.ForeignKey(
        CoordinationFunction, verbose_name=_("function"), on_delete=models.PROTECT, related_name="served_by"
    )

    objects = ServedFunctionQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["function__rank", "function__name"]
        verbose_name = _("function served")
        constraints = [models.UniqueConstraint(fields=["project", "function"], name="served_function_once")]

    def __str__(self) -> str:
        return str(self.function)

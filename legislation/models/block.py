from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models import Record
from history.marks import marked
from history.tracking import track
from legislation.models.item import Item
from legislation.querysets import BlockQuerySet
from projects.models import Project


@marked("item")
@track()
class Block(Record):
    """A project needs an item in force by a day. ``stated_on``: since when the need stands as it does."""

    project = models.ForeignKey(Project, verbose_name=_("project"), on_delete=models.CASCADE, related_name="blocks")
    item = models.ForeignKey(Item, verbose_name=_("item"), on_delete=models.PROTECT, related_name="blocks")
    why = models.CharField(_("what the project cannot do without it"), max_length=500, help_text=_("In one sentence."))
    needed_on = models.DateField(_("needed in force by"))
    stated_on = models.DateField(_("stated on"), editable=False)
    dropped_on = models.DateField(_("no longer needed since"), null=True, blank=True)

    objects = BlockQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["needed_on", "id"]
        verbose_name = _("law a project waits for")
        indexes = [models.Index(fields=["needed_on", "id"], name="block_by_need")]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "item"],
                condition=Q(dropped_on__isnull=True),
                name="block_once",
                violation_error_message=_("The project waits for this item already."),
            ),
            models.CheckConstraint(
                name="block_dropped_after_stated",
                condition=Q(dropped_on__isnull=True) | Q(dropped_on__gte=F("stated_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project.code}: {self.item.code}"

    def get_absolute_url(self) -> str:
        return reverse("legislation:edit-block", args=[self.pk])

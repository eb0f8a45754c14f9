from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import kept
from ministries.models import Institution
from projects.models.rounds import Report
from projects.querysets.sittings import SittingQuerySet


class Sitting(models.Model):
    """Work on the form of a report, from opening it to a save, the draft or the signature; never changed.

    Nobody's name is kept: it is the form that is measured, not the person. ``fields``: how many answers the form asked for;
    "nothing changed" asks for one press. What a machine sends has no opening.
    """

    LONGEST = timedelta(minutes=30)  # the rest of a longer one was something else

    class Way(models.TextChoices):
        DRAFT = "draft", _("Draft saved")
        SUBMITTED = "submitted", _("Signed and submitted")
        UNCHANGED = "unchanged", _("Nothing changed")
        MACHINE = "machine", _("Sent by a machine")

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="sittings")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(_("how it ended"), max_length=10, choices=Way)
    opened_at = models.DateTimeField(_("opened at"), null=True)
    saved_at = models.DateTimeField(_("saved at"))
    fields = models.PositiveSmallIntegerField(_("answers asked for"))

    objects = SittingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["saved_at", "id"]
        triggers: ClassVar = kept("sitting")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="sitting_way_known", condition=Q(way__in=["draft", "submitted", "unchanged", "machine"])
            ),
            models.CheckConstraint(
                name="sitting_opened_by_people",
                condition=Q(way="machine", opened_at__isnull=True) | ~Q(way="machine") & Q(opened_at__isnull=False),
            ),
            models.CheckConstraint(
                name="sitting_in_order", condition=Q(opened_at__isnull=True) | Q(saved_at__gte=F("opened_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.way} {self.saved_at}"

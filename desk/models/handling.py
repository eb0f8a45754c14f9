from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Record
from core.records import Ref
from desk.querysets.handling import HandlingQuerySet
from history.tracking import track


@track()
class Handling(Record):
    """What the office does about one concern or one overdue duty. ``key`` is theirs: when they are gone, this is out of sight.

    ``kind`` and the record say where to look for them. ``council_on``: since when it is for the council.
    """

    key = models.CharField(_("what it is about"), max_length=120)
    kind = models.CharField(_("kind"), max_length=30)
    record_model = models.CharField(_("kind of record"), max_length=60)
    record_pk = models.BigIntegerField(_("record"))
    snoozed_until = models.DateField(_("put off until"), null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("handled by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    note = models.TextField(_("note"), blank=True)
    council_on = models.DateField(_("for the council since"), null=True, blank=True)

    objects = HandlingQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("handling of a concern")
        indexes = [
            models.Index(
                fields=["record_model", "record_pk"], condition=Q(council_on__isnull=False), name="handling_council"
            )
        ]
        constraints = [models.UniqueConstraint(fields=["key"], name="handling_once")]

    def __str__(self) -> str:
        return self.key

    @property
    def about(self) -> Ref:
        return Ref(self.record_model, self.record_pk)

    def is_put_off(self, on: date) -> bool:
        """Out of the queue; on the day itself it is back."""
        return self.snoozed_until is not None and on < self.snoozed_until

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.models import Record
from history.marks import marked
from history.tracking import track
from legislation.models.act import Act
from legislation.models.item import Item
from legislation.querysets import ConcordanceQuerySet
from legislation.rules.levels import ICONS, OPEN


@dataclass(frozen=True, slots=True)
class Completion:
    """What completes a line and when, and what is noted of it: as far as the reader may know."""

    item: Item | None = None
    act: Act | None = None
    on: date | None = None
    note: str = ""


@marked("act")
@track()
class Concordance(Record):
    """One provision of an EU act against national law: at which level it is transposed, where, and what completes it when.

    ``level`` empty: nobody has compared it yet. ``item``: the harmonisation item that completes it, ``completed_by`` the act.
    """

    class Level(models.TextChoices):
        FULLY = "fully", _("Fully transposed")
        PARTIALLY = "partially", _("Partially transposed")
        NOT_TO_BE = "not to be transposed", _("Not to be transposed")
        NOT_RELEVANT = "not relevant", _("Not relevant")
        DISCRETIONARY = "discretionary", _("Discretionary")

    act = models.ForeignKey(Act, verbose_name=_("EU act"), on_delete=models.CASCADE, related_name="concordance")
    position = models.PositiveIntegerField(_("position"), help_text=_("Where it stands in the table."))
    provision = models.CharField(_("EU provision"), max_length=100, help_text=_("Such as Art. 5 (1) (a)."))
    text = models.TextField(_("what it asks"), max_length=10_000, blank=True)
    level = models.CharField(_("level"), max_length=30, choices=Level, blank=True)
    law = models.ForeignKey(
        Act, verbose_name=_("national act"), null=True, blank=True, on_delete=models.PROTECT, related_name="concorded"
    )
    national_provision = models.CharField(_("national provision"), max_length=200, blank=True)
    item = models.ForeignKey(
        Item,
        verbose_name=_("completed by item"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="completes",
    )
    completed_by = models.ForeignKey(
        Act,
        verbose_name=_("completed by act"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="completes",
    )
    completed_on = models.DateField(_("complete by"), null=True, blank=True)
    note = models.TextField(_("note"), max_length=4000, blank=True)

    objects = ConcordanceQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["act", "position", "id"]
        verbose_name = _("line of a concordance table")
        constraints = [
            models.CheckConstraint(
                name="concordance_level_known",
                condition=Q(
                    level__in=["", "fully", "partially", "not to be transposed", "not relevant", "discretionary"]
                ),
            ),
            models.UniqueConstraint(
                fields=["act", "provision", "law", "national_provision"],
                name="concordance_once",
                nulls_distinct=False,
                deferrable=models.Deferrable.IMMEDIATE,  # provisions that move up by one are written in one statement
                violation_error_message=_("This line is in the table already."),
            ),
            models.CheckConstraint(
                name="concordance_transposed_says_where",
                condition=~Q(level__in=["fully", "partially"]) | Q(law__isnull=False) & ~Q(national_provision=""),
                violation_error_message=_("Say where: the national act and its provision."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act}: {self.provision}"

    def get_absolute_url(self) -> str:
        return reverse("legislation:concordance-edit", args=[self.act.code, self.pk])

    @property
    def is_complete(self) -> bool:
        return self.level not in OPEN

    @property
    def level_word(self) -> str:
        return str(self.Level(self.level).label) if self.level else gettext("Not compared yet")

    @property
    def level_icon(self) -> str:
        return ICONS[self.level]

    @property
    def completion(self) -> Completion:
        """Only of a line read ``visible_to`` somebody: where an item completes it that they may not see, nothing is said."""
        if self.is_held:  # type: ignore[attr-defined]  # an annotation of visible_to; without it this fails loudly
            return Completion()
        return Completion(self.item, self.completed_by, self.completed_on, self.note)

    def days_over(self, on: date) -> int:
        """Since the day by which it should be complete; 0 until then, and where the reader may not know the day."""
        due_on = self.completion.on
        return 0 if self.is_complete or due_on is None else max((on - due_on).days, 0)

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Record
from history.marks import marked
from history.tracking import track
from projects.querysets.thresholds import ThresholdsQuerySet
from projects.rules.signal import Limits

STEPS = 4


def usual_percents() -> list[Decimal]:
    return list(Limits().percents)


def usual_days() -> list[int]:
    return list(Limits().days)


def usual_milestone_days() -> list[int]:
    return list(Limits().milestone_days)


@marked()
@track()
class Thresholds(Record):
    """Where the steps of the signal end, from a day on; each list runs from the end of green to the end of amber/red.

    Never changed backwards: new ones hold from a day to come, and those of the past stand.
    """

    starts_on = models.DateField(_("from"), unique=True)
    percents = ArrayField(
        models.DecimalField(max_digits=5, decimal_places=2),
        verbose_name=_("per cent worse than the baseline"),
        default=usual_percents,
    )
    days = ArrayField(models.PositiveIntegerField(), verbose_name=_("days late"), default=usual_days)
    milestone_days = ArrayField(
        models.PositiveIntegerField(),
        verbose_name=_("days the oldest milestone is overdue"),
        default=usual_milestone_days,
    )
    reason = models.TextField(_("why"), max_length=2000)

    objects = ThresholdsQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["-starts_on"]
        verbose_name = _("thresholds")
        constraints = [
            models.CheckConstraint(
                name="thresholds_four",
                condition=models.Q(percents__len=STEPS, days__len=STEPS, milestone_days__len=STEPS),
            ),
        ]

    def __str__(self) -> str:
        return str(self.starts_on)

    def clean(self) -> None:
        super().clean()
        for name in ("percents", "days", "milestone_days"):
            steps = getattr(self, name) or []
            if len(steps) != STEPS or any(later <= earlier for earlier, later in pairwise(steps)):
                raise ValidationError({name: _("Give four figures, each larger than the one before.")})

    @property
    def limits(self) -> Limits:
        return Limits(
            percents=tuple(self.percents),
            days=tuple(self.days),
            milestone_days=tuple(self.milestone_days),
        )

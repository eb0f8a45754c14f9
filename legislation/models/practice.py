from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import Record
from history.marks import marked
from history.tracking import track
from legislation.models.item import Stage
from legislation.querysets import PracticeQuerySet, StageTermQuerySet


@marked()
@track()
class Practice(Record):
    """The rules of consultation from a day on; never changed backwards. Days are working days.

    ``silence_agrees``: whether no answer by the deadline is counted among the approvals.
    """

    starts_on = models.DateField(_("from"), unique=True)
    usual_days = models.PositiveSmallIntegerField(
        _("working days for an opinion"), default=15, validators=[MinValueValidator(1), MaxValueValidator(90)]
    )
    least_days = models.PositiveSmallIntegerField(
        _("working days at least"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
        help_text=_("A shorter term needs a recorded reason."),
    )
    silence_agrees = models.BooleanField(_("no answer counts as agreement"), default=False)
    reason = models.TextField(_("why"), max_length=2000)

    objects = PracticeQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["-starts_on"]
        verbose_name = _("rules of consultation")
        constraints = [
            models.CheckConstraint(
                name="practice_least_not_more_than_usual",
                condition=Q(least_days__lte=F("usual_days"), least_days__gte=1),
                violation_error_message=_("The least cannot be more than the usual term."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.starts_on)


@marked()
@track()
class StageTerm(Record):
    """How many calendar days a stage of an item usually lasts, and must last at least, from a day on."""

    stage = models.CharField(_("stage"), max_length=20, choices=Stage)
    starts_on = models.DateField(_("from"))
    usual_days = models.PositiveSmallIntegerField(_("usual days"), validators=[MinValueValidator(1)])
    least_days = models.PositiveSmallIntegerField(
        _("days at least"), help_text=_("What law and procedure make it last, if all goes well.")
    )
    basis = models.CharField(
        _("basis"), max_length=300, help_text=_("The law, the rules of procedure or the practice.")
    )

    objects = StageTermQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["-starts_on", "id"]
        verbose_name = _("term of a stage")
        constraints = [
            models.UniqueConstraint(
                fields=["stage", "starts_on"],
                name="stage_term_once",
                violation_error_message=_("There is a term of this stage from this day already."),
            ),
            models.CheckConstraint(
                name="stage_term_of_the_way",
                condition=Q(
                    stage__in=[
                        "identified",
                        "intent",
                        "drafting",
                        "consultation",
                        "government",
                        "parliament",
                        "adopted",
                    ]
                ),
                violation_error_message=_("What is in force or dropped has no term."),
            ),
            models.CheckConstraint(
                name="stage_term_in_order",
                condition=Q(usual_days__gte=1) & Q(usual_days__gte=F("least_days")),
                violation_error_message=_("It cannot last longer at least than usually."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()}, {self.starts_on}"

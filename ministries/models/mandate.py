from __future__ import annotations

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.figures import day_text
from core.models import Period, Record, days, period_in_order
from history.marks import marked
from history.tracking import track
from ministries.models.institution import Institution
from ministries.querysets.mandate import CoordinationFunctionQuerySet, MandateQuerySet, SettlementQuerySet


@marked()
@track()
class CoordinationFunction(Period, Record):
    """A task of coordination somebody has to lead, such as digital identity. Seeded at set-up, edited by the office."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200, unique=True)
    description = models.TextField(_("what belongs to it"), max_length=2000, blank=True)
    rank = models.PositiveSmallIntegerField(_("place in lists"), default=100)
    starts_on = models.DateField(_("needs a lead from"))

    objects = CoordinationFunctionQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["rank", "name"]
        verbose_name = _("coordination function")
        constraints = [period_in_order("function_period")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("ministries:function-detail", args=[self.code])


@marked()
@track()
class Mandate(Period, Record):
    """What an institution is to do in a function, and on what basis. A lead ends with its own dates, its basis or its institution."""

    class Role(models.TextChoices):
        LEAD = "lead", _("Lead")
        CONTRIBUTES = "contributes", _("Contributes")
        CONSULTED = "consulted", _("Consulted")

    function = models.ForeignKey(
        CoordinationFunction, verbose_name=_("function"), on_delete=models.PROTECT, related_name="mandates"
    )
    institution = models.ForeignKey(
        Institution, verbose_name=_("institution"), on_delete=models.PROTECT, related_name="mandates"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    basis = models.CharField(
        _("basis"),
        max_length=500,
        help_text=_("The law, decree or decision, for instance Government Decree 40/2023, section 2."),
    )
    basis_url = models.URLField(
        _("address of the basis"), max_length=500, blank=True, help_text=_("ELI or web address.")
    )
    basis_ends_on = models.DateField(_("basis expires on"), null=True, blank=True)
    claim = models.TextField(_("what the institution bases its claim on"), max_length=4000, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["function", "starts_on", "id"]
        constraints = [
            period_in_order("mandate_period"),
            models.CheckConstraint(
                name="mandate_role_known", condition=Q(role__in=["lead", "contributes", "consulted"])
            ),
            models.CheckConstraint(name="mandate_has_basis", condition=~Q(basis="")),
            models.CheckConstraint(
                name="mandate_basis_in_order",
                condition=Q(basis_ends_on__isnull=True) | Q(basis_ends_on__gte=F("starts_on")),
                violation_error_message=_("The basis must not expire before the first day."),
            ),
            ExclusionConstraint(
                name="one_mandate_at_a_time",
                expressions=[
                    ("institution", RangeOperators.EQUAL),
                    ("function", RangeOperators.EQUAL),
                    (days(), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_(
                    "This institution already has a part in this function in that time. End that one first."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution}, {self.get_role_display()}, {self.function}"

    def get_absolute_url(self) -> str:
        return self.function.get_absolute_url()

    def clean(self) -> None:
        """A closed institution leads nothing: the function would stay without a lead and nobody would see why."""
        super().clean()
        last_day = self.institution.ends_on if self.institution_id else None
        if last_day and self.starts_on and self.starts_on > last_day:
            told = _("%(institution)s exists until %(day)s only. Choose its successor.")
            raise ValidationError({"starts_on": told % {"institution": self.institution, "day": day_text(last_day)}})

    @property
    def holds_until(self) -> date | None:
        """The last day on which dates, basis and institution all cover it; None: open."""
        return min(filter(None, (self.ends_on, self.basis_ends_on, self.institution.ends_on)), default=None)

    @property
    def holds_from(self) -> date:
        return max(self.starts_on, self.institution.starts_on or self.starts_on)

    @property
    def ended_by(self) -> str:
        """What ended it, in words; empty while it is open. A basis that expires with the dates is told as the dates."""
        until = self.holds_until
        if until is None:
            return ""
        if until == self.ends_on:
            return gettext("the mandate ended")
        return gettext("its basis expired") if until == self.basis_ends_on else gettext("the institution was closed")

    def holds(self, on: date) -> bool:
        until = self.holds_until
        return self.holds_from <= on and (until is None or until >= on)


@marked()
@track()
class Settlement(Period, Record):
    """A decision about who leads a function: one institution, or several as joint leads. It is quoted, with its source."""

    function = models.ForeignKey(
        CoordinationFunction, verbose_name=_("function"), on_delete=models.PROTECT, related_name="settlements"
    )
    decided_on = models.DateField(_("decided on"))
    decision = models.TextField(_("the decision in its own words"), max_length=10_000)
    source = models.CharField(
        _("who decided, and where it stands"),
        max_length=500,
        help_text=_("For instance Government session of 12 March 2026, item 4."),
    )
    source_url = models.URLField(_("address of the decision"), max_length=500, blank=True)
    starts_on = models.DateField(_("holds from"))

    objects = SettlementQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["-starts_on", "-id"]
        constraints = [
            period_in_order("settlement_period"),
            models.CheckConstraint(name="settlement_quotes", condition=~Q(decision="") & ~Q(source="")),
            ExclusionConstraint(
                name="one_settlement_at_a_time",
                expressions=[("function", RangeOperators.EQUAL), (days(), RangeOperators.OVERLAPS)],
                violation_error_message=_("Another settlement of this function holds in that time."),
            ),
        ]

    def __str__(self) -> str:
        return self.source

    def clean(self) -> None:
        super().clean()
        if self.decided_on and self.starts_on and self.decided_on > self.starts_on:
            raise ValidationError({"starts_on": _("A decision cannot hold before it was taken.")})


@marked("settlement")
@track()
class SettlementLead(Record):
    """An institution that leads by a settlement; more than one lead jointly."""

    settlement = models.ForeignKey(Settlement, on_delete=models.CASCADE, related_name="leads")
    institution = models.ForeignKey(
        Institution, verbose_name=_("institution"), on_delete=models.PROTECT, related_name="+"
    )

    class Meta(Record.Meta):
        verbose_name = _("lead by settlement")
        constraints = [models.UniqueConstraint(fields=["settlement", "institution"], name="settlement_lead_once")]

    def __str__(self) -> str:
        return str(self.institution)

from __future__ import annotations

from datetime import date

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models import Record
from exchange.models import ImportRun
from history.marks import marked
from history.tracking import track
from legislation.querysets import ActQuerySet, MeasureQuerySet
from legislation.rules.celex import FORM, Celex, read_celex


@marked()
@track()
class Act(Record):
    """A national law or an EU act.

    ``transposition_due_on``: the deadline of a directive, as a person said or confirmed it. ``proposed_due_on``: one that was
    read in ``transposition_words``, the prose of its article, and that nobody has confirmed yet. ``corrects``: of a
    corrigendum the act it corrects.
    """

    class Kind(models.TextChoices):
        LAW = "law", _("National law")
        REGULATION = "regulation", _("National regulation")
        DIRECTIVE = "directive", _("EU directive")
        EU_REGULATION = "eu regulation", _("EU regulation")
        EU_DECISION = "eu decision", _("EU decision")
        OTHER_EU = "other eu act", _("Other EU act")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ADOPTED = "adopted", _("Adopted, not yet in force")
        IN_FORCE = "in force", _("In force")
        REPEALED = "repealed", _("No longer in force")
        UNKNOWN = "unknown", _("Not given")

    code = models.CharField(_("code"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    title = models.CharField(_("title"), max_length=1000)
    short_title = models.CharField(_("short title"), max_length=200, blank=True)
    number = models.CharField(
        _("national number"), max_length=100, blank=True, help_text=_("As the official gazette gives it.")
    )
    celex = models.CharField(
        _("CELEX number"), max_length=30, blank=True, help_text=_("As EUR-Lex gives it, for instance 32022L2555.")
    )
    eli = models.URLField(_("ELI"), max_length=500, blank=True, help_text=_("The address that names the act."))
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.UNKNOWN)
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    in_force_on = models.DateField(_("in force from"), null=True, blank=True)
    repealed_on = models.DateField(_("no longer in force from"), null=True, blank=True)
    corrects = models.ForeignKey(
        "self", verbose_name=_("corrects"), null=True, blank=True, on_delete=models.PROTECT, related_name="corrigenda"
    )
    transposition_due_on = models.DateField(_("transposition deadline"), null=True, blank=True)
    proposed_due_on = models.DateField(_("deadline read in the text"), null=True, blank=True, editable=False)
    transposition_words = models.TextField(_("text of the transposition article"), max_length=10_000, blank=True)

    objects = ActQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["code"]
        verbose_name = _("act")
        indexes = [
            models.Index(Func("title", function="sort_key"), "id", name="act_by_title"),
            GinIndex(OpClass(Func("title", function="sort_key"), name="gin_trgm_ops"), name="act_title_words"),
            models.Index(fields=["transposition_due_on", "id"], name="act_by_deadline"),
            models.Index(fields=["kind", "id"], name="act_by_kind"),
            models.Index(fields=["eli"], condition=~Q(eli=""), name="act_by_eli"),
        ]
        constraints = [
            models.CheckConstraint(
                name="act_kind_known",
                condition=Q(
                    kind__in=["law", "regulation", "directive", "eu regulation", "eu decision", "other eu act"]
                ),
            ),
            models.CheckConstraint(
                name="act_status_known",
                condition=Q(status__in=["draft", "adopted", "in force", "repealed", "unknown"]),
            ),
            models.CheckConstraint(
                name="act_celex_form",
                condition=Q(celex="") | Q(celex__regex=FORM),
            ),
            models.UniqueConstraint(
                fields=["celex"],
                condition=~Q(celex=""),
                name="act_celex_once",
                violation_error_message=_("An act with this CELEX number is on record already."),
            ),
            models.UniqueConstraint(
                fields=["number"],
                condition=~Q(number=""),
                name="act_number_once",
                violation_error_message=_("An act with this national number is on record already."),
            ),
            models.CheckConstraint(
                name="act_national_without_celex", condition=~Q(kind__in=["law", "regulation"]) | Q(celex="")
            ),
            models.CheckConstraint(
                name="act_deadline_of_directives",
                condition=~Q(kind__in=["law", "regulation"])
                | Q(transposition_due_on__isnull=True, proposed_due_on__isnull=True, transposition_words=""),
                violation_error_message=_("Only EU acts are transposed."),
            ),
            models.CheckConstraint(
                name="act_deadline_confirmed_or_proposed",
                condition=Q(transposition_due_on__isnull=True) | Q(proposed_due_on__isnull=True),
            ),
            models.CheckConstraint(
                name="act_days_in_order",
                condition=Q(in_force_on__isnull=True)
                | Q(repealed_on__isnull=True)
                | Q(repealed_on__gte=F("in_force_on")),
                violation_error_message=_("The act cannot end before it is in force."),
            ),
        ]

    def __str__(self) -> str:
        return self.short_title or self.title

    def get_absolute_url(self) -> str:
        return reverse("legislation:act-detail", args=[self.code])

    def clean(self) -> None:
        super().clean()
        if self.celex:
            try:
                self.celex = read_celex(self.celex).text
            except ValueError:
                raise ValidationError(
                    {
                        "celex": _("“%(said)s” is no CELEX number. Write it as EUR-Lex does, for instance 32022L2555.")
                        % {"said": self.celex}
                    }
                ) from None

    @property
    def is_eu(self) -> bool:
        return self.kind not in (self.Kind.LAW, self.Kind.REGULATION)

    @property
    def read_celex(self) -> Celex | None:
        return read_celex(self.celex) if self.celex else None

    def asks_on(self, on: date) -> bool:
        """It asks for national law by a day that a person confirmed; the same rule as ``asking``."""
        is_over = self.status == self.Status.REPEALED or (self.repealed_on is not None and self.repealed_on <= on)
        read = self.read_celex
        is_corrigendum = self.corrects_id is not None or (read is not None and read.is_corrigendum)
        return self.is_eu and self.transposition_due_on is not None and not is_over and not is_corrigendum

    def days_over(self, on: date) -> int:
        """Since the transposition deadline; 0 until then and without one."""
        return max((on - self.transposition_due_on).days, 0) if self.transposition_due_on else 0


@marked("act", "law")
@track()
class Measure(Record):
    """A national act that transposes an EU act, as it was notified."""

    act = models.ForeignKey(Act, verbose_name=_("EU act"), on_delete=models.CASCADE, related_name="measures")
    law = models.ForeignKey(Act, verbose_name=_("national act"), on_delete=models.PROTECT, related_name="transposes")
    import_run = models.ForeignKey(
        ImportRun, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    objects = MeasureQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["act", "law"],
                name="measure_once",
                violation_error_message=_("This measure is on record already."),
            ),
            models.CheckConstraint(name="measure_of_another", condition=~Q(act=F("law"))),
        ]

    def __str__(self) -> str:
        return f"{self.act} > {self.law}"

    def get_absolute_url(self) -> str:
        return f"{self.act.get_absolute_url()}#measures"

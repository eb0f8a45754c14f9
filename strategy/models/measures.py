from __future__ import annotations

from typing import Any

import pgtrigger
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models import Record
from exchange.models import ImportRun
from history.marks import marked
from history.tracking import track
from ministries.models import Institution
from strategy.models.aims import Objective
from strategy.querysets.measures import IndexCountryQuerySet, IndicatorQuerySet, ReadingQuerySet


class MeasureField(models.DecimalField):  # type: ignore[type-arg]  # not generic when the program runs
    """A figure of an indicator in its unit: a share, a count, an index such as 0.8287."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_digits": 20, "decimal_places": 6, **kwargs})


@marked()
@track()
class IndexCountry(Record):
    """A country that international indices tell of: ours, and those we compare ourselves with."""

    code = models.CharField(_("code"), max_length=3, unique=True, help_text=_("Three letters of ISO 3166."))
    name = models.CharField(_("country"), max_length=200)
    region = models.CharField(_("region"), max_length=100, blank=True)
    subregion = models.CharField(_("part of the region"), max_length=100, blank=True)
    income = models.CharField(_("income group"), max_length=60, blank=True)

    objects = IndexCountryQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["name"]
        verbose_name = _("country of an index")
        constraints = [
            models.CheckConstraint(
                name="index_country_iso",
                condition=Q(code__regex=r"^[A-Z]{3}$"),
                violation_error_message=_("Use the three letters of ISO 3166."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


@marked("objective")
@track()
class Indicator(Record):
    """How an objective is measured. With a ``country`` it is an international index: that country's readings are our own,
    those of others stand beside them. Without an objective it is an index, or a metric of a project.
    """

    class Better(models.TextChoices):
        HIGHER = "higher", _("Higher is better")
        LOWER = "lower", _("Lower is better")

    objective = models.ForeignKey(
        Objective,
        verbose_name=_("objective"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="indicators",
    )
    country = models.ForeignKey(
        IndexCountry,
        verbose_name=_("our country in this index"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    code = models.SlugField(_("code"), max_length=60, unique=True)
    title = models.CharField(_("indicator"), max_length=300)
    unit = models.CharField(_("unit"), max_length=60, blank=True, help_text=_('For instance "%" or "days".'))
    better = models.CharField(_("better"), max_length=10, choices=Better)
    baseline_value = MeasureField(_("baseline"), null=True, blank=True)
    baseline_on = models.DateField(_("day of the baseline"), null=True, blank=True)
    target_value = MeasureField(_("target"), null=True, blank=True)
    target_on = models.DateField(_("target to be reached on"), null=True, blank=True)
    source = models.CharField(
        _("source"), max_length=300, blank=True, help_text=_("Who measures it, and in which publication.")
    )
    url = models.URLField(_("link to the source"), max_length=500, blank=True)
    reading_months = models.PositiveSmallIntegerField(
        _("months between readings"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("The lead is asked for a new reading when so many months have passed."),
    )

    own_readings: list[Reading]

    objects = IndicatorQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["title", "id"]
        verbose_name = _("indicator")
        triggers = [
            *Record.Meta.triggers,
            pgtrigger.Trigger(
                name="stays_index",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(old__country__isnull=True, new__country__isnull=False)
                | pgtrigger.Q(old__country__isnull=False, new__country__isnull=True),
                func="RAISE EXCEPTION 'an indicator stays an index, or none' "
                "USING ERRCODE = 'check_violation', CONSTRAINT = 'indicator_stays_index';",
            ),
        ]
        constraints = [
            models.CheckConstraint(name="indicator_better_known", condition=Q(better__in=["higher", "lower"])),
            models.CheckConstraint(
                name="indicator_baseline_dated",
                condition=Q(baseline_value__isnull=True, baseline_on__isnull=True)
                | Q(baseline_value__isnull=False, baseline_on__isnull=False),
                violation_error_message=_("Give the baseline a value and a day, or neither."),
            ),
            models.CheckConstraint(
                name="indicator_target_dated",
                condition=Q(target_value__isnull=True, target_on__isnull=True)
                | Q(target_value__isnull=False, target_on__isnull=False),
                violation_error_message=_("Give the target a value and a day, or neither."),
            ),
            models.CheckConstraint(
                name="indicator_target_after_baseline",
                condition=Q(target_on__isnull=True) | Q(baseline_on__isnull=True) | Q(target_on__gt=F("baseline_on")),
                violation_error_message=_("The target is reached after the day of the baseline."),
            ),
            models.CheckConstraint(
                name="indicator_target_not_worse",
                condition=Q(target_value__isnull=True)
                | Q(baseline_value__isnull=True)
                | Q(better="higher", target_value__gte=F("baseline_value"))
                | Q(better="lower", target_value__lte=F("baseline_value")),
                violation_error_message=_("The target is worse than the baseline. Which is better, higher or lower?"),
            ),
            models.CheckConstraint(
                name="indicator_rhythm_positive", condition=Q(reading_months__isnull=True) | Q(reading_months__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("strategy:indicator-detail", args=[self.code])

    @property
    def is_index(self) -> bool:
        return self.country_id is not None


@marked("indicator")
@track()
class Reading(Record):
    """What an indicator showed on a day, with the evidence. ``recorded_for``: the institution that read it; empty: the office
    or a file.
    """

    indicator = models.ForeignKey(
        Indicator, verbose_name=_("indicator"), on_delete=models.CASCADE, related_name="readings"
    )
    country = models.ForeignKey(
        IndexCountry,
        verbose_name=_("country"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="readings",
    )
    on = models.DateField(_("day"))
    value = MeasureField(_("value"))
    rank = models.PositiveSmallIntegerField(_("rank"), null=True, blank=True)
    evidence = models.TextField(_("evidence"), max_length=2000, blank=True, help_text=_("Where the figure stands."))
    url = models.URLField(_("link to the evidence"), max_length=500, blank=True)
    recorded_for = models.ForeignKey(
        Institution, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    import_run = models.ForeignKey(
        ImportRun, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = ReadingQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["on", "id"]
        verbose_name = _("reading")
        triggers = [
            *Record.Meta.triggers,
            pgtrigger.Trigger(
                name="country_of_an_index",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func="""
                    IF (NEW.country_id IS NULL) <>
                       (SELECT country_id IS NULL FROM strategy_indicator WHERE id = NEW.indicator_id) THEN
                        RAISE EXCEPTION 'a reading names a country where the indicator is an index, and only there'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'reading_country_of_an_index';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "country", "on"],
                name="reading_once",
                nulls_distinct=False,
                violation_error_message=_("There is a reading of this day already."),
            ),
            models.CheckConstraint(
                name="reading_has_evidence",
                condition=~Q(evidence="", url=""),
                violation_error_message=_("Say where the figure stands: in words, by a link, or both."),
            ),
            models.CheckConstraint(
                name="reading_rank_of_a_country",
                condition=Q(rank__isnull=True) | Q(rank__gt=0, country__isnull=False),
                violation_error_message=_("Only a country has a rank."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}, {self.on}"

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import holidays
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from holidays.holiday_base import HolidayBase

from core.models import Record
from history.marks import marked
from history.tracking import track
from ministries.brand import contrast_problem, png_problem, stylesheet
from ministries.querysets.country import CountryQuerySet, HolidayQuerySet


class CountryManager(models.Manager.from_queryset(CountryQuerySet)):  # type: ignore[misc]
    """The picture of the crest is read only where it is served."""

    def get_queryset(self) -> CountryQuerySet:
        return super().get_queryset().defer("crest")  # type: ignore[no-any-return]


@track(exclude=("crest",))
@marked()
class Country(Record):
    """What a country chooses at set-up: exactly one row. Rating steps are fixed after the first round."""

    class Steps(models.IntegerChoices):
        FIVE = 5, _("Five steps, red to green")
        THREE = 3, _("Three steps: red, amber, green")

    class Stage(models.TextChoices):
        """The stages of a project that may be asked for reports."""

        PROPOSED = "proposed", _("Proposed")
        APPROVED = "approved", _("Approved")
        DELIVERY = "delivery", _("Delivery")
        CLOSING = "closing", _("Closing")

    name = models.CharField(_("country"), max_length=200)
    office_name = models.CharField(_("coordination office"), max_length=200)
    office_address = models.CharField(_("address of the office"), max_length=300, blank=True)
    languages = ArrayField(models.CharField(max_length=10), verbose_name=_("languages"), default=list)
    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC")
    currency = models.CharField(
        _("reporting currency"),
        max_length=3,
        validators=[RegexValidator(r"^[A-Z]{3}$", _("Use the three letters of ISO 4217."))],
    )
    holiday_calendar = models.CharField(
        _("public holidays of"), max_length=2, blank=True, help_text=_("Two letters of ISO 3166, for instance EE.")
    )
    rating_steps = models.PositiveSmallIntegerField(_("rating steps"), choices=Steps, default=Steps.FIVE)
    reporting_stages = ArrayField(models.CharField(max_length=20), verbose_name=_("stages that report"), default=list)
    join_days = models.PositiveSmallIntegerField(
        _("working days before the due date until which a project still joins a round"),
        default=10,
        validators=[MinValueValidator(0), MaxValueValidator(60)],
    )
    acceptance_days = models.PositiveSmallIntegerField(
        _("working days to answer an invitation to take part"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    brand_colour = models.CharField(
        _("brand colour"),
        max_length=7,
        blank=True,
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write a colour as # and six hexadecimal digits."))],
    )
    crest = models.BinaryField(_("crest"), null=True, blank=True, editable=True)
    crest_digest = models.CharField(_("crest"), max_length=16, blank=True)

    objects = CountryManager()

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(name="country_is_one", condition=Q(id=1)),
            models.CheckConstraint(name="country_steps_known", condition=Q(rating_steps__in=[3, 5])),
            models.CheckConstraint(name="country_currency_iso", condition=Q(currency__regex=r"^[A-Z]{3}$")),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        problems = {"brand_colour": contrast_problem(self.brand_colour)}
        if "crest" not in self.get_deferred_fields():
            problems["crest"] = png_problem(self.crest)
        found = {name: problem for name, problem in problems.items() if problem}
        if found:
            raise ValidationError(found)

    def local_time(self, moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo(self.time_zone))

    @property
    def brand_sheet(self) -> str:
        """The country's own colours as a style sheet; empty where it chose none."""
        return stylesheet(self.brand_colour)

    @cached_property
    def _calendar(self) -> HolidayBase | None:
        return holidays.country_holidays(self.holiday_calendar) if self.holiday_calendar else None

    @cached_property
    def _own_holidays(self) -> frozenset[date]:
        return frozenset(self.holidays.values_list("on", flat=True))

    def known_holidays(self, first: date, last: date) -> list[tuple[date, str]]:
        """The public holidays of the country's calendar between two days, both inclusive."""
        if self._calendar is None:
            return []
        days = (first + timedelta(days=number) for number in range((last - first).days + 1))
        return [(day, str(self._calendar.get(day))) for day in days if day in self._calendar]

    @property
    def scale(self) -> tuple[int, ...]:
        """The ratings this country gives: 1 red to 5 green; with three steps 1, 3 and 5."""
        return (1, 3, 5) if self.rating_steps == self.Steps.THREE else (1, 2, 3, 4, 5)

    def is_holiday(self, day: date) -> bool:
        """The country's calendar (library ``holidays``) and the days the office added itself."""
        return day in self._own_holidays or (self._calendar is not None and day in self._calendar)


@marked()
@track()
class Holiday(Record):
    """A day off that the calendar of the country does not know."""

    country = models.ForeignKey(Country, on_delete=models.CASCADE, related_name="holidays")
    on = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=200)

    objects = HolidayQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["on"]
        constraints = [models.UniqueConstraint(fields=["country", "on"], name="holiday_once")]

    def __str__(self) -> str:
        return self.name

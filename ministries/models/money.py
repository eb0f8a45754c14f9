from __future__ import annotations

from decimal import Decimal

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.figures import number
from core.models import Record
from history.marks import marked
from history.tracking import track
from ministries.querysets.money import ExchangeRateQuerySet


@marked()
@track()
class ExchangeRate(Record):
    """What one unit of a currency was worth in the reporting currency from a day on. Without a rate, sums are listed apart."""

    currency = models.CharField(
        _("currency"),
        max_length=3,
        validators=[RegexValidator(r"^[A-Z]{3}$", _("Use the three letters of ISO 4217."))],
    )
    on = models.DateField(_("from"))
    rate = models.DecimalField(
        _("worth of one unit in the reporting currency"),
        max_digits=18,
        decimal_places=8,
        validators=[MinValueValidator(Decimal("0.00000001"))],
    )
    source = models.CharField(
        _("source"), max_length=300, help_text=_("For instance European Central Bank, reference rate.")
    )

    objects = ExchangeRateQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["currency", "-on"]
        verbose_name = _("exchange rate")
        constraints = [
            models.UniqueConstraint(
                fields=["currency", "on"],
                name="rate_once",
                violation_error_message=_("This currency has a rate of that day already."),
            ),
            models.CheckConstraint(name="rate_positive", condition=Q(rate__gt=0)),
            models.CheckConstraint(name="rate_currency_iso", condition=Q(currency__regex=r"^[A-Z]{3}$")),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.on}"

    @property
    def worth(self) -> str:
        """The rate in the reader's locale, without the noughts at its end."""
        places = -int(self.rate.normalize().as_tuple().exponent)
        return number(self.rate, max(places, 0))

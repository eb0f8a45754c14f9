"""Sums of several currencies in the reporting currency: what has no rate is listed apart, never added (DOMAIN section 3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.figures import money_text
from ministries.models import Country, ExchangeRate

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Total:
    """``amount`` in ``currency``; None where nothing could be added. ``apart``: sums without a rate. ``rates``: those used."""

    currency: str
    amount: Decimal | None
    apart: tuple[tuple[str, Decimal], ...]
    rates: tuple[ExchangeRate, ...]

    @property
    def apart_text(self) -> str:
        """What could not be added, for an export."""
        return ", ".join(money_text(amount, currency) for currency, amount in self.apart)

    @property
    def sources(self) -> list[tuple[date, str, list[str]]]:
        """Of which day and from whom the rates are, and for which currencies."""
        found: dict[tuple[date, str], list[str]] = {}
        for rate in self.rates:
            found.setdefault((rate.on, rate.source), []).append(rate.currency)
        return [(on, source, sorted(currencies)) for (on, source), currencies in sorted(found.items())]


class Changer:
    """Adds sums at the rates in force on a day; two queries, whatever it adds."""

    def __init__(self, on: date) -> None:
        self._keep(Country.objects.current().currency, ExchangeRate.objects.in_force(on))

    @classmethod
    def at(cls, currency: str, rates: Iterable[ExchangeRate]) -> "Changer":
        """At rates into this currency that were kept, whatever is in force now; no query."""
        changer = cls.__new__(cls)
        changer._keep(currency, rates)
        return changer

    def _keep(self, currency: str, rates: Iterable[ExchangeRate]) -> None:
        self.currency = currency
        self._rates = {rate.currency: rate for rate in rates}

    def total(self, sums: Iterable[tuple[str, Decimal]]) -> Total:
        """Of pairs of currency and amount."""
        found = list(sums)
        added = [amount for currency, amount in found if currency == self.currency]
        changed = [(self._rates[currency], amount) for currency, amount in found if currency in self._rates]
        added += [(amount * rate.rate).quantize(CENT) for rate, amount in changed]
        return Total(
            currency=self.currency,
            amount=sum(added, Decimal(0)) if added else None,
            apart=tuple((currency, amount) for currency, amount in found if not self.knows(currency)),
            rates=_once(rate for rate, _amount in changed),
        )

    def knows(self, currency: str) -> bool:
        """Can be added: the reporting currency itself, or one with a rate."""
        return currency == self.currency or currency in self._rates


def _once(rates: Iterable[ExchangeRate]) -> tuple[ExchangeRate, ...]:
    return tuple({rate.currency: rate for rate in rates}.values())

"""Approved, forecast and spent of the running projects of an edition, in one currency; what has no rate stands apart."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from ministries.money import Changer, Total
from projects.models import SnapshotRow
from projects.period.editions import Edition


@dataclass(frozen=True, slots=True)
class Money:
    """``over``: forecast against approved, of the projects that have both: ``compared`` of ``running``."""

    running: int
    approved: Total
    forecast: Total
    spent: Total
    over: Total
    compared: int
    withheld: int

    @property
    def apart(self) -> list[str]:
        """Currencies that no rate brings into the sums."""
        return sorted(
            {currency for total in (self.approved, self.forecast, self.spent) for currency, _sum in total.apart}
        )


def money_of(edition: Edition) -> Money:
    running = [row for row in edition.rows if not row.is_over]
    both = [row for row in running if row.cost_over is not None]
    return Money(
        running=len(running),
        approved=_total(edition.changer, ((row.currency, row.baseline_cost) for row in running)),
        forecast=_total(edition.changer, ((row.currency, row.forecast_cost) for row in running)),
        spent=_total(edition.changer, ((row.currency, row.spent) for row in running)),
        over=_total(edition.changer, ((row.currency, row.cost_over) for row in both)),
        compared=len(both),
        withheld=sum(_is_withheld(row) for row in running),
    )


def _is_withheld(row: SnapshotRow) -> bool:
    return not {"cost", "forecast_cost", "spent"}.isdisjoint(row.withheld)


def _total(changer: Changer, sums: Iterable[tuple[str, Decimal | None]]) -> Total:
    by_currency: dict[str, Decimal] = defaultdict(Decimal)
    for currency, amount in sums:
        if amount is not None:
            by_currency[currency] += amount
    return changer.total(sorted(by_currency.items()))

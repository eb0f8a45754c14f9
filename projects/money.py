"""Money by year and by source: sums that say what they leave out, of one project and of the portfolio."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import reduce
from itertools import groupby
from operator import add
from typing import Any

from django.utils.translation import gettext as _

from ministries.money import Changer, Total
from projects.models import Funding
from projects.querysets.plan import FundingQuerySet
from projects.rules.money import KINDS, Amounts

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sum:
    """``amount``: of what is given, None where nothing is. Beside it how many figures are withheld and how many nobody gave."""

    amount: Decimal | None = None
    withheld: int = 0
    missing: int = 0

    def __add__(self, other: "Sum") -> "Sum":
        given = [each for each in (self.amount, other.amount) if each is not None]
        return Sum(
            sum(given, Decimal(0)) if given else None, self.withheld + other.withheld, self.missing + other.missing
        )

    @property
    def left_out(self) -> str:
        """What is not in it; empty where nobody gave anything at all."""
        if self.amount is None:
            return _("withheld") if self.withheld else ""
        parts = [_("%(n)s withheld") % {"n": self.withheld}] if self.withheld else []
        parts += [_("%(n)s not given") % {"n": self.missing}] if self.missing else []
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Money:
    """What is planned, forecast, committed and spent, of whatever ``label`` names."""

    label: str = ""
    planned: Sum = Sum()
    forecast: Sum = Sum()
    committed: Sum = Sum()
    spent: Sum = Sum()

    def __add__(self, other: "Money") -> "Money":
        sums = (getattr(self, kind) + getattr(other, kind) for kind in KINDS)
        return Money(self.label or other.label, *sums)

    @property
    def sums(self) -> tuple[Sum, ...]:
        return tuple(getattr(self, kind) for kind in KINDS)

    def amounts(self, *, is_over: bool) -> Amounts:
        """For the rules; a sum that leaves something out is no figure to hold against another."""
        whole = {kind: None if each.left_out else each.amount for kind, each in zip(KINDS, self.sums, strict=True)}
        return Amounts(**whole, is_over=is_over)


def added(parts: Iterable[Money], label: str) -> Money:
    return reduce(add, parts, Money(label))


@dataclass(frozen=True, slots=True)
class Apart:
    """Money in a currency without a rate, by year."""

    currency: str
    years: Sequence[Money]


@dataclass(frozen=True, slots=True)
class AllMoney:
    """Of many projects in the reporting currency; what has no rate stands apart, never added. ``changed``: at which rates."""

    years: Sequence[Money]
    sources: Sequence[Money]
    total: Money
    apart: Sequence[Apart]
    changed: Total


def money_of_all(fundings: FundingQuerySet, changer: Changer) -> AllMoney:
    """Two queries for any number of projects."""
    by_year, by_source = list(fundings.sums("year")), list(fundings.sums("source", "source_name"))
    years = _labelled(by_year, lambda row: str(row["year"]), changer)
    sources = _labelled(by_source, _source_of, changer)
    unknown = sorted({row["currency"] for row in by_year if not changer.knows(row["currency"])})
    return AllMoney(
        years=years,
        sources=sorted(sources, key=lambda money: money.planned.amount or 0, reverse=True),
        total=added(years, ""),
        apart=[Apart(currency, _years_in(by_year, currency)) for currency in unknown],
        changed=changer.total((row["currency"], Decimal(0)) for row in by_year if changer.knows(row["currency"])),
    )


def _labelled(rows: Iterable[Row], label: Callable[[Row], str], changer: Changer) -> list[Money]:
    """Of what has a rate, one for each label in the order they come."""
    found: dict[str, Money] = {}
    for row in rows:
        if changer.knows(row["currency"]):
            name = label(row)
            found[name] = found.get(name, Money(name)) + _told(row, changer)
    return list(found.values())


def _years_in(rows: Iterable[Row], currency: str) -> list[Money]:
    return [replace(_told(row), label=str(row["year"])) for row in rows if row["currency"] == currency]


def _source_of(row: Row) -> str:
    return row["source_name"] or str(Funding.Source(row["source"]).label)


def _told(row: Row, changer: Changer | None = None) -> Money:
    return Money("", *(_sum_told(row, kind, changer) for kind in KINDS))


def _sum_told(row: Row, kind: str, changer: Changer | None) -> Sum:
    amount = row[f"{kind}_sum"]
    if changer and amount is not None:
        amount = changer.total([(row["currency"], amount)]).amount
    return Sum(amount, row[f"{kind}_withheld"], row[f"{kind}_missing"])


@dataclass(frozen=True, slots=True)
class Line:
    """One source in one year, as its project's page tells it."""

    funding: Funding
    amounts: Amounts
    remarks: list[str]


@dataclass(frozen=True, slots=True)
class Year:
    """``money``: of all its sources together."""

    year: int
    lines: Sequence[Line]
    money: Money
    amounts: Amounts


@dataclass(frozen=True, slots=True)
class Funded:
    years: Sequence[Year]
    total: Money


def funding_of(fundings: Iterable[Funding], currency: str, on: date) -> Funded:
    """Of one project, whose money is all in one currency; the lines come ordered by year."""
    years = [
        _year(year, [_line(each, currency, on) for each in lines], on)
        for year, lines in groupby(fundings, key=lambda funding: funding.year)
    ]
    return Funded(years, added((year.money for year in years), ""))


def _line(funding: Funding, currency: str, on: date) -> Line:
    amounts = funding.amounts(on)
    return Line(funding, amounts, amounts.remarks(currency))


def _year(year: int, lines: Sequence[Line], on: date) -> Year:
    money = added((_money_of(line.funding) for line in lines), str(year))
    return Year(year, lines, money, money.amounts(is_over=year < on.year))


def _money_of(funding: Funding) -> Money:
    return Money("", *(_sum_of(getattr(funding, kind), kind in funding.withheld) for kind in KINDS))


def _sum_of(amount: Decimal | None, is_withheld: bool) -> Sum:
    return Sum(amount, withheld=int(is_withheld), missing=int(amount is None and not is_withheld))

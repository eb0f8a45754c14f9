"""The approved cost of a project over its years, from the state budget and from its agreement if it has one."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from demo.country.course import MILLION, ROUNDING, Course
from demo.country.words import Words
from projects.models import Funding
from projects.rules.money import Amounts

LAST_CLOSED = 11


@dataclass(frozen=True, slots=True)
class Share:
    """What one source gives in one calendar year."""

    year: int
    source: str
    source_name: str
    amount: Decimal
    part: Decimal
    begins: date
    ends: date

    @property
    def planned(self) -> dict[str, Any]:
        return {"year": self.year, "source": self.source, "source_name": self.source_name, "planned": self.amount}

    def accounted(self, course: Course, on: date) -> dict[str, Any]:
        """With what was spent of the year by that day, and the forecast of the whole year at that speed."""
        gone = Decimal((min(on, self.ends) - self.begins).days + 1) / ((self.ends - self.begins).days + 1)
        planned, expected = course.cost(-1) or Decimal(1), course.cost(LAST_CLOSED) or Decimal(1)
        forecast = rounded(self.amount * (1 + (expected / planned - 1) * self.part))
        spent = rounded(forecast * gone * Decimal("0.97"))
        figures = {"forecast": forecast, "committed": max(spent, rounded(forecast * Decimal("0.9"))), "spent": spent}
        moved = Amounts(self.amount, **figures, is_over=self.year < on.year)
        return {**self.planned, **figures, "words": _why(course, moved, on) if moved.wants_words else ""}


def _why(course: Course, moved: Amounts, on: date) -> str:
    dearer = Words(course, LAST_CLOSED, on).cost() if (moved.moved or 0) > 0 else ""
    return dearer or "The contracts were signed below the estimate of the plan."


def yearly(course: Course) -> list[Share]:
    plan = course.plan
    if plan.cost is None:
        return []
    first, last = course.starts_on, course.approved_end
    shares = []
    for year in range(first.year, last.year + 1):
        begins, ends = max(first, date(year, 1, 1)), min(last, date(year, 12, 31))
        part = Decimal((ends - begins).days + 1) / ((last - first).days + 1)
        amount = rounded(plan.cost * MILLION * part)
        granted = rounded(amount * plan.agreement_share) if plan.agreement else Decimal(0)
        shares.append(Share(year, Funding.Source.BUDGET, "", amount - granted, part, begins, ends))
        if granted:
            shares.append(Share(year, Funding.Source.AGREEMENT, plan.agreement, granted, part, begins, ends))
    return shares


def planned_money(course: Course) -> list[dict[str, Any]]:
    """The lines of the plan; of a secret project that there is money, and why it is not told."""
    if not course.plan.secret:
        return [share.planned for share in yearly(course)]
    years = range(course.starts_on.year, course.approved_end.year + 1)
    return [{"year": year, "withheld": {"planned": course.plan.secret}} for year in years]


def rounded(amount: Decimal) -> Decimal:
    return (amount / ROUNDING).quantize(Decimal(1)) * ROUNDING

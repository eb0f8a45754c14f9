"""The money of one financial year from one source: how far it moved from what was planned (DOMAIN section 4, Variance), and
what else stands out."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from core.figures import money_text, number
from projects.rules.variance import WORDS_FROM_SHARE

KINDS = ("planned", "forecast", "committed", "spent")


@dataclass(frozen=True, slots=True)
class Amounts:
    """What is not given or withheld is None. ``is_over``: the year has ended, so what was spent is what it took."""

    planned: Decimal | None = None
    forecast: Decimal | None = None
    committed: Decimal | None = None
    spent: Decimal | None = None
    is_over: bool = False

    @property
    def expected(self) -> Decimal | None:
        """What was spent once the year is over; before that the larger of forecast and spent. Without a forecast what was spent
        so far says something only where it is more than planned."""
        if self.spent is None or self.is_over:
            return self.forecast if self.spent is None else self.spent
        if self.forecast is None:
            return self.spent if self.planned is not None and self.spent > self.planned else None
        return max(self.forecast, self.spent)

    @property
    def moved(self) -> Decimal | None:
        """More (+) or less (-) than was planned; None where one of the two is not known."""
        return None if self.planned is None or self.expected is None else self.expected - self.planned

    @property
    def wants_words(self) -> bool:
        """Beyond 5 % either way; of a year for which nothing was planned, any money."""
        return self.planned is not None and abs(self.moved or Decimal(0)) > self.planned * WORDS_FROM_SHARE

    @property
    def percent(self) -> str:
        """+12.5 %; empty where nothing moved, or nothing was planned that it could be a part of."""
        if not self.moved or not self.planned:
            return ""
        return f"{'+' if self.moved > 0 else ''}{number(100 * self.moved / self.planned, 1)} %"

    def remarks(self, currency: str) -> list[str]:
        """No error, but worth a sentence."""
        pairs = (
            (self.committed, self.planned, _("Committed %(sum)s more than planned")),
            (self.spent, self.committed, _("Spent %(sum)s more than committed")),
        )
        return [
            sentence % {"sum": money_text(more - less, currency)}
            for more, less, sentence in pairs
            if more is not None and less is not None and more > less
        ]


def why_words(amounts: Amounts, year: int, currency: str) -> str:
    """Why words are wanted, with the figure; empty where they are not."""
    if not amounts.wants_words or amounts.moved is None:
        return ""
    said = {"year": year, "sum": money_text(abs(amounts.moved), currency), "percent": amounts.percent}
    if not amounts.planned:
        return _("Nothing was planned for %(year)s and %(sum)s is expected. Say why in a sentence.") % said
    if amounts.moved > 0:
        return _("%(year)s takes %(sum)s more than planned (%(percent)s). Say why in a sentence.") % said
    return _("%(year)s takes %(sum)s less than planned (%(percent)s). Say why in a sentence.") % said

"""What EU law still asks of the country after its deadline: late and wrong are two things. DOMAIN section 4, legislation."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

LONG_OVERDUE = 730
"""Two years past the deadline: what the Single Market Scoreboard counts apart as long overdue."""


class Deficit(StrEnum):
    TRANSPOSITION = "transposition"
    CONFORMITY = "conformity"


@dataclass(frozen=True, slots=True)
class Standing:
    """How an act stands whose deadline a person has confirmed.

    ``is_covered``: a national measure or an item of transposition is in force. ``partially``, ``uncompared``: lines of its
    concordance table. ``is_worked_on``: an item is under way that transposes it or completes its table.
    """

    due_on: date
    is_covered: bool
    partially: int = 0
    uncompared: int = 0
    is_worked_on: bool = False

    def deficit(self, on: date) -> Deficit | None:
        """The deadline itself is still in time. Late: no national law is there. Wrong: it is there, and does not do it all."""
        if on <= self.due_on:
            return None
        if not self.is_covered:
            return Deficit.TRANSPOSITION
        return Deficit.CONFORMITY if self.partially or self.uncompared else None

    def days(self, on: date) -> int:
        return max((on - self.due_on).days, 0)

    @property
    def since_on(self) -> date:
        return self.due_on + timedelta(days=1)

    def severity(self, on: date) -> int:
        """1 worst. A law that is missing weighs more than one that falls short, and both more where nobody moves or after
        two years."""
        is_worse = not self.is_worked_on or self.days(on) > LONG_OVERDUE
        return (1 if is_worse else 2) if not self.is_covered else (2 if is_worse else 3)

"""What a period report and the minister's brief tell: two editions of the portfolio held against each other."""

from projects.period.council import Matter, for_the_council, help_asked, worst_of
from projects.period.editions import Edition, Period, of_now, of_round
from projects.period.money import Money, money_of
from projects.period.sections import (
    Change,
    Coming,
    Done,
    Shift,
    Slip,
    changes,
    closed,
    coming,
    in_flight,
    milestones_done,
    silent,
    slips,
)
from projects.period.sheets import Sheet, sheet

__all__ = [
    "Change",
    "Coming",
    "Done",
    "Edition",
    "Matter",
    "Money",
    "Period",
    "Sheet",
    "Shift",
    "Slip",
    "changes",
    "closed",
    "coming",
    "for_the_council",
    "help_asked",
    "in_flight",
    "milestones_done",
    "money_of",
    "of_now",
    "of_round",
    "sheet",
    "silent",
    "slips",
    "worst_of",
]

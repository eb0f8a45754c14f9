"""Which stage of a harmonisation item may follow which, and how long each lasts. DOMAIN section 4, Item."""

from collections.abc import Mapping
from typing import NamedTuple

WAY = (
    "identified", "intent", "drafting", "consultation", "government", "parliament", "adopted", "in force",
)  # fmt: skip
"""From first to last; what the government may decide itself leaves out parliament."""
MOVES: dict[str, tuple[str, ...]] = {
    "identified": ("intent", "drafting", "dropped"),
    "intent": ("drafting", "identified", "dropped"),
    "drafting": ("consultation", "intent", "dropped"),
    "consultation": ("government", "drafting", "dropped"),
    "government": ("parliament", "adopted", "consultation", "drafting", "dropped"),
    "parliament": ("adopted", "government", "dropped"),
    "adopted": ("in force", "parliament"),
    "in force": ("adopted",),
    "dropped": ("identified",),
}
PAIRS = [(stage, following) for stage, moves in MOVES.items() for following in moves]
OVER = ("in force", "dropped")


def wants_a_reason(stage: str, following: str) -> bool:
    """Steps back, out or in again: the record must tell why."""
    if "dropped" in (stage, following):
        return True
    return WAY.index(following) < WAY.index(stage)


def stages_after(stage: str) -> tuple[str, ...]:
    """What is still ahead on the way; nothing once it is dropped."""
    return WAY[WAY.index(stage) + 1 :] if stage in WAY else ()


class Term(NamedTuple):
    """Of one stage in calendar days: how long it usually lasts, and how long law and procedure make it last at least."""

    usual_days: int
    least_days: int


USUAL: Mapping[str, Term] = {
    "identified": Term(60, 0),
    "intent": Term(60, 14),
    "drafting": Term(120, 14),
    "consultation": Term(45, 21),
    "government": Term(30, 7),
    "parliament": Term(120, 30),
    "adopted": Term(30, 10),
}
"""Until the office writes its own: what a law of ordinary size takes, and the least that the steps need."""
STUCK = 2
"""An item is stuck once it has been in its stage for more than this many times the usual days."""

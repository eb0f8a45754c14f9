"""The words, meanings and shapes of a rating: 1 (red) to 5 (green); a three-step country uses 1, 3 and 5."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Paths = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the scale. `key` names its CSS class, `paths` are (class, d) in a 16 x 16 box."""

    value: int | None
    key: str
    word: str | Promise
    meaning: str | Promise
    paths: Paths
    label_class: str = "t-b"

    @property
    def lower_word(self) -> str:
        """The word inside a sentence."""
        return str(self.word).lower()


@dataclass(frozen=True, slots=True)
class RatingShown:
    """A rating as a page shows it; `reason` says why it is exempt."""

    step: int | None = None
    is_exempt: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Rated:
    """The ratings of each side beside each other, and how old they are: what every list tells of a project.

    ``assessor``: whose the third is. ``gap``: between the two furthest apart, in the country's steps. ``age``: days since the
    newest report; ``silent``: since the day an owed one is missing; ``unchanged``: reports running that nothing changed.
    ``instead``: what stands in place of an age.
    """

    cio: RatingShown
    computed: RatingShown
    assessed: RatingShown
    assessor: str = ""
    gap: int | None = None
    trend: tuple[int | None, ...] = ()
    age: int | None = None
    silent: int | None = None
    unchanged: int = 0
    instead: str = ""


def distance(ratings: Iterable[int | None], steps: int = 5) -> int | None:
    """Between the two furthest apart that are given, in the country's steps; None: there are no two."""
    given = [each for each in ratings if each is not None]
    if steps == len(THREE_STEPS):
        given = [(each > 3) - (each < 3) for each in given]
    return max(given) - min(given) if len(given) > 1 else None


_RING: Final = "M8 1.8a6.2 6.2 0 1 1 0 12.4 6.2 6.2 0 1 1 0-12.4z"

RED: Final = Step(1, "red", _("Red"), _("Appears unachievable as planned"), (("mf", "M8 1 15.4 14.5H.6z"),), "t-w")
AMBER_RED: Final = Step(
    2,
    "ar",
    _("Amber/red"),
    _("In doubt; needs urgent action"),
    (("mo", "M8 2.4 14.2 13.7H1.8z"), ("mf", "M3.7 9.6h8.6L14.8 14.2H1.2z")),
    "t-w",
)
AMBER: Final = Step(
    3, "amber", _("Amber"), _("Feasible; significant issues, resolvable"), (("mf", "M8 .4 15.6 8 8 15.6.4 8z"),)
)
AMBER_GREEN: Final = Step(
    4,
    "ag",
    _("Amber/green"),
    _("Probable; attention needed"),
    (
        ("mo", "M8 1.6a6.4 6.4 0 1 1 0 12.8 6.4 6.4 0 1 1 0-12.8z"),
        ("mf", "M1.2 8a6.8 6.8 0 0 0 13.6 0z"),
    ),
)
GREEN: Final = Step(
    5,
    "green",
    _("Green"),
    _("Highly likely; nothing major open"),
    (("mf", "M8 .8a7.2 7.2 0 1 1 0 14.4 7.2 7.2 0 1 1 0-14.4z"),),
    "t-w",
)
NOT_RATED: Final = Step(None, "none", _("Not rated"), _("Nobody has rated it"), (("ms dash", _RING),))
EXEMPT: Final = Step(
    None, "exempt", _("Exempt"), _("Withheld, with the reason"), (("ms", _RING), ("ms", "M3.8 12.2 12.2 3.8"))
)

FIVE_STEPS: Final = (RED, AMBER_RED, AMBER, AMBER_GREEN, GREEN)
THREE_STEPS: Final = (RED, AMBER, GREEN)
_BY_VALUE: Final = {step.value: step for step in FIVE_STEPS}


def scale(steps: int = 5) -> Sequence[Step]:
    """The steps of a country, red first."""
    return THREE_STEPS if steps == len(THREE_STEPS) else FIVE_STEPS


def step_of(value: RatingShown | int | None) -> Step:
    """The step behind a stored value; no value is `NOT_RATED`, an exempt one `EXEMPT`."""
    if isinstance(value, RatingShown):
        return EXEMPT if value.is_exempt else step_of(value.step)
    return _BY_VALUE[value] if value else NOT_RATED


def choices(steps: int = 5) -> list[tuple[int, str | Promise]]:
    """(value, word) of a country's scale, for fields and filters; red first."""
    return [(step.value, step.word) for step in scale(steps) if step.value is not None]

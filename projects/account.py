"""What a portfolio says over several rounds: who fell, who stayed amber or worse, who left, what it cost."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from core.access import Access
from projects.comparison import Stand, stands
from projects.models import Assessment, Project, Report, Round, Submission

AMBER_OR_WORSE = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Course:
    """One project over the rounds, oldest first; None where it was not in a round.

    A rating is the assessment or, without one, the CIO's; None: exempt or not rated.
    """

    project: Project
    stands: Sequence[Stand | None]

    @property
    def ratings(self) -> list[int | None]:
        return [stand.rating if stand else None for stand in self.stands]

    @property
    def given(self) -> list[tuple[int, int]]:
        """Place of the round and rating, where one was given."""
        return [(place, rating) for place, rating in enumerate(self.ratings) if rating is not None]

    @property
    def steps(self) -> int:
        """From the first rating given to the last; better is positive."""
        return self.given[-1][1] - self.given[0][1] if self.given else 0

    @property
    def last(self) -> int:
        """Place of the last round it was in."""
        return max(place for place, stand in enumerate(self.stands) if stand)

    @property
    def is_low_throughout(self) -> bool:
        """In every round, and amber or worse in each."""
        return all(rating in AMBER_OR_WORSE for rating in self.ratings)


@dataclass(frozen=True, slots=True)
class Year:
    """One round: projects in it, by rating; those exempt and those without a rating."""

    round: Round
    projects: int
    ratings: Mapping[int, int]
    exempt: int

    @property
    def unrated(self) -> int:
        return self.projects - sum(self.ratings.values()) - self.exempt


@dataclass(frozen=True, slots=True)
class Step:
    """From one round to the next, of the projects in both. ``cost``: totals by currency, of those that gave one in both."""

    earlier: Round
    later: Round
    came: int
    left: int
    both: int
    moves: Sequence[int]
    cost: Mapping[str, tuple[Decimal, Decimal]]
    dearer: int
    cheaper: int

    @property
    def fell(self) -> int:
        return sum(move < 0 for move in self.moves)

    @property
    def rose(self) -> int:
        return sum(move > 0 for move in self.moves)


@dataclass(frozen=True, slots=True)
class Account:
    years: Sequence[Year]
    steps: Sequence[Step]
    courses: Sequence[Course]

    @property
    def fallen(self) -> list[Course]:
        """The deepest fall first."""
        fallen = [course for course in self.courses if course.steps < 0]
        return sorted(fallen, key=lambda course: (course.steps, course.project.title))

    @property
    def low_throughout(self) -> list[Course]:
        """The lowest first."""
        low = [course for course in self.courses if course.is_low_throughout]
        return sorted(low, key=lambda course: (sum(filter(None, course.ratings)), course.project.title))

    @property
    def gone(self) -> list[Course]:
        """No longer in the newest round, by the round they were in last."""
        gone = [course for course in self.courses if course.last < len(self.years) - 1]
        return sorted(gone, key=lambda course: (course.last, course.project.title))


def account(rounds: Sequence[Round], access: Access) -> Account:
    """Of the projects the reader sees; as many queries for any number of projects."""
    rounds = sorted(rounds, key=lambda each: each.ends_on)
    found = [stands(each, access) for each in rounds]
    projects = {project: None for each in found for project in each}
    courses = [Course(project, [each.get(project) for each in found]) for project in projects]
    pairs = list(zip(rounds, found, strict=True))
    return Account(
        years=[_year(round_, known, access) for round_, known in pairs],
        steps=[_step(*one, *other) for one, other in pairwise(pairs)],
        courses=sorted(courses, key=lambda course: course.project.title),
    )


def _year(round_: Round, known: Mapping[Project, Stand], access: Access) -> Year:
    ratings = Counter(stand.rating for stand in known.values() if stand.rating is not None)
    unrated = [project.pk for project, stand in known.items() if stand.rating is None]
    return Year(round_, len(known), ratings, len(_exempt(round_, unrated)))


def _exempt(round_: Round, project_ids: Sequence[int]) -> set[int]:
    assessed = Assessment.objects.filter(round=round_, project__in=project_ids, withheld__has_key="rating")
    reports = Report.objects.filter(round=round_, project__in=project_ids)
    said = Submission.objects.filter(report__in=reports, withheld__has_key="rating")
    return {*assessed.values_list("project_id", flat=True), *said.values_list("report__project_id", flat=True)}


def _step(earlier: Round, before: Mapping[Project, Stand], later: Round, now: Mapping[Project, Stand]) -> Step:
    both = [(project, before[project], stand) for project, stand in now.items() if project in before]
    sums = list(_sums(both))
    totals: dict[str, tuple[Decimal, Decimal]] = {}
    for currency, one, other in sums:
        had, has = totals.get(currency, (Decimal(0), Decimal(0)))
        totals[currency] = (had + one, has + other)
    return Step(
        earlier=earlier,
        later=later,
        came=len(now) - len(both),
        left=len(before) - len(both),
        both=len(both),
        moves=[
            has.rating - had.rating for _project, had, has in both if had.rating is not None and has.rating is not None
        ],
        cost=totals,
        dearer=sum(other > one for _currency, one, other in sums),
        cheaper=sum(other < one for _currency, one, other in sums),
    )


def _sums(both: Sequence[tuple[Project, Stand, Stand]]) -> Iterator[tuple[str, Decimal, Decimal]]:
    for project, had, has in both:
        if had.cost is not None and has.cost is not None:
            yield project.currency, had.cost, has.cost

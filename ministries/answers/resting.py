"""What rests on a record: projects and their money, asked of every app."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from core import questions
from core.questions import Fact, FactKind, Scope
from core.records import Ref
from ministries.money import Changer, Total


@dataclass(frozen=True, slots=True)
class Resting:
    """``projects``: how many run. ``path`` leads to all of them; ``singles`` are the dearest, as many as the scope asked for.
    ``sums``: one for each currency."""

    projects: int
    sums: tuple[Fact, ...]
    total: Total
    path: str
    singles: tuple[Fact, ...]


def resting(refs: Collection[Ref], scope: Scope) -> dict[Ref, Resting]:
    """Of each record, in the reporting currency; what has no rate stands apart. As many queries for any number of records."""
    changer = Changer(scope.on)
    found: dict[Ref, list[Fact]] = {each: [] for each in refs}
    for fact in questions.about(refs, scope) if refs else []:
        found[fact.about].append(fact)
    return {each: resting_of(facts, changer) for each, facts in found.items()}


def resting_of(facts: Iterable[Fact], changer: Changer) -> Resting:
    """Of what was answered about one record."""
    about_projects = [fact for fact in facts if fact.kind == FactKind.PROJECTS]
    sums = tuple(fact for fact in about_projects if fact.count is not None)
    return Resting(
        projects=sum(fact.count or 0 for fact in sums),
        sums=sums,
        total=changer.total((fact.currency, fact.money) for fact in sums if fact.money is not None),
        path=sums[0].path if sums else "",
        singles=tuple(fact for fact in about_projects if fact.count is None),
    )

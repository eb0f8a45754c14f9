"""What moved between two rounds, project by project: ratings of each side, expected end, expected cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from core.access import Access
from projects.models import Baseline, Project, Report, Round, Submission


@dataclass(frozen=True, slots=True)
class Stand:
    """How a project stood in one round; what nobody gave is None.

    End and cost are what the report forecast or, without a forecast, the plan in force on the last day of the round.
    """

    cio: int | None
    computed: int | None
    assessed: int | None
    ends_on: date | None
    cost: Decimal | None

    @property
    def rating(self) -> int | None:
        """The assessment or, without one, the CIO's."""
        return self.cio if self.assessed is None else self.assessed


@dataclass(frozen=True, slots=True)
class Move:
    project: Project
    before: Stand
    now: Stand

    @property
    def is_move(self) -> bool:
        """Something that was given in both rounds is another now."""
        pairs = [(getattr(self.before, name), getattr(self.now, name)) for name in Stand.__slots__]
        return any(None not in pair and pair[0] != pair[1] for pair in pairs)

    @property
    def steps(self) -> int:
        """Better is positive: of the assessments or, where one is missing, of the CIO's ratings; 0 where these are too."""
        for before, now in ((self.before.assessed, self.now.assessed), (self.before.cio, self.now.cio)):
            if before is not None and now is not None:
                return now - before
        return 0

    @property
    def days(self) -> int | None:
        """By how much the expected end moved; None where it did not, or one is not given."""
        if self.before.ends_on is None or self.now.ends_on is None or self.before.ends_on == self.now.ends_on:
            return None
        return (self.now.ends_on - self.before.ends_on).days

    @property
    def cost(self) -> Decimal | None:
        if self.before.cost is None or self.now.cost is None or self.before.cost == self.now.cost:
            return None
        return self.now.cost - self.before.cost


@dataclass(frozen=True, slots=True)
class Comparison:
    """``moves``: what moved at all, the worst fall first. ``came`` and ``gone``: projects in one of the two rounds only."""

    moves: Sequence[Move]
    came: Sequence[Project]
    gone: Sequence[Project]

    @property
    def fell(self) -> int:
        return sum(move.steps < 0 for move in self.moves)

    @property
    def rose(self) -> int:
        return sum(move.steps > 0 for move in self.moves)


def compare(earlier: Round, later: Round, access: Access) -> Comparison:
    """Of the projects the reader sees; six queries for any number of them."""
    before, now = stands(earlier, access), stands(later, access)
    both = [Move(project, before[project], stand) for project, stand in now.items() if project in before]
    moves = [move for move in both if move.is_move]
    moves.sort(key=lambda move: (move.steps, -(move.days or 0), move.project.title))
    return Comparison(
        moves=moves,
        came=sorted((project for project in now if project not in before), key=lambda project: project.title),
        gone=sorted((project for project in before if project not in now), key=lambda project: project.title),
    )


def stands(round_: Round, access: Access) -> dict[Project, Stand]:
    """By project, of everybody who was asked; waived reports do not count."""
    reports: Any = Report.objects.visible_to(access).filter(round=round_).exclude(status=Report.Status.WAIVED)
    rows = list(reports.with_ratings().select_related("project"))
    said = {each.report_id: each for each in Submission.objects.filter(report__in=rows).latest_per_report()}
    plans = Baseline.objects.filter(project__in=[each.project_id for each in rows]).in_force(round_.ends_on)
    planned = {each.project_id: each for each in plans}
    return {report.project: _stand(report, said.get(report.pk), planned.get(report.project_id)) for report in rows}


def _stand(report: Any, said: Submission | None, planned: Baseline | None) -> Stand:
    ends_on, cost = (said.forecast_ends_on, said.forecast_cost) if said else (None, None)
    return Stand(
        cio=report.rated,
        computed=report.computed,
        assessed=report.assessed,
        ends_on=ends_on or (planned.ends_on if planned else None),
        cost=cost if cost is not None or planned is None else planned.cost,
    )

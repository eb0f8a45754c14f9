"""What moved between two rounds, project by project: ratings of each side, forecast end, forecast cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from core.access import Access
from projects.models import Project, Report, Round, Submission


@dataclass(frozen=True, slots=True)
class Stand:
    """How a project stood in one round. ``overall``: the assessment or, without one, the CIO's rating."""

    cio: int | None
    computed: int | None
    assessed: int | None
    ends_on: date | None
    cost: Decimal | None

    @property
    def overall(self) -> int | None:
        return self.assessed or self.cio


@dataclass(frozen=True, slots=True)
class Move:
    project: Project
    before: Stand
    now: Stand

    @property
    def steps(self) -> int:
        """Better is positive; 0 where one of the two is missing."""
        if self.before.overall is None or self.now.overall is None:
            return 0
        return self.now.overall - self.before.overall

    @property
    def days(self) -> int | None:
        """By how much the forecast end moved; None where it did not, or one is not given."""
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
    """Of the projects the reader sees; four queries for any number of them."""
    before, now = _stands(earlier, access), _stands(later, access)
    both = [Move(project, before[project], stand) for project, stand in now.items() if project in before]
    moves = [move for move in both if move.before != move.now]
    moves.sort(key=lambda move: (move.steps, move.now.overall or 9, -(move.days or 0), move.project.title))
    return Comparison(
        moves=moves,
        came=sorted((project for project in now if project not in before), key=lambda project: project.title),
        gone=sorted((project for project in before if project not in now), key=lambda project: project.title),
    )


def _stands(round_: Round, access: Access) -> dict[Project, Stand]:
    """By project, of everybody who was asked; waived reports do not count."""
    reports: Any = Report.objects.visible_to(access).filter(round=round_).exclude(status=Report.Status.WAIVED)
    rows = list(reports.with_ratings().select_related("project"))
    said = {each.report_id: each for each in Submission.objects.filter(report__in=rows).latest_per_report()}
    return {report.project: _stand(report, said.get(report.pk)) for report in rows}


def _stand(report: Any, said: Submission | None) -> Stand:
    return Stand(
        cio=report.rated,
        computed=report.computed,
        assessed=report.assessed,
        ends_on=said.forecast_ends_on if said else None,
        cost=said.forecast_cost if said else None,
    )
